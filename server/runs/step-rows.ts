import { and, asc, eq, type SQL } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import { stepRun } from "../../db/schema/runs.ts";

/** Attempts at the steps of a run as pages show them, the earliest first. */
export async function stepRows(db: Database, runId: string, which: SQL) {
  const rows = await db
    .select()
    .from(stepRun)
    .where(and(eq(stepRun.runId, runId), which))
    .orderBy(asc(stepRun.startedAt), asc(stepRun.attempt));
  return rows.map(({ runId: _run, items: _items, ...step }) => step);
}
