import { and, eq } from "drizzle-orm";
import type { z } from "zod";
import { slotLimit } from "../../db/schema/runs.ts";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { forgetRunLimit, grantSlots } from "../runs/slots.ts";
import type { removeInput } from "./schemas.ts";

/** Takes a limit away; who waited for it goes on. A concurrency key then lets one step at a time again. */
export async function remove(ctx: Ctx, { key }: z.output<typeof removeInput>) {
  authorize(ctx, "limits.write");
  const { workspaceId } = ctx.actor;
  await ctx.db.transaction(async (tx) => {
    const [gone] = await tx
      .delete(slotLimit)
      .where(and(eq(slotLimit.workspaceId, workspaceId), eq(slotLimit.key, key)))
      .returning({ limit: slotLimit.limit });
    if (!gone)
      throw new PenstockError(
        "not-found",
        `There is no limit '${key}' in this workspace: see those there are in Settings under Limits, or with 'penstock limits list'.`,
      );
    if (key === "workspace") await forgetRunLimit(tx, workspaceId, key);
    await grantSlots(tx, workspaceId);
    await audit(tx, ctx.actor, {
      action: "limit.remove",
      entity: "limit",
      entityId: key,
      before: gone,
    });
  });
  return { key };
}
