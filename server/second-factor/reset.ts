import { audit } from "../audit.ts";
import type { Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { newId } from "../ids.ts";
import { lockMember } from "../members/find.ts";
import { beginRecovery, keepToOwnWorkspaces, tellOfRecovery } from "../members/recovery.ts";
import { mailPerson } from "../notifications/mail-person.ts";
import { systemServices } from "../services.ts";
import type { Proof } from "../sign-in/sign-in-again.ts";
import { takeAway } from "./take-away.ts";

/** Takes the second factor of a member away who has lost the authenticator and the backup codes. */
export async function reset(ctx: Ctx, { userId, proof }: { userId: string; proof: Proof }) {
  await beginRecovery(ctx, { userId, proof });
  const { actor } = ctx;
  const { name, email } = await systemServices().db.transaction(async (tx) => {
    const person = await lockMember(ctx, tx, userId);
    await keepToOwnWorkspaces(tx, actor, { userId, name: person.name });
    if (!(await takeAway(tx, userId)))
      throw new PenstockError("conflict", `${person.name} has no second factor.`);
    await audit(tx, actor, {
      action: "member.reset-second-factor",
      entity: "member",
      entityId: userId,
      after: { email: person.email },
    });
    await tellOfRecovery(tx, actor, {
      userId,
      kind: "member.second-factor",
      forThem: `${actor.name} took your second factor away`,
      forAdmins: `${actor.name} took the second factor of ${person.name} away`,
    });
    return person;
  });
  await mailPerson({
    id: newId("mail"),
    to: email,
    subject: "Your second factor for Penstock was taken away",
    paragraphs: [
      `${actor.name} (${actor.email}) took your second factor away: your password alone signs you in now.`,
      "Set another up under Second factor in Settings. If you did not ask for this, tell another admin at once.",
    ],
  });
  return { userId, name };
}
