import type { Client } from "@temporalio/client";
import { and, asc, eq, isNull, min, sql as query, type SQL } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { Logger } from "pino";
import type { Database, Sql } from "../../db/client.ts";
import { outbox } from "../../db/schema/outbox.ts";
import { keepUp } from "../keep-up.ts";
import { deliver } from "./deliver.ts";
import { outboxClaims } from "./claims.ts";

export interface OutboxRelay {
  stop: () => Promise<void>;
}

/** An event may come before its step has begun to wait: such a young one is offered again soon. */
const EARLY_AGAIN_MS = 500;
const EARLY_FOR_MS = 30_000;
const LATE_AGAIN_MS = 5_000;
/** Workflows that are told something at once; and how many of these may be ones that gave no answer the last time. */
const LANES = 8;
const LANES_AGAIN = 4;
/** Messages of one workflow that are read at once. */
const BATCH = 100;
/** How long a workflow that gave no answer is left alone: twice as long each time. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
/** One of which nothing is heard for so long has no message left. */
const FORGET_MS = 10 * LONGEST_PAUSE_MS;

/**
 * Delivers the outbox's messages to the workflows they are for: at once when one is written, and every few seconds
 * those that could not be delivered. A workflow is told one thing after the other; what keeps one from answering holds up
 * no other. Several relays share the work. A message stays until it is delivered or refused.
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
  const claims = outboxClaims(sql);
  const underWay = new Map<string, Promise<void>>();
  /** Workflows that gave no answer, and when they are asked again. */
  const setBack = new Map<string, { pause: number; until: number }>();
  /** Messages for which no step waits yet, and when they are offered again. */
  const early = new Map<string, number>();
  let isAway = false;

  const onError = (error: unknown) =>
    log.warn({ err: error }, "the outbox could not be read; it is tried again");
  const relay = await keepUp({ sql, channel: "outbox", pass, onError });
  return {
    stop: async () => {
      await relay.stop();
      await Promise.all(underWay.values());
      await claims.end();
    },
  };

  /** Begins to tell the workflows that have waited longest, as many as there are lanes free; each that ends asks for another pass. */
  async function pass(signal: AbortSignal, again: () => void): Promise<void> {
    const free = LANES - underWay.size;
    if (free === 0) return;
    const now = Date.now();
    for (const [id, until] of early) if (until <= now) early.delete(id);
    for (const [id, { until }] of setBack) if (until < now - FORGET_MS) setBack.delete(id);
    const leftAlone = [...setBack].flatMap(([id, { until }]) => (until > now ? [id] : []));
    const found = await db
      .select({ workflowId: outbox.workflowId })
      .from(outbox)
      .where(and(pending(), noneOf(outbox.workflowId, [...underWay.keys(), ...leftAlone])))
      .groupBy(outbox.workflowId)
      .orderBy(min(outbox.createdAt))
      // Of those that are passed over here, there are no more.
      .limit(free + setBack.size);
    let room = LANES_AGAIN - [...underWay.keys()].filter((id) => setBack.has(id)).length;
    const next = found.filter(({ workflowId }) => !setBack.has(workflowId) || room-- > 0);
    for (const { workflowId } of next.slice(0, free)) {
      if (signal.aborted) return;
      const lane = tell(workflowId, signal, again)
        .catch((error: unknown) => {
          if (!signal.aborted) onError(error);
          return false;
        })
        .then((goesOn) => {
          underWay.delete(workflowId);
          // Something for it may have come meanwhile, and others wait for the lane.
          if (goesOn) again();
        });
      underWay.set(workflowId, lane);
    }
  }

  /** Offers a workflow what there is for it, the oldest first. False when that says nothing for others: they are told later. */
  async function tell(
    workflowId: string,
    signal: AbortSignal,
    again: () => void,
  ): Promise<boolean> {
    // Another relay tells it, and looks for more when it has.
    if (!(await claims.take(workflowId))) return false;
    try {
      const messages = await db
        .select()
        .from(outbox)
        .where(and(pending(), eq(outbox.workflowId, workflowId)))
        .orderBy(asc(outbox.createdAt))
        .limit(BATCH);
      for (const message of messages) {
        if (signal.aborted) return false;
        const { id, updateId } = message;
        const delivery = await deliver(client, message, signal);
        if (signal.aborted && delivery.state !== "delivered") return false;
        switch (delivery.state) {
          case "delivered":
            await db.update(outbox).set({ deliveredAt: new Date() }).where(eq(outbox.id, id));
            log.info({ workflowId, updateId }, "event delivered");
            break;
          case "refused":
            await db.update(outbox).set({ refused: delivery.why }).where(eq(outbox.id, id));
            log.warn({ workflowId, updateId, why: delivery.why }, "the run refused an event");
            break;
          case "not-waiting": {
            const isYoung = Date.now() - message.createdAt.getTime() < EARLY_FOR_MS;
            const pause = isYoung ? EARLY_AGAIN_MS : LATE_AGAIN_MS;
            early.set(id, Date.now() + pause);
            setTimeout(again, pause).unref();
            break;
          }
          case "stuck": {
            const before = setBack.get(workflowId)?.pause ?? FIRST_PAUSE_MS / 2;
            const pause = Math.min(2 * before, LONGEST_PAUSE_MS);
            setBack.set(workflowId, { pause, until: Date.now() + pause });
            setTimeout(again, pause).unref();
            log.warn(
              { workflowId, updateId, why: delivery.why, againInMs: pause },
              "a workflow gave no answer; what it is to hear is kept and delivered later",
            );
            return true;
          }
          case "unreachable":
            if (!isAway)
              log.warn(
                { workflowId, updateId, why: delivery.why },
                "Temporal could not be reached; what it is to hear is kept and delivered later",
              );
            isAway = true;
            return false;
        }
        isAway = false;
        setBack.delete(workflowId);
      }
      return true;
    } finally {
      await claims.giveBack(workflowId);
    }
  }

  function pending(): SQL | undefined {
    return and(
      isNull(outbox.deliveredAt),
      isNull(outbox.refused),
      noneOf(outbox.id, [...early.keys()]),
    );
  }
}

function noneOf(column: PgColumn, values: string[]): SQL | undefined {
  if (values.length === 0) return undefined;
  return query`${column} not in (select jsonb_array_elements_text(${JSON.stringify(values)}::jsonb))`;
}
