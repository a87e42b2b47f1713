import { sql } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import type { NotificationStatus } from "../../db/schema/notification-statuses.ts";
import type { DeliveryAttempt } from "../../db/schema/notifications.ts";
import type { OutgoingMessage } from "../../workflows/core/outgoing-message.ts";
import { storedText } from "../../workflows/core/stored-text.ts";
import type { Redactor } from "../secrets/redactor.ts";
import { NotTaken } from "./not-taken.ts";
import { send, type Receipt, type Sending } from "./send.ts";

/** A kept message, as it is needed for sending it. */
export interface KeptMessage extends Record<string, unknown> {
  id: string;
  channel: OutgoingMessage["channel"];
  target: string;
  subject: string;
  message: OutgoingMessage;
  status: NotificationStatus;
  attempts: DeliveryAttempt[];
  sentAt: string | null;
}

/** The columns of a `KeptMessage`. */
export const KEPT = sql`id, channel, target, subject, message, status, attempts, to_jsonb(sent_at) #>> '{}' as "sentAt"`;

/** Nobody sends the message: no attempt is under way, or it has outlived its timeout and so died with its process. */
export const NOT_BEING_SENT = sql`(notification.sending_since is null
  or notification.sending_since < now() - make_interval(secs => (notification.message ->> 'timeoutMs')::float8 / 1000 + 10))`;

const LONGEST_ANSWER = 1_000;

interface Attempting extends Omit<Sending, "id" | "clean" | "left"> {
  db: Database;
  redactor: Redactor;
  by: DeliveryAttempt["by"];
  /** Makes a call to the database, and makes it again where that is called for. */
  lasting: <T>(call: () => Promise<T>) => Promise<T>;
}

/** Receivers of an e-mail that have not got it, where others have. */
export function refusedOf({ attempts }: Pick<KeptMessage, "attempts">): string[] {
  return attempts.findLast(({ refused, error }) => refused || error === null)?.refused ?? [];
}

/** Sends a kept message, once, and writes down how that went; answers with what is kept now, and why it did not arrive. */
export async function attempt(
  kept: KeptMessage,
  { db, redactor, by, lasting, ...sending }: Attempting,
): Promise<{ kept: KeptMessage; error: unknown }> {
  const at = new Date();
  let receipt: Receipt | null = null;
  let error: unknown = null;
  try {
    receipt = await send(kept.message, {
      ...sending,
      id: kept.id,
      clean: (value) => redactor.clean(value),
      left: refusedOf(kept),
    });
  } catch (thrown) {
    error = thrown;
  }
  const notTaken = error instanceof NotTaken ? error : null;
  const answer = receipt ?? notTaken;
  const refused = notTaken?.refused ?? [];
  // Whoever is refused for good keeps the message from nobody else.
  const arrived = receipt !== null || (refused.length > 0 && !notTaken!.retryable);
  const tried: DeliveryAttempt = {
    at: at.toISOString(),
    ms: Date.now() - at.getTime(),
    status: answer?.status ?? null,
    response: text(answer?.response ?? ""),
    error: receipt ? null : text(error instanceof Error ? error.message : String(error)),
    ...(refused.length > 0 ? { refused } : {}),
    by,
  };
  const rows = await lasting(() =>
    db.execute<KeptMessage>(sql`
      update notification set
        status = case when ${arrived} then 'sent' when status = 'sent' then 'sent' else 'failed' end,
        sent_at = case when ${arrived} then coalesce(sent_at, now()) else sent_at end,
        sending_since = null,
        -- An outage may hide that this was written already.
        attempts = case when attempts @> ${JSON.stringify([{ at: tried.at }])}::jsonb then attempts
          else attempts || ${JSON.stringify([tried])}::jsonb end
      where id = ${kept.id}
      returning ${KEPT}
    `),
  );
  return { kept: rows[0]!, error };

  function text(value: string): string {
    return storedText(redactor.clean(value), LONGEST_ANSWER);
  }
}
