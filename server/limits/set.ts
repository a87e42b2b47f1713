import type { z } from "zod";
import { slotLimit } from "../../db/schema/runs.ts";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { findLimit } from "../runs/limits.ts";
import { claimForOpenRuns, grantSlots } from "../runs/slots.ts";
import type { setInput } from "./schemas.ts";

/**
 * Sets how many may hold a key at once in the workspace. More room is given at once to who waits; nobody who holds the key
 * loses it. A new limit of the workspace counts the runs that go on or wait for a worker, and those in line stand in line for it; a
 * new limit of a queue holds for the runs that begin from now on.
 */
export async function set(ctx: Ctx, { key, limit }: z.output<typeof setInput>) {
  authorize(ctx, "limits.write");
  const { workspaceId } = ctx.actor;
  await ctx.db.transaction(async (tx) => {
    const before = await findLimit(tx, workspaceId, key);
    await tx
      .insert(slotLimit)
      .values({ workspaceId, key, limit })
      .onConflictDoUpdate({ target: [slotLimit.workspaceId, slotLimit.key], set: { limit } });
    if (key === "workspace" && before === null)
      await claimForOpenRuns(tx, workspaceId, { key, limit });
    await grantSlots(tx, workspaceId);
    await audit(tx, ctx.actor, {
      action: "limit.set",
      entity: "limit",
      entityId: key,
      before: before === null ? null : { limit: before },
      after: { limit },
    });
  });
  return { key, limit };
}
