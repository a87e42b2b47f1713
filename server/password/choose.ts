import { and, eq } from "drizzle-orm";
import { member, user, verification } from "../../db/schema/auth.ts";
import { audit } from "../audit.ts";
import { forgetTries, signInKey } from "../sign-in/tries.ts";
import { PenstockError } from "../errors.ts";
import { hashToken } from "../keys/token.ts";
import { keepToOwnWorkspaces, tellOfRecovery } from "../members/recovery.ts";
import { systemServices } from "../services.ts";
import { findLink } from "./link.ts";
import { hashed, keepPassword } from "./keep.ts";

/**
 * Sets the password that whoever holds a link has chosen, and ends the person's sessions. The second factor stays: they sign
 * in with both. It is no verb of a workspace's: nobody is signed in.
 * @throws PenstockError `not-found` for a link that is none or works no longer; `bad-request` for a password that will not do
 */
export async function choose(
  token: string,
  { password, source }: { password: string; source: string | undefined },
): Promise<{ email: string }> {
  const { db } = systemServices();
  const dead = new PenstockError(
    "not-found",
    "This link works no longer: ask an admin of your workspace for another.",
  );
  if (!(await findLink(db, token))) throw dead;
  const hash = await hashed(password);
  const { email } = await db.transaction(async (tx) => {
    const link = await findLink(tx, token);
    if (!link) throw dead;
    const { userId, workspaceId, by } = link;
    const [person] = await tx
      .select({ name: user.name, email: user.email, role: member.role })
      .from(member)
      .innerJoin(user, eq(user.id, member.userId))
      .where(and(eq(member.workspaceId, workspaceId), eq(member.userId, userId)));
    if (!person) throw dead;
    // Since then either of the two may have come into other workspaces, or out of this one.
    await keepToOwnWorkspaces(tx, { userId: by }, { userId, name: person.name });
    await tx.delete(verification).where(eq(verification.id, hashToken(token)));
    const sessionsEnded = await keepPassword(tx, { userId, hash });
    const actor = { ...person, userId, workspaceId, source, via: "session" } as const;
    await audit(tx, actor, {
      action: "member.choose-password",
      entity: "member",
      entityId: userId,
      after: { madeBy: by, sessionsEnded },
      why: "By the link of an admin",
    });
    await tellOfRecovery(tx, actor, {
      userId,
      kind: "member.password",
      forThem: "Your password was changed by the link of an admin",
      forAdmins: `${person.name} has chosen a new password by the link of an admin`,
    });
    return person;
  });
  await forgetTries(signInKey(email));
  return { email };
}
