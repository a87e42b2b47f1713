import { and, eq } from "drizzle-orm";
import { invitation, member, session } from "../../db/schema/auth.ts";
import { audit } from "../audit.ts";
import type { Actor } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { hashToken } from "../keys/token.ts";
import { systemServices } from "../services.ts";
import { stateOf } from "./look.ts";

const OVER = {
  accepted: "has been used",
  revoked: "was taken back",
  expired: "has expired",
} as const;

/**
 * Joins the workspace that a link invites to, as whoever is signed in; the session works there from now on.
 * It is no verb of the workspace's: who accepts is not in it yet.
 * @throws PenstockError `not-found` for a link that is none, or is over; `conflict` for somebody who is in already
 */
export async function accept(
  token: string,
  person: Pick<Actor, "userId" | "email" | "name" | "source" | "sessionId">,
  now = new Date(),
): Promise<{ workspaceId: string }> {
  return systemServices().db.transaction(async (tx) => {
    const [found] = await tx
      .select()
      .from(invitation)
      .where(eq(invitation.hash, hashToken(token)))
      .for("update");
    const state = found && stateOf(found, now);
    if (!found || state !== "open")
      throw new PenstockError(
        "not-found",
        `This invitation ${state && state !== "open" ? OVER[state] : "is unknown"}: ask who sent it for another.`,
      );
    const { id, workspaceId, role, functions, email } = found;
    const [joined] = await tx
      .insert(member)
      .values({ workspaceId, userId: person.userId, role, functions })
      .onConflictDoNothing()
      .returning({ userId: member.userId });
    if (!joined)
      throw new PenstockError(
        "conflict",
        "You are in this workspace already: the invitation is left for somebody else.",
      );
    await tx.update(invitation).set({ acceptedAt: now }).where(eq(invitation.id, id));
    if (person.sessionId)
      await tx
        .update(session)
        .set({ workspaceId })
        .where(and(eq(session.id, person.sessionId), eq(session.userId, person.userId)));
    const actor = { ...person, workspaceId, role, via: "session" } as const;
    await audit(tx, actor, {
      action: "invitation.accept",
      entity: "invitation",
      entityId: id,
      before: { email },
      after: { userId: person.userId },
    });
    await audit(tx, actor, {
      action: "member.add",
      entity: "member",
      entityId: person.userId,
      after: { email: person.email, role, functions },
      why: `Invited by the link of ${id}`,
    });
    return { workspaceId };
  });
}
