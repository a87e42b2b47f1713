import type { Client } from "@temporalio/client";
import { and, asc, eq, isNull } from "drizzle-orm";
import type { Logger } from "pino";
import type { Database, Sql } from "../../db/client.ts";
import { outbox } from "../../db/schema/models.ts";
import { deliver, type Delivery } from "./deliver.ts";

export interface OutboxRelay {
  stop: () => Promise<void>;
}

const EVERY_MS = 5_000;
/** A decision may come before its step has begun to wait: such a young one is offered again soon. */
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
  const stopping = new AbortController();
  let again = false;
  let busy: Promise<void> | null = null;

  const poke = () => {
    if (stopping.signal.aborted) return;
    again = true;
    busy ??= drain().finally(() => {
      busy = null;
    });
  };
  async function drain(): Promise<void> {
    while (again && !stopping.signal.aborted) {
      again = false;
      try {
        await pass();
      } catch (error) {
        if (!stopping.signal.aborted)
          log.warn({ err: error }, "the outbox could not be read; it is tried again");
      }
    }
  }

  /** Offers every pending message once, the oldest first; an outage ends the pass. */
  async function pass(): Promise<void> {
    const pending = await db
      .select({ id: outbox.id })
      .from(outbox)
      .where(and(isNull(outbox.deliveredAt), isNull(outbox.refused)))
      .orderBy(asc(outbox.createdAt))
      .limit(BATCH);
    for (const { id } of pending) {
      if (stopping.signal.aborted) return;
      const delivery = await relayOne(id);
      if (delivery?.state === "unreachable" && !stopping.signal.aborted) {
        log.warn(
          { outbox: id, why: delivery.why },
          "Temporal could not be reached; the decision is kept and delivered later",
        );
        return;
      }
    }
  }

  async function relayOne(id: string): Promise<Delivery | null> {
    return db.transaction(async (tx) => {
      const [message] = await tx
        .select()
        .from(outbox)
        .where(and(eq(outbox.id, id), isNull(outbox.deliveredAt), isNull(outbox.refused)))
        .for("update", { skipLocked: true });
      if (!message) return null;
      const delivery = await deliver(client, message, stopping.signal);
      const { workflowId, updateId } = message;
      if (delivery.state === "delivered") {
        await tx.update(outbox).set({ deliveredAt: new Date() }).where(eq(outbox.id, id));
        log.info({ workflowId, updateId }, "decision delivered");
      } else if (delivery.state === "refused") {
        await tx.update(outbox).set({ refused: delivery.why }).where(eq(outbox.id, id));
        log.warn({ workflowId, updateId, why: delivery.why }, "the run refused a decision");
      } else if (
        delivery.state === "not-waiting" &&
        Date.now() - message.createdAt.getTime() < EARLY_FOR_MS
      ) {
        setTimeout(poke, EARLY_AGAIN_MS).unref();
      }
      return delivery;
    });
  }

  const timer = setInterval(poke, EVERY_MS);
  const listening = await sql.listen("outbox", poke, poke);
  return {
    stop: async () => {
      stopping.abort();
      clearInterval(timer);
      await listening.unlisten().catch(() => undefined);
      await busy;
    },
  };
}
