import { createHash } from "node:crypto";
import { and, eq } from "drizzle-orm";
import { Webhook } from "standardwebhooks";
import { z } from "zod";
import { trigger as triggerTable, triggerFiring } from "../../db/schema/triggers.ts";
import { notKept, type JsonObject } from "../../workflows/core/json.ts";
import { PenstockError } from "../errors.ts";
import { paramValues } from "../pipelines/schemas.ts";
import { decrypt } from "../secrets/cipher.ts";
import { triggersWhere, type Trigger } from "./find.ts";
import { fire, type TriggerServices } from "./fire.ts";

/** The largest body of a webhook. */
export const MAX_WEBHOOK_BYTES = 256 * 1024;
/** As of Standard Webhooks; the library refuses what is further away from now. */
const WINDOW_MINUTES = 5;

const headersSchema = z.object({
  "webhook-id": z.string().min(1).max(256),
  "webhook-timestamp": z.string().regex(/^\d{1,12}$/),
  "webhook-signature": z.string().min(1).max(4_096),
});

const bodySchema = z.looseObject({ params: paramValues.optional() });

/**
 * Starts the run of a webhook whose sender signed body and time as Standard Webhooks says (HMAC-SHA256). The header
 * `webhook-id` is the idempotency key: the same again answers with the same run.
 * @throws PenstockError `unauthenticated`, `bad-request`, `conflict` when paused or the key came with another body,
 *   `not-found`, `too-large`
 */
export async function receiveWebhook(
  services: TriggerServices,
  id: string,
  headers: Headers,
  body: string,
): Promise<{ runId: string; repeated: boolean }> {
  if (Buffer.byteLength(body) > MAX_WEBHOOK_BYTES) throw tooLarge();
  const [trigger] = await triggersWhere(
    services.db,
    and(eq(triggerTable.id, id), eq(triggerTable.type, "webhook")),
  );
  if (!trigger)
    throw new PenstockError("not-found", "There is no webhook at this address: see Triggers.");
  const { key, madeBy } = verify(trigger, headers, body);
  const bodyHash = createHash("sha256").update(body).digest("hex");
  await refuseOtherBody(services, trigger, key, bodyHash);
  const content = readBody(body);
  const firing = await fire(services, trigger, {
    key: `hook:${key}`,
    facts: { webhook: { id: key, body: bodyHash } },
    body: content,
    ...(content.params ? { params: content.params } : {}),
    // They can sign a call themselves.
    ...(madeBy === null
      ? {}
      : {
          starter: {
            userId: madeBy,
            why: "who made the secret of this webhook",
            remedy: "somebody who may has to make a new one",
          },
        }),
  });
  if (firing.outcome === "started") {
    const { runId, repeated } = firing;
    // Another may have come first meanwhile.
    if (repeated) await refuseOtherBody(services, trigger, key, bodyHash);
    return { runId, repeated };
  }
  if (firing.outcome === "refused") throw firing.error;
  throw new PenstockError("conflict", firing.detail);
}

function tooLarge(): PenstockError {
  return new PenstockError(
    "too-large",
    `A webhook's body may have ${MAX_WEBHOOK_BYTES / 1024} KB at the most: send a reference instead of the data.`,
  );
}

/**
 * Checks signature and time against the secret, and during a rotation against the one before. Answers with the idempotency
 * key, and who made the secret.
 */
function verify(
  trigger: Trigger,
  headers: Headers,
  body: string,
): { key: string; madeBy: string | null } {
  if (trigger.secret === null)
    throw new PenstockError(
      "unauthenticated",
      "This webhook has no secret yet: make one under Triggers and sign with it.",
    );
  const read = headersSchema.safeParse(Object.fromEntries(headers));
  if (!read.success)
    throw new PenstockError(
      "unauthenticated",
      "Send the headers webhook-id, webhook-timestamp (seconds since 1970) and webhook-signature, as Standard Webhooks says.",
    );
  const secrets = [{ secret: trigger.secret, madeBy: trigger.secretBy }];
  const { previousSecret, previousSecretBy, previousSecretUntil } = trigger;
  if (previousSecret !== null && previousSecretUntil && previousSecretUntil > new Date())
    secrets.push({ secret: previousSecret, madeBy: previousSecretBy });
  const age = Math.abs(Date.now() / 1_000 - Number(read.data["webhook-timestamp"]));
  if (age > WINDOW_MINUTES * 60)
    throw new PenstockError(
      "unauthenticated",
      `The webhook-timestamp is more than ${WINDOW_MINUTES} minutes away from now: sign again when you send it, and see that your clock is right.`,
    );
  for (const { secret, madeBy } of secrets)
    try {
      new Webhook(decrypt(secret)).verify(body, read.data, { jsonParse: false });
      return { key: read.data["webhook-id"], madeBy };
    } catch (error) {
      if (error instanceof PenstockError) throw error;
    }
  throw new PenstockError(
    "unauthenticated",
    "The signature does not fit: sign 'webhook-id.webhook-timestamp.body' with the webhook's secret, over the body exactly as it is sent.",
  );
}

async function refuseOtherBody(
  { db }: TriggerServices,
  trigger: Trigger,
  key: string,
  bodyHash: string,
): Promise<void> {
  const [earlier] = await db
    .select({ facts: triggerFiring.facts })
    .from(triggerFiring)
    .where(
      and(
        eq(triggerFiring.triggerId, trigger.id),
        eq(triggerFiring.key, `hook:${key}`),
        eq(triggerFiring.outcome, "started"),
      ),
    );
  const before = earlier?.facts.webhook?.body;
  if (before !== undefined && before !== bodyHash)
    throw new PenstockError(
      "conflict",
      "This webhook-id has come before with another body: give each message an id of its own.",
    );
}

function readBody(body: string): JsonObject & z.output<typeof bodySchema> {
  let content: unknown;
  try {
    content = body.trim() === "" ? {} : JSON.parse(body);
  } catch {
    throw new PenstockError("bad-request", "The body is no JSON: send an object, or nothing.");
  }
  const found = notKept(content);
  if (found)
    throw new PenstockError(
      "bad-request",
      `The body${found.field && `'s '${found.field}'`} cannot be read: ${found.why}. Send it without.`,
    );
  const read = bodySchema.safeParse(content);
  if (!read.success)
    throw new PenstockError(
      "bad-request",
      "The body must be a JSON object; its 'params', if it has them, an object of texts, numbers and booleans.",
    );
  const dotted = Object.keys(read.data.params ?? {}).find((name) => name.includes("."));
  if (dotted !== undefined)
    throw new PenstockError("bad-request", `There is no param '${dotted}' in this pipeline.`);
  return read.data as JsonObject & z.output<typeof bodySchema>;
}
