import { eq } from "drizzle-orm";
import { invitation, user, workspace } from "../../db/schema/auth.ts";
import { hashToken } from "../keys/token.ts";
import { systemServices } from "../services.ts";

type Row = typeof invitation.$inferSelect;

/** What a link invites to, for whoever holds it; null where it is no link of an invitation. */
export async function lookAt(token: string, now = new Date()) {
  const [found] = await systemServices()
    .db.select({ invitation, workspace: workspace.name, by: user.name })
    .from(invitation)
    .innerJoin(workspace, eq(workspace.id, invitation.workspaceId))
    .innerJoin(user, eq(user.id, invitation.invitedBy))
    .where(eq(invitation.hash, hashToken(token)));
  if (!found) return null;
  const { id, email, role, functions, workspaceId, expiresAt } = found.invitation;
  return {
    id,
    email,
    role,
    functions,
    workspaceId,
    workspace: found.workspace,
    by: found.by,
    expiresAt,
    state: stateOf(found.invitation, now),
  };
}

/** Where an invitation stands. */
export function stateOf(
  { acceptedAt, revokedAt, expiresAt }: Pick<Row, "acceptedAt" | "revokedAt" | "expiresAt">,
  now: Date,
): "open" | "accepted" | "revoked" | "expired" {
  if (acceptedAt) return "accepted";
  if (revokedAt) return "revoked";
  return expiresAt <= now ? "expired" : "open";
}
