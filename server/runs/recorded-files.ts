import { sql } from "drizzle-orm";
import type { StepContext } from "../../workflows/core/step-context.ts";
import type { ItemList, StepCall } from "../../workflows/pipelines/messages.ts";
import { earlierRuns } from "./earlier-runs.ts";
import type { StepServices } from "./execute-step.ts";
import type { RunFacts } from "./run-facts.ts";

type Files = Awaited<ReturnType<StepContext["files"]>>;

/** The files of a folder that a map had as its items in the run that this one runs again, on the same data; null where there is none. */
export async function recordedFiles(
  { db, artifacts }: Pick<StepServices, "db" | "artifacts">,
  { id: runId, trigger }: RunFacts,
  { node }: StepCall,
  folder: string,
  pattern: string,
): Promise<{ run: string; files: Files } | null> {
  if (!["rerun", "reproduce"].includes(trigger.type)) return null;
  const onTheSameData = sql`r.trigger ->> 'type' in ('rerun', 'reproduce') and r.trigger -> 'newest' is null`;
  const [found] = await db.execute<{ run: string; items: ItemList }>(sql`
    with recursive earlier(id, distance) as (${earlierRuns(runId, onTheSameData)})
    select s.run_id as run, s.items from earlier e join step_run s on s.run_id = e.id
    where s.node = ${node.id} and s.item = '' and s.items is not null and s.config ->> 'over' = 'files'
      and s.config ->> 'folder' = ${folder} and s.config ->> 'pattern' = ${pattern}
    order by e.distance, s.attempt desc limit 1`);
  if (!found) return null;
  const chunks = await Promise.all(
    found.items.chunks.map(({ hash }) => artifacts.json<Files>(hash)),
  );
  return { run: found.run, files: chunks.flat() };
}
