import { and, asc, eq, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { user } from "../../db/schema/auth.ts";
import { run, stepLog, stepMetric, stepRun } from "../../db/schema/runs.ts";
import type { ArtifactRef } from "../../workflows/core/artifact.ts";
import type { PipelineDocument } from "../../workflows/core/document.ts";
import type { RunPlan } from "../../workflows/core/plan.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { findRun } from "./find.ts";
import { eventCursor } from "./follow.ts";

const author = alias(user, "author");

/** A run with everything its page begins with; `cursor` is where to follow its events from. */
export async function get(ctx: Ctx, { id }: { id: string }) {
  authorize(ctx, "workspace.read");
  // The cursor comes first: what changes while the rest is read comes again as an event.
  const cursor = await eventCursor(ctx.db, id);
  const [row] = await ctx.db
    .select({
      run,
      startedBy: { id: user.id, name: user.name },
      author: { id: author.id, name: author.name },
    })
    .from(run)
    .innerJoin(user, eq(user.id, run.startedBy))
    .innerJoin(author, eq(author.id, run.author))
    .where(and(eq(run.id, id), eq(run.workspaceId, ctx.actor.workspaceId)));
  if (!row) throw new PenstockError("not-found", `There is no run '${id}' in this workspace.`);
  const steps = await ctx.db
    .select()
    .from(stepRun)
    .where(eq(stepRun.runId, id))
    .orderBy(asc(stepRun.startedAt), asc(stepRun.attempt));
  const { document, plan, workspaceId: _workspace, workflowId: _workflow, ...facts } = row.run;
  return {
    run: { ...facts, startedBy: row.startedBy, author: row.author },
    document: document as unknown as PipelineDocument,
    plan: plan as unknown as RunPlan,
    steps: steps.map(({ runId: _run, ...step }) => ({
      ...step,
      inputs: step.inputs as unknown as Record<string, ArtifactRef[]> | null,
      outputs: step.outputs as unknown as Record<string, ArtifactRef> | null,
    })),
    cursor,
  };
}

/** Lines of a run's log, or of one of its steps, oldest first. */
export async function logs(
  ctx: Ctx,
  { id, node, after, limit }: { id: string; node?: string; after?: number; limit: number },
) {
  authorize(ctx, "workspace.read");
  await findRun(ctx, id);
  const lines = await ctx.db
    .select({
      id: stepLog.id,
      node: stepLog.node,
      attempt: stepLog.attempt,
      level: stepLog.level,
      message: stepLog.message,
      at: stepLog.at,
    })
    .from(stepLog)
    .where(
      and(
        eq(stepLog.runId, id),
        ...(node === undefined ? [] : [eq(stepLog.node, node)]),
        ...(after === undefined ? [] : [sql`${stepLog.id} > ${after}`]),
      ),
    )
    .orderBy(asc(stepLog.id))
    .limit(limit);
  return { lines, nextAfter: lines.at(-1)?.id ?? after ?? null };
}

/** The metrics of a step's newest attempt, by iteration. */
export async function metrics(ctx: Ctx, { id, node }: { id: string; node: string }) {
  authorize(ctx, "workspace.read");
  await findRun(ctx, id);
  return ctx.db
    .select({
      name: stepMetric.name,
      split: stepMetric.split,
      iteration: stepMetric.iteration,
      value: stepMetric.value,
    })
    .from(stepMetric)
    .where(
      and(
        eq(stepMetric.runId, id),
        eq(stepMetric.node, node),
        sql`${stepMetric.attempt} = (select max(attempt) from step_metric where run_id = ${id} and node = ${node})`,
      ),
    )
    .orderBy(asc(stepMetric.name), asc(stepMetric.split), asc(stepMetric.iteration));
}
