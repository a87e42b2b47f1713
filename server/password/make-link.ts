import { randomBytes } from "node:crypto";
import { audit } from "../audit.ts";
import type { Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { newId } from "../ids.ts";
import { lockMember } from "../members/find.ts";
import { beginRecovery, keepToOwnWorkspaces, tellOfRecovery } from "../members/recovery.ts";
import { mailPerson } from "../notifications/mail-person.ts";
import { hasPassword } from "../second-factor/has-password.ts";
import { systemServices } from "../services.ts";
import type { Proof } from "../sign-in/sign-in-again.ts";
import { webLink } from "../web-link.ts";
import { keepLink } from "./link.ts";

/**
 * Makes the link by which a member chooses a new password, once, within a day. Until then the old one holds. The link is in
 * the answer, in the mail where a mail server is set up, and can never be read again.
 */
export async function makeLink(ctx: Ctx, { userId, proof }: { userId: string; proof: Proof }) {
  await beginRecovery(ctx, { userId, proof });
  const { actor } = ctx;
  const isByPassword = await hasPassword(userId);
  const token = randomBytes(32).toString("base64url");
  const made = await systemServices().db.transaction(async (tx) => {
    const person = await lockMember(ctx, tx, userId);
    const { name, email } = person;
    if (!isByPassword)
      throw new PenstockError(
        "conflict",
        `${name} has no password here: they sign in elsewhere, or with one click at this machine.`,
      );
    await keepToOwnWorkspaces(tx, actor, { userId, name });
    const { workspaceId } = actor;
    const { expiresAt } = await keepLink(tx, token, { userId, workspaceId, by: actor.userId });
    await audit(tx, actor, {
      action: "member.reset-password",
      entity: "member",
      entityId: userId,
      after: { email, expiresAt: expiresAt.toISOString() },
    });
    await tellOfRecovery(tx, actor, {
      userId,
      kind: "member.password-link",
      forThem: `${actor.name} made a link for a new password of yours`,
      forAdmins: `${actor.name} made a link for a new password of ${name}`,
    });
    return { name, email, expiresAt };
  });
  const path = `/new-password/${token}`;
  const link = webLink(path);
  const mailed = await mailPerson({
    id: newId("mail"),
    to: made.email,
    subject: "A new password for Penstock",
    paragraphs: [
      `${actor.name} (${actor.email}) made a link for you to choose a new password for Penstock.`,
      `It works once, until ${made.expiresAt.toUTCString()}:`,
      link,
      "If you did not ask for it, leave it and tell another admin: your password stays as it is.",
    ],
  });
  return { userId, ...made, path, link, mailed };
}
