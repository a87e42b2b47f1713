import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { systemServices } from "../services.ts";
import { inPerson } from "../sessions/in-person.ts";
import { signInAgain, type Proof } from "../sign-in/sign-in-again.ts";
import { hasPassword } from "./has-password.ts";
import { takeAway } from "./take-away.ts";

/** Takes a person's own second factor away; a session alone, which may be stolen, is not enough. */
export async function off(ctx: Ctx, proof: Proof) {
  authorize(ctx, "workspace.read");
  inPerson(ctx);
  const { userId } = ctx.actor;
  const { method } = await signInAgain(ctx, proof, { secondFactor: !(await hasPassword(userId)) });
  await systemServices().db.transaction(async (tx) => {
    await takeAway(tx, userId);
    await audit(tx, ctx.actor, {
      action: "member.switch-off-second-factor",
      entity: "member",
      entityId: userId,
      after: { method },
    });
  });
  return { on: false };
}
