import { sql } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";

/** The step that made a model. */
export interface Training {
  /** The run that the step is of: that of a sub-pipeline, for a step in one. */
  runId: string;
  node: string;
  /** The item of a step inside a map; empty for all others. */
  item: string;
  kind: string;
  /**
   * Who started the run in which it really ran: another run's, where its result was reused. Where that is who made this run
   * and another person wrote the pipeline of that one, a sub-pipeline or an earlier version: who wrote it.
   */
  trainedBy: string;
}

/**
 * Finds the training step that gave a model: in the run itself, else in the runs of its sub-pipelines and in those whose
 * results it took, the nearest first. Null where no step trained.
 */
export async function findTraining(
  tx: Transaction,
  runId: string,
  modelHash: string,
): Promise<Training | null> {
  const seen = new Set<string>();
  for (let runs = [runId]; runs.length > 0;) {
    for (const id of runs) seen.add(id);
    // Of several, one that somebody else trained than who wrote or started the run: they decide nothing anyway.
    const [found] = await tx.execute<Record<keyof Training, string>>(sql`
      select s.run_id as "runId", s.node, s.item, s.kind, who."trainedBy"
      from run made join step_run s on s.run_id = any(${sql.param(runs)}::text[])
      join run origin on origin.id = coalesce(s.cached_from, s.run_id)
      cross join lateral (select case when origin.started_by in (made.author, made.started_by)
        and origin.author not in (made.author, made.started_by) then origin.author else origin.started_by end as "trainedBy") who
      where made.id = ${runId} and s.status = 'done' and starts_with(s.kind, 'train.')
        and exists (select 1 from jsonb_each(s.outputs) o where o.value ->> 'hash' = ${modelHash})
      order by who."trainedBy" in (made.author, made.started_by), s.node, s.item
      limit 1
    `);
    if (found) return found;
    const behind = await tx.execute<{ id: string }>(sql`
      select id from run where parent_run_id = any(${sql.param(runs)}::text[])
      union
      select cached_from from step_run
      where run_id = any(${sql.param(runs)}::text[]) and status = 'done' and cached_from is not null
    `);
    runs = behind.map(({ id }) => id).filter((id) => !seen.has(id));
  }
  return null;
}
