import { WorkflowExecutionAlreadyStartedError } from "@temporalio/client";
import type { z } from "zod";
import type { Transaction } from "../../db/client.ts";
import type { JsonRecord } from "../../db/types.ts";
import { compile } from "../../workflows/core/compile.ts";
import type { PipelineDocument } from "../../workflows/core/document.ts";
import { applyOverrides, splitGiven } from "../../workflows/core/overrides.ts";
import type { RunPlan } from "../../workflows/core/plan.ts";
import { registry } from "../../workflows/steps/index.ts";
import type { StepRegistry } from "../../workflows/core/define-step.ts";
import type { RunInput } from "../../workflows/pipelines/messages.ts";
import { authorize, type Ctx } from "../context.ts";
import { pinSources } from "../datasets/resolve-source.ts";
import { PenstockError } from "../errors.ts";
import { log } from "../log.ts";
import { findDraft, findPipeline, findVersion } from "../pipelines/find.ts";
import { insertRun, type NewRun } from "./insert-run.ts";
import { limitsOfRun, queuesWithLimit } from "./limits.ts";
import type { startInput } from "./schemas.ts";
import { claimSlots } from "./slots.ts";

/** What is written in the transaction that writes a run down: both are kept, or neither. */
export type Alongside = (tx: Transaction, runId: string) => Promise<void>;

interface ToRun {
  document: unknown;
  pipelineId: string | null;
  version: number | null;
  author: string;
}

/** Compiles and starts a run. The run is in Postgres before Temporal hears of it: a start that is cut short is taken up again. */
export async function start(
  ctx: Ctx,
  input: z.output<typeof startInput>,
  {
    trigger = { type: ctx.actor.via === "session" ? "person" : "api" } as JsonRecord,
    steps = registry as StepRegistry,
    alongside = undefined as Alongside | undefined,
  } = {},
): Promise<{ runId: string }> {
  authorize(ctx, "runs.start");
  const toRun = await whatToRun(ctx, input);
  const draft = compile(toRun.document, steps, { params: input.params });
  if (!draft.plan) refuse(draft.problems);
  const { params, overrides } = splitGiven(input.params ?? {});
  const overridden = applyOverrides(toRun.document as PipelineDocument, overrides).document;
  const document = await pinSources(ctx, overridden);
  const { plan, problems } =
    document === toRun.document ? draft : compile(document, steps, { params });
  if (!plan) refuse(problems);
  return launch(ctx, { ...toRun, document, plan: plan!, trigger, overrides, alongside });
}

/** Writes the run down and starts its workflow, unless it has to wait for others of its kind to end. */
export async function launch(
  ctx: Ctx,
  { alongside, ...toRun }: NewRun & { alongside?: Alongside | undefined },
): Promise<{ runId: string }> {
  const { id, mayBegin } = await ctx.db.transaction(async (tx) => {
    const id = await insertRun(tx, ctx.actor, toRun);
    const keys = await limitsOfRun(tx, ctx.actor.workspaceId, toRun);
    const claim = { workspaceId: ctx.actor.workspaceId, runId: id, node: "", item: "" };
    const mayBegin =
      keys.length === 0 || (await claimSlots(tx, { ...claim, workflowId: null, keys }));
    await alongside?.(tx, id);
    return { id, mayBegin };
  });
  if (mayBegin)
    await startWorkflow(ctx, { id, plan: toRun.plan, workspaceId: ctx.actor.workspaceId }).catch(
      (error: unknown) => {
        // The worker starts runs that Temporal has not heard of: the person need not try again.
        log.warn({ err: error, runId: id }, "the run is queued: Temporal could not be reached");
      },
    );
  return { runId: id };
}

/** Starts the workflow of a run that stands in Postgres; a second start of the same run changes nothing. */
export async function startWorkflow(
  { db, temporal }: Pick<Ctx, "db" | "temporal">,
  { id, plan, workspaceId }: { id: string; plan: RunPlan; workspaceId: string },
): Promise<void> {
  const client = await temporal();
  const limitedQueues = await queuesWithLimit(db, workspaceId);
  const input: RunInput = {
    runId: id,
    plan,
    engine: 2,
    ...(limitedQueues.length > 0 ? { limitedQueues } : {}),
  };
  try {
    await client.workflow.start("runPipeline", {
      workflowId: `run-${id}`,
      taskQueue: "control",
      args: [input],
      workflowIdReusePolicy: "REJECT_DUPLICATE",
      staticSummary: plan.pipeline,
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}

async function whatToRun(ctx: Ctx, input: z.output<typeof startInput>): Promise<ToRun> {
  if (input.document)
    return {
      document: input.document,
      pipelineId: await pipelineOf(ctx, input.document),
      version: null,
      author: ctx.actor.userId,
    };
  const found = await findPipeline(ctx, input.name!);
  if (input.draft) {
    const draft = await findDraft(ctx.db, found.id, ctx.actor.userId);
    if (draft)
      return {
        document: draft.document,
        pipelineId: found.id,
        version: null,
        author: ctx.actor.userId,
      };
  }
  const version = await findVersion(ctx.db, found.id, input.version);
  if (version)
    return {
      document: version.document,
      pipelineId: found.id,
      version: version.number,
      author: version.createdBy,
    };
  const draft = await findDraft(ctx.db, found.id, ctx.actor.userId);
  if (draft && input.version === undefined)
    return {
      document: draft.document,
      pipelineId: found.id,
      version: null,
      author: ctx.actor.userId,
    };
  throw new PenstockError(
    "not-found",
    input.version === undefined
      ? `'${input.name}' has no version yet: publish it first.`
      : `'${input.name}' has no version ${input.version}.`,
  );
}

/** A document that names a pipeline of the workspace counts among its runs. */
async function pipelineOf(ctx: Ctx, document: Record<string, unknown>): Promise<string | null> {
  const found = await findPipeline(ctx, String(document["name"])).catch(() => null);
  return found?.id ?? null;
}

function refuse(problems: ReturnType<typeof compile>["problems"]): never {
  const first = problems.find(({ severity }) => severity === "error")!;
  const more = problems.filter(({ severity }) => severity === "error").length - 1;
  throw new PenstockError(
    "bad-request",
    `${first.message}${more > 0 ? ` (and ${more} more)` : ""}`,
    { problems },
  );
}
