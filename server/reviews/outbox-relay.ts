import type { Client } from "@temporalio/client";
import { and, asc, eq, isNull } from "drizzle-orm";
import type { Logger } from "pino";
import type { Database, Sql } from "../../db/client.ts";
import { outbox } from "../../db/schema/models.ts";
import { keepUp } from "../keep-up.ts";
import { deliver, type Delivery } from "./deliver.ts";

export interface OutboxRelay {
  stop: () => Promise<void>;
}

/** An event may come before its step has begun to wait: such a young one is offered again soon. */
const EARLY_AGAIN_MS = 500;
const EARLY_FOR_MS = 30_000;
const BATCH = 100;

/**
 * Delivers the outbox's messages to the workflows they are for: at once when one is written, and every few seconds
 * those that could not be delivered. Several relays share the work. A message stays until it is delivered or refused.
 */
export async function startOutboxRelay({
  sql,
  db,
  client,
  log,
}: {
  sql: Sql;
  db: Database;
  client: Client;
  log: Pick<Logger, "info" | "warn">;
}): Promise<OutboxRelay> {
  return keepUp({
    sql,
    channel: "outbox",
    pass,
    onError: (error) => log.warn({ err: error }, "the outbox could not be read; it is tried again"),
  });

  /** Offers every pending message once, the oldest first; an outage ends the pass. */
  async function pass(signal: AbortSignal, again: () => void): Promise<void> {
    const pending = await db
      .select({ id: outbox.id })
      .from(outbox)
      .where(and(isNull(outbox.deliveredAt), isNull(outbox.refused)))
      .orderBy(asc(outbox.createdAt))
      .limit(BATCH);
    let delivered = 0;
    for (const { id } of pending) {
      if (signal.aborted) return;
      const delivery = await relayOne(id, signal, again);
      if (delivery?.state === "delivered") delivered++;
      if (delivery?.state === "unreachable" && !signal.aborted) {
        log.warn(
          { outbox: id, why: delivery.why },
          "Temporal could not be reached; what it is to hear is kept and delivered later",
        );
        return;
      }
    }
    if (pending.length === BATCH && delivered > 0) again();
  }

  async function relayOne(
    id: string,
    signal: AbortSignal,
    again: () => void,
  ): Promise<Delivery | null> {
    return db.transaction(async (tx) => {
      const [message] = await tx
        .select()
        .from(outbox)
        .where(and(eq(outbox.id, id), isNull(outbox.deliveredAt), isNull(outbox.refused)))
        .for("update", { skipLocked: true });
      if (!message) return null;
      const delivery = await deliver(client, message, signal);
      const { workflowId, updateId } = message;
      if (delivery.state === "delivered") {
        await tx.update(outbox).set({ deliveredAt: new Date() }).where(eq(outbox.id, id));
        log.info({ workflowId, updateId }, "event delivered");
      } else if (delivery.state === "refused") {
        await tx.update(outbox).set({ refused: delivery.why }).where(eq(outbox.id, id));
        log.warn({ workflowId, updateId, why: delivery.why }, "the run refused an event");
      } else if (
        delivery.state === "not-waiting" &&
        Date.now() - message.createdAt.getTime() < EARLY_FOR_MS
      ) {
        setTimeout(again, EARLY_AGAIN_MS).unref();
      }
      return delivery;
    });
  }
}
