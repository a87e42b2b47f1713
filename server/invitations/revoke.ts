import { and, eq, isNull, type SQL } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";
import { invitation } from "../../db/schema/auth.ts";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";

/** Makes an invitation's link worthless. */
export async function revoke(ctx: Ctx, { id }: { id: string }) {
  authorize(ctx, "members.write");
  return ctx.db.transaction(async (tx) => {
    const [revoked] = await end(tx, ctx.actor.workspaceId, eq(invitation.id, id));
    if (!revoked)
      throw new PenstockError(
        "not-found",
        `There is no invitation '${id}' in this workspace that could be revoked.`,
      );
    await audit(tx, ctx.actor, {
      action: "invitation.revoke",
      entity: "invitation",
      entityId: id,
      before: { email: revoked.email, role: revoked.role },
    });
    return revoked;
  });
}

/** Makes the links worthless that a person has sent into a workspace and nobody has used: they invite nobody there any more. @returns their ids */
export async function revokeAllBy(
  tx: Transaction,
  { workspaceId, userId }: { workspaceId: string; userId: string },
): Promise<string[]> {
  const revoked = await end(tx, workspaceId, eq(invitation.invitedBy, userId));
  return revoked.map(({ id }) => id);
}

/** Ends those of a workspace's invitations that nobody has used and nobody has ended. */
function end(tx: Transaction, workspaceId: string, which: SQL) {
  return tx
    .update(invitation)
    .set({ revokedAt: new Date() })
    .where(
      and(
        which,
        eq(invitation.workspaceId, workspaceId),
        isNull(invitation.acceptedAt),
        isNull(invitation.revokedAt),
      ),
    )
    .returning({ id: invitation.id, email: invitation.email, role: invitation.role });
}
