import { sql, type SQL } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";
import { member, type ReviewFunction } from "../../db/schema/auth.ts";
import type { Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";

/** In a query of members: what each stands for, by themself and by their groups. */
// By their full names: in a query of one table drizzle leaves the table out, and another of these would be meant.
export const FUNCTIONS: SQL<ReviewFunction[]> = sql`array(
  select unnest(member.functions) union
  select unnest(g.functions) from group_member gm join "group" g on g.id = gm.group_id
  where gm.workspace_id = member.workspace_id and gm.user_id = member.user_id
)`;

/**
 * Runs a change of groups, which may not make who changes them stand for more: else an admin could sit on every committee.
 * @throws PenstockError `forbidden`, which undoes the change
 */
export async function withoutOwnGain<T>(
  ctx: Ctx,
  tx: Transaction,
  change: () => Promise<T>,
): Promise<T> {
  const before = await ownFunctions(ctx, tx);
  const done = await change();
  const gained = (await ownFunctions(ctx, tx)).filter((one) => !before.includes(one));
  if (gained.length > 0)
    throw new PenstockError(
      "forbidden",
      `This would have you stand for ${gained.join(", ")}, which nobody gives themself: ask another admin.`,
    );
  return done;
}

async function ownFunctions({ actor }: Ctx, tx: Transaction): Promise<ReviewFunction[]> {
  const [row] = await tx
    .select({ functions: FUNCTIONS })
    .from(member)
    .where(
      sql`${member.workspaceId} = ${actor.workspaceId} and ${member.userId} = ${actor.userId}`,
    );
  return row?.functions ?? [];
}
