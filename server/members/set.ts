import { and, eq } from "drizzle-orm";
import { member, type ReviewFunction, type Role } from "../../db/schema/auth.ts";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { revokeAllBy } from "../invitations/revoke.ts";
import { can } from "../rights.ts";
import { keepAnAdmin, lockMember } from "./find.ts";

/**
 * Gives a member another role, and what they stand for in reviews. Nobody does so for themself. With the right to invite
 * end the invitations that they sent.
 */
export async function set(
  ctx: Ctx,
  { userId, role, functions }: { userId: string; role: Role; functions: ReviewFunction[] },
) {
  authorize(ctx, "members.write");
  if (userId === ctx.actor.userId)
    throw new PenstockError(
      "forbidden",
      "Nobody changes their own role or what they stand for: ask another admin.",
    );
  return ctx.db.transaction(async (tx) => {
    const found = await lockMember(ctx, tx, userId);
    if (role !== "admin") await keepAnAdmin(ctx, tx, { userId, ...found });
    await tx
      .update(member)
      .set({ role, functions })
      .where(and(eq(member.workspaceId, ctx.actor.workspaceId), eq(member.userId, userId)));
    const { workspaceId } = ctx.actor;
    const invitationsRevoked = can(role, "members.write")
      ? []
      : await revokeAllBy(tx, { workspaceId, userId });
    await audit(tx, ctx.actor, {
      action: "member.set",
      entity: "member",
      entityId: userId,
      before: { email: found.email, role: found.role, functions: found.functions },
      after: {
        email: found.email,
        role,
        functions,
        ...(invitationsRevoked.length > 0 ? { invitationsRevoked } : {}),
      },
    });
    return { userId, name: found.name, role, functions };
  });
}
