import { and, eq } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";
import { run } from "../../db/schema/runs.ts";
import { splitGiven } from "../../workflows/core/overrides.ts";
import { errorsOf } from "../../workflows/core/problems.ts";
import type { ChildRun, StartChildRun } from "../../workflows/core/step-context.ts";
import { StepError, type StepErrorType } from "../../workflows/core/step-error.ts";
import { registry } from "../../workflows/steps/index.ts";
import type { Artifacts } from "../artifacts.ts";
import { PenstockError } from "../errors.ts";
import { compileForRun } from "./compile-for-run.ts";
import { findPublished } from "./find-published.ts";
import { insertRun } from "./insert-run.ts";
import { labelled } from "./item-label.ts";
import { limitsOfRun } from "./limits.ts";
import { runActor } from "../actors/run-actor.ts";
import { claimSlots, standsInLine } from "./slots.ts";
import type { StepOfRun } from "./step-transaction.ts";

/** A pipeline that runs itself, through however many others, would never end. */
const MAX_DEPTH = 5;

/**
 * Writes down a run of a published pipeline as a child of a step; the same run when the step is called again. It counts
 * among the runs that its pipeline allows at once; the workspace's limit is kept by the run above it. It is paused from the
 * start when that one is.
 */
export async function startChildRun(
  tx: Transaction,
  artifacts: Artifacts,
  source: StepOfRun,
  { pipeline, version, params }: StartChildRun,
): Promise<ChildRun & { version: number }> {
  const { node, item } = labelled(source.node);
  const [existing] = await tx
    .select({ id: run.id, version: run.pipelineVersion, inLine: standsInLine() })
    .from(run)
    .where(and(eq(run.parentRunId, source.id), eq(run.parentNode, node), eq(run.parentItem, item)));
  if (existing) return { runId: existing.id, version: existing.version!, inLine: existing.inLine };
  await checkDepth(tx, source.id);
  const ctx = { db: tx, artifacts, actor: await runActor(tx, source) };
  const published = await findPublished(ctx, { pipeline, version });
  const cannotRun = (type: StepErrorType, why?: string) =>
    new StepError(type, `'${pipeline}' version ${published.number} cannot run: ${why}`);
  const given = splitGiven(params);
  const compiled = await compileForRun(ctx, {
    document: published.document,
    steps: registry,
    ...given,
  }).catch((error: unknown) => {
    const nothingPinned = error instanceof PenstockError && error.code === "bad-request";
    throw nothingPinned ? cannotRun("not-allowed", error.message) : error;
  });
  if (!compiled.plan) throw cannotRun("bad-config", errorsOf(compiled.problems)[0]?.message);
  const { document, plan } = compiled;
  // Who pauses or resumes the run above waits for this, and then sees it.
  const [above] = await tx
    .select({ status: run.status })
    .from(run)
    .where(eq(run.id, source.id))
    .for("share");
  const runId = await insertRun(tx, ctx.actor, {
    document,
    plan,
    pipelineId: published.pipelineId,
    version: published.number,
    author: published.createdBy,
    overrides: given.overrides,
    trigger: { type: "subpipeline", run: source.id, node: source.node },
    parent: { runId: source.id, node, item },
    held: above?.status === "paused",
  });
  const keys = limitsOfRun(new Map(), { document });
  if (keys.length === 0) return { runId, version: published.number };
  const { workspaceId } = ctx.actor;
  const { workflowId } = source;
  const claim = { workspaceId, runId, node: "", item: "", workflowId, keys };
  return { runId, version: published.number, inLine: !(await claimSlots(tx, claim)) };
}

async function checkDepth(tx: Transaction, runId: string): Promise<void> {
  let parent: string | null = runId;
  for (let depth = 1; parent !== null; depth++) {
    if (depth > MAX_DEPTH)
      throw new StepError(
        "not-allowed",
        `Sub-pipelines are nested more than ${MAX_DEPTH} deep: a pipeline seems to run itself.`,
      );
    const [row]: { parent: string | null }[] = await tx
      .select({ parent: run.parentRunId })
      .from(run)
      .where(eq(run.id, parent));
    parent = row?.parent ?? null;
  }
}
