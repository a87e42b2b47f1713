import { sql } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";
import type { TrainedIn } from "../../workflows/core/trained-in.ts";
import type { Training } from "./find-trainings.ts";

/** The earlier run in which a model was trained; null where the run that registers it, or a sub-pipeline of it, trained it. */
export async function trainedEarlier(
  tx: Transaction,
  runId: string,
  training: Training,
): Promise<TrainedIn | null> {
  const [found] = await tx.execute<Record<string, unknown> & TrainedIn>(sql`
    with recursive above as (
      select id, parent_run_id from run where id = ${training.origin}
      union all select r.id, r.parent_run_id from run r join above a on r.id = a.parent_run_id
    ), family as (
      select id, document from run where id = ${runId}
      union all select r.id, r.document from run r join family f on r.parent_run_id = f.id
    )
    select r.id as "runId", r.name as pipeline, r.pipeline_version as "pipelineVersion", r.plan_hash as "planHash",
      exists (
        select 1 from family f join step_run s on s.run_id = f.id
        where s.status = 'done' and s.cached_from in (select id from above)
          -- The step that trained, or one that stands for a whole run or map in which it did.
          and (s.run_id = ${training.runId} and s.node = ${training.node} or s.kind like 'control.%')
          and exists (select 1 from jsonb_array_elements(f.document -> 'nodes') n where n ->> 'id' = s.node and n ? 'pin')
      ) as pinned
    from run r
    where r.id = ${training.origin} and not exists (select 1 from above where id = ${runId})
  `);
  return found ?? null;
}
