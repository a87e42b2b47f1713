import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { newId } from "../ids.ts";
import { suspend } from "./suspend.ts";
import { lockVersion, type VersionName } from "./version.ts";

/** Suspends an approval for a reason that a person gives. */
export async function suspendByHand(ctx: Ctx, input: VersionName & { reason: string }) {
  authorize(ctx, "approvals.suspend");
  const { name, number, reason } = input;
  return ctx.db.transaction(async (tx) => {
    const version = await lockVersion(tx, ctx.actor.workspaceId, input);
    const made = await suspend(tx, ctx.actor, version, {
      cause: "by-hand",
      subject: newId("hand"),
      reason: /[.!?]$/.test(reason) ? reason : `${reason}.`,
    });
    if (!made)
      throw new PenstockError(
        "conflict",
        `${name} version ${number} is ${version.status}: only an approval can be suspended.`,
      );
    return { id: made.id, name, number, status: version.status };
  });
}
