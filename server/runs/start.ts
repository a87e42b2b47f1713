import { WorkflowExecutionAlreadyStartedError } from "@temporalio/client";
import type { z } from "zod";
import type { Transaction } from "../../db/client.ts";
import { run } from "../../db/schema/runs.ts";
import type { JsonRecord, PipelineDocument as StoredDocument } from "../../db/types.ts";
import { compile } from "../../workflows/core/compile.ts";
import type { PipelineDocument } from "../../workflows/core/document.ts";
import { canonicalJson } from "../../workflows/core/json.ts";
import type { RunPlan } from "../../workflows/core/plan.ts";
import { registry } from "../../workflows/steps/index.ts";
import type { StepRegistry } from "../../workflows/core/define-step.ts";
import type { RunInput } from "../../workflows/pipelines/messages.ts";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { pinSources } from "../datasets/resolve-source.ts";
import { PenstockError } from "../errors.ts";
import { newId } from "../ids.ts";
import { log } from "../log.ts";
import { findDraft, findPipeline, findVersion } from "../pipelines/find.ts";
import { sha256 } from "./cache-key.ts";
import type { startInput } from "./schemas.ts";

const MAX_PLAN_BYTES = 1_500_000;

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
  const document = await pinSources(ctx, toRun.document as PipelineDocument);
  const { plan, problems } =
    document === toRun.document ? draft : compile(document, steps, { params: input.params });
  if (!plan) refuse(problems);
  return launch(ctx, {
    ...toRun,
    document: document as unknown as StoredDocument,
    plan: plan!,
    trigger,
    alongside,
  });
}

/** Writes the run down and starts its workflow. */
export async function launch(
  ctx: Ctx,
  {
    document,
    pipelineId,
    version,
    author,
    plan,
    trigger,
    alongside,
  }: Omit<ToRun, "document"> & {
    document: StoredDocument;
    plan: RunPlan;
    trigger: JsonRecord;
    alongside?: Alongside | undefined;
  },
): Promise<{ runId: string }> {
  const bytes = Buffer.byteLength(JSON.stringify(plan));
  if (bytes > MAX_PLAN_BYTES)
    throw new PenstockError(
      "too-large",
      `The compiled plan takes ${bytes} bytes; ${MAX_PLAN_BYTES} are allowed: split the pipeline.`,
    );
  const id = newId("run");
  await ctx.db.transaction(async (tx) => {
    await tx.insert(run).values({
      id,
      workspaceId: ctx.actor.workspaceId,
      pipelineId,
      pipelineVersion: version,
      name: plan.pipeline,
      document,
      plan: plan as unknown as JsonRecord,
      planHash: sha256(canonicalJson(plan)),
      params: plan.params,
      startedBy: ctx.actor.userId,
      author,
      trigger,
      workflowId: `run-${id}`,
    });
    await audit(tx, ctx.actor, {
      action: "run.start",
      entity: "run",
      entityId: id,
      after: { pipeline: plan.pipeline, version, params: plan.params },
    });
    await alongside?.(tx, id);
  });
  await startWorkflow(ctx, { id, plan }).catch((error: unknown) => {
    // The worker starts runs that Temporal has not heard of: the person need not try again.
    log.warn({ err: error, runId: id }, "the run is queued: Temporal could not be reached");
  });
  return { runId: id };
}

/** Starts the workflow of a run that stands in Postgres; a second start of the same run changes nothing. */
export async function startWorkflow(
  { temporal }: Pick<Ctx, "temporal">,
  { id, plan }: { id: string; plan: RunPlan },
): Promise<void> {
  const client = await temporal();
  const input: RunInput = { runId: id, plan };
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
