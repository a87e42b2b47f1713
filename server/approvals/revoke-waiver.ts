import { eq } from "drizzle-orm";
import { waiver } from "../../db/schema/governance.ts";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { lockWaiver } from "./decide-waiver.ts";
import { wakeApproval } from "./wake.ts";

/** Ends a waiver before its date. What it covered counts again at once. */
export async function revokeWaiver(
  ctx: Ctx,
  { id, reason }: { id: string; reason: string },
  now = new Date(),
) {
  authorize(ctx, "waivers.approve");
  return ctx.db.transaction(async (tx) => {
    const { asked, version } = await lockWaiver(tx, ctx.actor.workspaceId, id);
    if (asked.refusedAt || asked.revokedAt || asked.expiresAt <= now)
      throw new PenstockError("conflict", "This waiver does not hold any more: reload the page.");
    await tx.update(waiver).set({ revokedAt: now }).where(eq(waiver.id, id));
    await audit(tx, ctx.actor, {
      action: "waiver.revoke",
      entity: "waiver",
      entityId: id,
      after: { model: version.name, version: version.number, scope: asked.scope },
      why: reason,
    });
    await wakeApproval(tx, version.id);
    return { id };
  });
}
