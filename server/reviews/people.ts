import { sql } from "drizzle-orm";
import type { Database, Transaction } from "../../db/client.ts";
import type { ReviewFunction, Role } from "../../db/schema/auth.ts";
import type { Person } from "../person.ts";

/** A member who may have to do with a review. */
export interface ReviewPerson extends Person, Record<string, unknown> {
  role: Role;
  /** What the person stands for: their own functions and their groups'. */
  functions: ReviewFunction[];
}

/** The members of a workspace with what they stand for, by name; as the database has it now, whatever a session says. */
export async function peopleOf(
  db: Transaction | Database,
  workspaceId: string,
): Promise<ReviewPerson[]> {
  const rows = await db.execute<ReviewPerson>(sql`
    select u.id, u.name, m.role, array(
      select distinct f from (
        select unnest(m.functions) as f
        union all
        select unnest(g.functions) from group_member gm join "group" g on g.id = gm.group_id
        where gm.user_id = m.user_id and g.workspace_id = m.workspace_id
      ) as stands order by f
    ) as functions
    from member m join "user" u on u.id = m.user_id
    where m.workspace_id = ${workspaceId}
    order by u.name, u.id
  `);
  return [...rows];
}
