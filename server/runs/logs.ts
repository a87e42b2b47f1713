import { and, asc, eq, sql } from "drizzle-orm";
import type { z } from "zod";
import { stepLog, stepMetric } from "../../db/schema/runs.ts";
import { authorize, type Ctx } from "../context.ts";
import { findEnd } from "./find.ts";
import { readCursor } from "./follow.ts";
import type { logsInput, metricsInput } from "./schemas.ts";

/**
 * Lines of a run's log, or of one of its steps, or of a step of one item, in the order in which they were written down. Whoever
 * goes on to read while the run does (`follow`) is given those up to the oldest transaction still open, so that none that is
 * written down late is passed over. When the run had `ended` before, whoever reads on without following has read all of it.
 */
export async function logs(
  ctx: Ctx,
  { id, node, item, after, follow, limit }: z.output<typeof logsInput>,
) {
  authorize(ctx, "workspace.read");
  const ended = (await findEnd(ctx, id)) !== null;
  const [tx, last] = after === undefined ? ["0", "0"] : readCursor(after);
  const found = await ctx.db
    .select({
      id: stepLog.id,
      tx: stepLog.tx,
      node: stepLog.node,
      item: stepLog.item,
      attempt: stepLog.attempt,
      level: stepLog.level,
      message: stepLog.message,
      at: stepLog.at,
    })
    .from(stepLog)
    .where(
      and(
        eq(stepLog.runId, id),
        ...(node === undefined ? [] : [eq(stepLog.node, node), eq(stepLog.item, item ?? "")]),
        sql`(${stepLog.tx}, ${stepLog.id}) > (${tx}::xid8, ${last}::bigint)`,
        ...(follow ? [sql`${stepLog.tx} < pg_snapshot_xmin(pg_current_snapshot())`] : []),
      ),
    )
    .orderBy(asc(stepLog.tx), asc(stepLog.id))
    .limit(limit);
  const end = found.at(-1);
  return {
    lines: found.map(({ tx: _tx, ...line }) => line),
    nextAfter: end ? `${end.tx}-${end.id}` : (after ?? null),
    ended,
  };
}

/** The metrics of a step's newest attempt, by iteration. */
export async function metrics(ctx: Ctx, { id, node, item }: z.output<typeof metricsInput>) {
  authorize(ctx, "workspace.read");
  await findEnd(ctx, id);
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
        eq(stepMetric.item, item),
        sql`${stepMetric.attempt} = (select max(attempt) from step_metric where run_id = ${id} and node = ${node} and item = ${item})`,
      ),
    )
    .orderBy(asc(stepMetric.name), asc(stepMetric.split), asc(stepMetric.iteration));
}
