import { sql } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";
import type { Training } from "./find-trainings.ts";

/**
 * Whose own work a model is: who wrote or started the run that registers it, those in which it was trained, or one that these
 * are part of; one that these ran again with something of what had been set for it alone; and who published a version of the
 * pipeline of one of them, up to the one that ran.
 */
export async function makersOf(
  tx: Transaction,
  runId: string,
  trainings: readonly Training[],
): Promise<string[]> {
  const runs = [runId, ...trainings.flatMap((one) => [one.runId, one.origin])];
  const rows = await tx.execute<{ maker: string }>(sql`
    with recursive made_in as (
      select id, parent_run_id, author, started_by, trigger, overrides, params from run where id = any(${sql.param(runs)}::text[])
      union
      select r.id, r.parent_run_id, r.author, r.started_by, r.trigger, r.overrides, r.params
      from run r join made_in m on r.id = m.parent_run_id or r.id = m.trigger ->> 'of' and (
        exists (select 1 from jsonb_each(r.overrides) o where m.overrides -> o.key = o.value)
        or exists (select 1 from jsonb_each_text(r.params) p where m.params ->> p.key = p.value
          and r.document #>> array['params', p.key, 'default'] is distinct from p.value)
      )
    )
    select author as maker from made_in union select started_by from made_in
    union select v.created_by from made_in m join run r on r.id = m.id
      join pipeline_version v on v.pipeline_id = r.pipeline_id
        -- A draft begins with what is published.
        and case when r.pipeline_version is null then v.created_at <= r.created_at else v.number <= r.pipeline_version end
    order by maker
  `);
  return rows.map(({ maker }) => maker);
}
