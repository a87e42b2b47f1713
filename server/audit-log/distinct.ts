import { sql } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";
import type { Database } from "../../db/client.ts";
import { audit } from "../../db/schema/audit.ts";

const MOST = 500;

/** The values of an indexed column in a workspace's record, in their order: one step in the index for each, however many rows there are. */
export async function distinct(
  db: Database,
  workspaceId: string,
  column: AnyPgColumn,
): Promise<string[]> {
  const rows = await db.execute<{ value: string }>(sql`
    with recursive found as (
      (select ${column} as value from ${audit} where ${audit.workspaceId} = ${workspaceId} and ${column} is not null
        order by ${column} limit 1)
      union all
      select (select ${column} from ${audit} where ${audit.workspaceId} = ${workspaceId} and ${column} > found.value
        order by ${column} limit 1) from found where found.value is not null
    )
    select value from found where value is not null limit ${MOST}
  `);
  return rows.map(({ value }) => value);
}

/** The actions in a workspace's record that begin so. */
export async function actionsLike(
  db: Database,
  workspaceId: string,
  beginning: string,
): Promise<string[]> {
  const all = await distinct(db, workspaceId, audit.action);
  return all.filter((action) => action.startsWith(beginning));
}
