import { sql } from "drizzle-orm";
import { authorize, type Ctx } from "../context.ts";
import { iso } from "../iso.ts";
import type { Person } from "../person.ts";

interface Row extends Record<string, unknown> {
  name: string;
  setBy: Person;
  setAt: string;
}

const MOST = 1_000;

/** The workspace's secrets by name, all of them; never a value. */
export async function list(ctx: Ctx) {
  authorize(ctx, "secrets.write");
  const rows = await ctx.db.execute<Row>(sql`
    select s.name, jsonb_build_object('id', u.id, 'name', u.name) as "setBy", ${iso("s.set_at")} as "setAt"
    from secret s join "user" u on u.id = s.set_by
    where s.workspace_id = ${ctx.actor.workspaceId}
    order by s.name limit ${MOST}
  `);
  return { items: [...rows] };
}
