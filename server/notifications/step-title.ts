import { sql } from "drizzle-orm";

/** The title of the step that sent the notification `n` in the run `r`, as that run's plan has it. */
export const STEP_TITLE = sql`coalesce(
  jsonb_path_query_first(r.plan, '$.nodes[*] ? (@.id == $node).title', jsonb_build_object('node', n.node)),
  jsonb_path_query_first(r.plan, '$.nodes[*].map.body[*] ? (@.id == $node).title', jsonb_build_object('node', n.node)),
  to_jsonb(n.node)) #>> '{}'`;
