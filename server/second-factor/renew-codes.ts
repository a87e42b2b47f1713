import { generateRandomString, symmetricEncrypt } from "better-auth/crypto";
import { eq } from "drizzle-orm";
import { twoFactor } from "../../db/schema/auth.ts";
import { audit } from "../audit.ts";
import { auth } from "../sign-in/auth.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { systemServices } from "../services.ts";
import { inPerson } from "../sessions/in-person.ts";
import { signInAgain, type Proof } from "../sign-in/sign-in-again.ts";
import { hasPassword } from "./has-password.ts";

const CODES = 10;

/** Makes new backup codes in the place of the old ones; each signs in once. They are in the answer and never again. */
export async function renewCodes(ctx: Ctx, proof: Proof) {
  authorize(ctx, "workspace.read");
  inPerson(ctx);
  const { userId } = ctx.actor;
  await signInAgain(ctx, proof, { secondFactor: !(await hasPassword(userId)) });
  // As the two-factor plugin makes and keeps them.
  const codes = Array.from({ length: CODES }, () => {
    const code = generateRandomString(10, "a-z", "0-9", "A-Z");
    return `${code.slice(0, 5)}-${code.slice(5)}`;
  });
  const { secretConfig } = await auth().$context;
  const backupCodes = await symmetricEncrypt({ key: secretConfig, data: JSON.stringify(codes) });
  await systemServices().db.transaction(async (tx) => {
    const changed = await tx
      .update(twoFactor)
      .set({ backupCodes })
      .where(eq(twoFactor.userId, userId))
      .returning({ id: twoFactor.id });
    if (changed.length === 0)
      throw new PenstockError("conflict", "You have no second factor: set one up first.");
    await audit(tx, ctx.actor, {
      action: "member.renew-backup-codes",
      entity: "member",
      entityId: userId,
    });
  });
  return { codes };
}
