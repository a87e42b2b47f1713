import { randomBytes } from "node:crypto";
import { eq } from "drizzle-orm";
import type { z } from "zod";
import { trigger } from "../../db/schema/triggers.ts";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { encrypt } from "../secrets/cipher.ts";
import { findTrigger } from "./find.ts";
import type { rotateInput } from "./schemas.ts";

/** Makes a webhook's secret, or a new one; the one before is taken for a grace time. It is shown this once. */
export async function rotateSecret(
  ctx: Ctx,
  { id, graceHours }: z.output<typeof rotateInput>,
): Promise<{ id: string; path: string; secret: string; previousUntil: Date | null }> {
  authorize(ctx, "runs.control");
  // Whoever has the secret starts runs.
  authorize(ctx, "runs.start");
  return ctx.db.transaction(async (tx) => {
    const found = await findTrigger(ctx, id, tx);
    if (found.type !== "webhook")
      throw new PenstockError("bad-request", `'${found.name}' is no webhook: it has no secret.`);
    // The form of Standard Webhooks: 24 to 64 bytes in base64.
    const secret = `whsec_${randomBytes(32).toString("base64")}`;
    const previousUntil =
      found.secret !== null && graceHours > 0
        ? new Date(Date.now() + graceHours * 3_600_000)
        : null;
    await tx
      .update(trigger)
      .set({
        secret: encrypt(secret),
        secretBy: ctx.actor.userId,
        previousSecret: previousUntil ? found.secret : null,
        previousSecretBy: previousUntil ? found.secretBy : null,
        previousSecretUntil: previousUntil,
      })
      .where(eq(trigger.id, found.id));
    await audit(tx, ctx.actor, {
      action: "trigger.rotate-secret",
      entity: "trigger",
      entityId: found.id,
      after: { trigger: `${found.pipeline}/${found.name}`, graceHours },
    });
    return { id: found.id, path: `/api/hooks/${found.id}`, secret, previousUntil };
  });
}
