import { and, eq, isNull } from "drizzle-orm";
import { apiKey } from "../../db/schema/auth.ts";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";

/** Ends a key for good; the serving processes stop taking it within their own cache's seconds. */
export async function revoke(ctx: Ctx, { id }: { id: string }) {
  authorize(ctx, "keys.write");
  return ctx.db.transaction(async (tx) => {
    const [revoked] = await tx
      .update(apiKey)
      .set({ revokedAt: new Date() })
      .where(
        and(
          eq(apiKey.id, id),
          eq(apiKey.workspaceId, ctx.actor.workspaceId),
          isNull(apiKey.revokedAt),
        ),
      )
      .returning({ id: apiKey.id, name: apiKey.name, prefix: apiKey.prefix });
    if (!revoked)
      throw new PenstockError(
        "not-found",
        `There is no key '${id}' in this workspace that could be revoked.`,
      );
    await audit(tx, ctx.actor, {
      action: "key.revoke",
      entity: "key",
      entityId: id,
      before: { state: "active", name: revoked.name, prefix: revoked.prefix },
      after: { state: "revoked" },
    });
    return revoked;
  });
}
