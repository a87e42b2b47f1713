import { sql } from "drizzle-orm";
import type { z } from "zod";
import { executeOften } from "../../db/prepared.ts";
import { pipeline as pipelineTable } from "../../db/schema/pipelines.ts";
import type { StepRegistry } from "../../workflows/core/define-step.ts";
import { splitGiven } from "../../workflows/core/overrides.ts";
import type { PinnedOutputs, RunPlan } from "../../workflows/core/plan.ts";
import type { RunTrigger } from "../../workflows/core/run-trigger.ts";
import { registry } from "../../workflows/steps/index.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { findDraft, findUnarchived, findVersion, refuseArchived } from "../pipelines/find.ts";
import { refuse } from "../pipelines/refuse.ts";
import { compileForRun } from "./compile-for-run.ts";
import { ALL, nodeOrItsMap, pinned, refreshed, upTo } from "./edit-plan.ts";
import { readLimits } from "./limits.ts";
import { lookBeforeStart } from "./look-before-start.ts";
import { launch, type Alongside } from "./launch.ts";
import { findRun } from "./find.ts";
import type { PreparedRun } from "./insert-run.ts";
import { restOf } from "./rest-of-run.ts";
import type { startInput } from "./schemas.ts";
import { walkPlan } from "./walk-plan.ts";

type StartInput = z.output<typeof startInput>;

/** What a run takes over from its pipeline. */
type Found = Pick<typeof pipelineTable.$inferSelect, "id" | "name" | "archivedAt">;

interface ToRun {
  document: unknown;
  /** May be on its way still: the document is compiled meanwhile. */
  pipeline: Found | Promise<Found | null>;
  version: number | null;
  author: string;
}

/** Compiles and starts a run. The run is in Postgres before Temporal hears of it: a start that is cut short is taken up again. */
export async function start(
  ctx: Ctx,
  input: StartInput,
  {
    trigger = { type: ctx.actor.via === "session" ? "person" : "api" } as RunTrigger,
    steps = registry as StepRegistry,
    alongside = undefined as Alongside | undefined,
    /** Somebody is there to be told what would fail; a run that starts by itself says so where it fails, and goes its way for failures. */
    told = true,
  } = {},
): Promise<{ runId: string }> {
  authorize(ctx, "runs.start");
  const [limits, prepared] = await Promise.all([
    readLimits(ctx.db, ctx.actor.workspaceId),
    prepareStart(ctx, input, { steps, told }),
  ]);
  return launch(
    ctx,
    { ...prepared, trigger: input.after ? goesOnAfter(input.after) : trigger, alongside },
    limits,
  );
}

/** Everything about a run that can be known before it is written down. */
export async function prepareStart(
  ctx: Ctx,
  input: StartInput,
  { steps = registry as StepRegistry, told = true } = {},
): Promise<PreparedRun> {
  const { pipeline, ...toRun } = await whatToRun(ctx, input);
  const { params, overrides } = splitGiven(input.params ?? {});
  const compiled = await compileForRun(ctx, {
    document: toRun.document,
    steps,
    params,
    overrides,
    look: told ? (settled) => lookBeforeStart(ctx, settled, params, steps) : undefined,
  });
  if (!compiled.plan) return refuse(compiled.problems);
  const known = await pipeline;
  if (known) refuseArchived(known);
  return {
    ...toRun,
    pipelineId: known?.id ?? null,
    document: compiled.document,
    plan: await partToRun(ctx, compiled.plan, input),
    overrides,
  };
}

function goesOnAfter({ run, from }: NonNullable<StartInput["after"]>): RunTrigger {
  return {
    type: "rerun",
    of: run,
    newest: true,
    ...(from === undefined ? { mode: "failed" } : { mode: "from", from }),
  };
}

/** The whole plan, what leads to its target, or what an earlier run has left to do. */
async function partToRun(ctx: Ctx, whole: RunPlan, input: StartInput): Promise<RunPlan> {
  const { target: id, refresh, only, fresh, after } = input;
  if (after) {
    const run = await findRun(ctx, after.run);
    const rest = await restOf(ctx, whole, { run, from: after.from, of: "pipeline" });
    return fresh ? refreshed(rest, ALL) : rest;
  }
  if (id === undefined) return fresh ? refreshed(whole, ALL) : whole;
  const target = nodeOrItsMap(whole, id, "pipeline");
  const plan = upTo(whole, target);
  const part = fresh ? refreshed(plan, ALL) : refresh ? refreshed(plan, new Set([id])) : plan;
  if (!only) return part;
  const found = await walkPlan(ctx, plan, { newest: true });
  const pins = [...found].flatMap(([node, { will, run, outputs }]): [string, PinnedOutputs][] =>
    will === "reuse" && node !== target.id ? [[node, { run: run!, outputs: outputs! }]] : [],
  );
  return pinned(part, new Map(pins));
}

async function whatToRun(ctx: Ctx, input: z.output<typeof startInput>): Promise<ToRun> {
  if (input.document) {
    const pipeline = pipelineOf(ctx, input.document);
    // Waited for later, unless the document is refused before.
    pipeline.catch(() => undefined);
    return { document: input.document, pipeline, version: null, author: ctx.actor.userId };
  }
  const found = await findUnarchived(ctx, input.name!);
  if (input.draft) {
    const draft = await findDraft(ctx.db, found.id, ctx.actor.userId);
    if (draft)
      return {
        document: draft.document,
        pipeline: found,
        version: null,
        author: ctx.actor.userId,
      };
  }
  const version = await findVersion(ctx.db, found.id, input.version);
  if (version)
    return {
      document: version.document,
      pipeline: found,
      version: version.number,
      author: version.createdBy,
    };
  const draft = await findDraft(ctx.db, found.id, ctx.actor.userId);
  if (draft && input.version === undefined)
    return {
      document: draft.document,
      pipeline: found,
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
async function pipelineOf(ctx: Ctx, document: Record<string, unknown>): Promise<Found | null> {
  const [found] = await executeOften<Found>(
    ctx.db,
    sql`
    select id, name, archived_at as "archivedAt" from ${pipelineTable}
    where workspace_id = ${ctx.actor.workspaceId} and name = ${String(document["name"])}`,
  );
  return found ?? null;
}
