import { and, eq, ne } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";
import { group, groupMember, type ReviewFunction } from "../../db/schema/auth.ts";
import type { Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { checkMembers, lockPeople } from "../members/find.ts";

export interface GroupFields {
  name: string;
  functions: ReviewFunction[];
  members: string[];
}

/** @throws PenstockError `conflict` where another group of the workspace has the name */
export async function checkName(
  ctx: Ctx,
  tx: Transaction,
  { id, name }: { id: string; name: string },
): Promise<void> {
  await lockPeople(tx, ctx.actor.workspaceId);
  const [other] = await tx
    .select({ id: group.id })
    .from(group)
    .where(
      and(eq(group.workspaceId, ctx.actor.workspaceId), eq(group.name, name), ne(group.id, id)),
    );
  if (other)
    throw new PenstockError("conflict", `There is a group '${name}' already: choose another name.`);
}

/** Writes who is in a group, in place of who was. */
export async function writeMembers(
  ctx: Ctx,
  tx: Transaction,
  { id, members }: { id: string; members: readonly string[] },
): Promise<void> {
  await checkMembers(ctx, tx, members);
  await tx.delete(groupMember).where(eq(groupMember.groupId, id));
  if (members.length === 0) return;
  const { workspaceId } = ctx.actor;
  await tx
    .insert(groupMember)
    .values(members.map((userId) => ({ workspaceId, groupId: id, userId })));
}

/** A group of the workspace as it stands, locked until the transaction ends. */
export async function lockGroup(ctx: Ctx, tx: Transaction, id: string): Promise<GroupFields> {
  const [found] = await tx
    .select({ name: group.name, functions: group.functions })
    .from(group)
    .where(and(eq(group.id, id), eq(group.workspaceId, ctx.actor.workspaceId)))
    .for("update");
  if (!found) throw new PenstockError("not-found", `There is no group '${id}' in this workspace.`);
  const rows = await tx
    .select({ userId: groupMember.userId })
    .from(groupMember)
    .where(eq(groupMember.groupId, id))
    .orderBy(groupMember.userId);
  return { ...found, members: rows.map(({ userId }) => userId) };
}
