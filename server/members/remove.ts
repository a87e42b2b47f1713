import { and, eq, isNull } from "drizzle-orm";
import { apiKey, groupMember, member } from "../../db/schema/auth.ts";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { revokeAllBy } from "../invitations/revoke.ts";
import { keepAnAdmin, lockMember } from "./find.ts";

/**
 * Takes a member out of the workspace, out of its groups too, and ends the keys that act as them and the
 * invitations they sent. What they did stays in the record under their name; inference keys belong to programs and stay.
 */
export async function remove(ctx: Ctx, { userId }: { userId: string }) {
  authorize(ctx, "members.write");
  const { workspaceId } = ctx.actor;
  if (userId === ctx.actor.userId)
    throw new PenstockError("forbidden", "Nobody removes themself: ask another admin.");
  return ctx.db.transaction(async (tx) => {
    const found = await lockMember(ctx, tx, userId);
    await keepAnAdmin(ctx, tx, { userId, ...found });
    await tx
      .delete(groupMember)
      .where(and(eq(groupMember.workspaceId, workspaceId), eq(groupMember.userId, userId)));
    await tx
      .delete(member)
      .where(and(eq(member.workspaceId, workspaceId), eq(member.userId, userId)));
    const keys = await tx
      .update(apiKey)
      .set({ revokedAt: new Date() })
      .where(
        and(
          eq(apiKey.workspaceId, workspaceId),
          eq(apiKey.userId, userId),
          eq(apiKey.scope, "api"),
          isNull(apiKey.revokedAt),
        ),
      )
      .returning({ id: apiKey.id });
    const invitationsRevoked = await revokeAllBy(tx, { workspaceId, userId });
    await audit(tx, ctx.actor, {
      action: "member.remove",
      entity: "member",
      entityId: userId,
      before: { email: found.email, role: found.role, functions: found.functions },
      after: { keysRevoked: keys.map(({ id }) => id), invitationsRevoked },
    });
    return { userId, name: found.name };
  });
}
