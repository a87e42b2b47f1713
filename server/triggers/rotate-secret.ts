import { randomBytes } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import type { z } from "zod";
import { trigger } from "../../db/schema/triggers.ts";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { encrypt } from "../secrets/cipher.ts";
import { findTrigger } from "./find.ts";
import type { rotateInput } from "./schemas.ts";

/**
 * Makes a webhook's secret, or a new one; the one before is taken for a grace time. It is shown this once.
 * @throws PenstockError `conflict` where a grace is asked for while another secret has its own: one alone is kept
 */
export async function rotateSecret(
  ctx: Ctx,
  { id, graceHours }: z.output<typeof rotateInput>,
): Promise<{ id: string; path: string; secret: string; previousUntil: Date | null }> {
  authorize(ctx, "runs.control");
  // Whoever has the secret starts runs.
  authorize(ctx, "runs.start");
  return ctx.db.transaction(async (tx) => {
    const { id: own } = await findTrigger(ctx, id, tx);
    // Whoever makes another at the same moment waits here.
    await tx.execute(sql`select 1 from trigger where id = ${own} for no key update`);
    const found = await findTrigger(ctx, own, tx);
    if (found.type !== "webhook")
      throw new PenstockError("bad-request", `'${found.name}' is no webhook: it has no secret.`);
    const { previousSecretUntil: until } = found;
    if (graceHours > 0 && until && until > new Date())
      throw new PenstockError(
        "conflict",
        `The secret before is still taken until ${until.toISOString()}: rotate again after that, or end its time now by taking the old one 'Not at all' (--grace-hours 0), which ends it for both.`,
      );
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
