import { and, eq, inArray, ne, notInArray, sql } from "drizzle-orm";
import { LOCAL_EMAILS } from "../../db/local-people.ts";
import type { Database, Transaction } from "../../db/client.ts";
import { member, user, type Role } from "../../db/schema/auth.ts";
import type { Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { isLocalMode } from "../sign-in/local-mode.ts";

/** Until the transaction ends, nobody else changes who is in the workspace, as what, or its groups. */
export async function lockPeople(tx: Transaction, workspaceId: string): Promise<void> {
  await tx.execute(
    sql`select pg_advisory_xact_lock(hashtextextended(${`people:${workspaceId}`}, 0))`,
  );
}

/** A member of the workspace, with its people locked against other changes until the transaction ends. */
export async function lockMember(ctx: Ctx, tx: Transaction, userId: string) {
  await lockPeople(tx, ctx.actor.workspaceId);
  return findMember(ctx, tx, userId);
}

/** @throws PenstockError `not-found` */
export async function findMember(ctx: Ctx, db: Database | Transaction, userId: string) {
  const { workspaceId } = ctx.actor;
  const [found] = await db
    .select({
      name: user.name,
      email: user.email,
      role: member.role,
      functions: member.functions,
    })
    .from(member)
    .innerJoin(user, eq(user.id, member.userId))
    .where(and(eq(member.workspaceId, workspaceId), eq(member.userId, userId)));
  if (found) return found;
  throw new PenstockError(
    "not-found",
    `There is no member '${userId}' in this workspace: the list of members has their ids.`,
  );
}

/**
 * Refuses to take the role of admin from the last who can sign in.
 * @throws PenstockError `conflict`
 */
export async function keepAnAdmin(
  ctx: Ctx,
  tx: Transaction,
  { userId, name, role }: { userId: string; name: string; role: Role },
): Promise<void> {
  if (role !== "admin") return;
  const [other] = await tx
    .select({ id: user.id })
    .from(member)
    .innerJoin(user, eq(user.id, member.userId))
    .where(
      and(
        eq(member.workspaceId, ctx.actor.workspaceId),
        eq(member.role, "admin"),
        ne(member.userId, userId),
        // Nobody signs in as one of them where others can reach the server.
        isLocalMode() ? undefined : notInArray(user.email, [...LOCAL_EMAILS]),
      ),
    )
    .limit(1);
  if (other) return;
  throw new PenstockError(
    "conflict",
    `${name} is the last admin here: make somebody else an admin first.`,
  );
}

/** @throws PenstockError `bad-request` that names who is no member of the workspace */
export async function checkMembers(
  ctx: Ctx,
  tx: Transaction,
  userIds: readonly string[],
): Promise<void> {
  if (userIds.length === 0) return;
  const rows = await tx
    .select({ userId: member.userId })
    .from(member)
    .where(
      and(eq(member.workspaceId, ctx.actor.workspaceId), inArray(member.userId, [...userIds])),
    );
  const known = new Set(rows.map(({ userId }) => userId));
  const unknown = userIds.filter((id) => !known.has(id));
  if (unknown.length > 0)
    throw new PenstockError(
      "bad-request",
      `Not in this workspace: ${unknown.join(", ")}. Invite them first.`,
    );
}
