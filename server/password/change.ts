import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { systemServices } from "../services.ts";
import { inPerson } from "../sessions/in-person.ts";
import { signInAgain } from "../sign-in/sign-in-again.ts";
import { hashed, keepPassword } from "./keep.ts";

/** Changes a person's own password, which they show first, and ends their sessions but the one that asks. */
export async function change(
  ctx: Ctx,
  { current, password }: { current: string; password: string },
) {
  authorize(ctx, "workspace.read");
  inPerson(ctx);
  const { userId, sessionId } = ctx.actor;
  await signInAgain(ctx, { password: current }, { secondFactor: false });
  const hash = await hashed(password);
  const sessionsEnded = await systemServices().db.transaction(async (tx) => {
    const ended = await keepPassword(tx, { userId, hash, sessionId });
    await audit(tx, ctx.actor, {
      action: "member.change-password",
      entity: "member",
      entityId: userId,
      after: { sessionsEnded: ended },
    });
    return ended;
  });
  return { sessionsEnded };
}
