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
  /** The run in which it really ran: another run, where its result was reused. */
  origin: string;
}

/**
 * Finds the training steps that gave a model: in the run itself, else in the runs of its sub-pipelines and in those whose
 * results it took, the nearest first. None where no step trained; several where they came to the very same model.
 */
export async function findTrainings(
  tx: Transaction,
  runId: string,
  modelHash: string,
): Promise<Training[]> {
  const seen = new Set<string>();
  for (let runs = [runId]; runs.length > 0;) {
    for (const id of runs) seen.add(id);
    const found = await tx.execute<Record<keyof Training, string>>(sql`
      select s.run_id as "runId", s.node, s.item, s.kind, coalesce(s.cached_from, s.run_id) as origin
      from step_run s
      where s.run_id = any(${sql.param(runs)}::text[]) and s.status = 'done' and starts_with(s.kind, 'train.')
        and exists (select 1 from jsonb_each(s.outputs) o where o.value ->> 'hash' = ${modelHash})
      order by s.node, s.item, s.run_id
    `);
    if (found.length > 0) return [...found];
    const behind = await tx.execute<{ id: string }>(sql`
      select id from run where parent_run_id = any(${sql.param(runs)}::text[])
      union
      select cached_from from step_run
      where run_id = any(${sql.param(runs)}::text[]) and status = 'done' and cached_from is not null
    `);
    runs = behind.map(({ id }) => id).filter((id) => !seen.has(id));
  }
  return [];
}
