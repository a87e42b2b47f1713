import type { Client } from "@temporalio/client";
import { and, min } from "drizzle-orm";
import type { Logger } from "pino";
import type { Database, Sql } from "../../db/client.ts";
import { outbox } from "../../db/schema/outbox.ts";
import { claimsOn } from "../claims.ts";
import { keepUp } from "../keep-up.ts";
import { Pauses } from "./pauses.ts";
import { noneOf, pending } from "./pending.ts";
import { Teller } from "./teller.ts";

export interface OutboxRelay {
  stop: () => Promise<void>;
}

/** Workflows that are told something at once; and how many of these may be ones that gave no answer the last time. */
const LANES = 8;
const LANES_AGAIN = 4;

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
  /** One relay tells a workflow something at a time, so that it hears all in order. */
  const claims = claimsOn("outbox", sql);
  const pauses = new Pauses();
  const teller = new Teller({ db, client, log, claims, pauses });
  const underWay = new Map<string, Promise<void>>();

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
    pauses.tidy();
    for (const workflowId of await nextWorkflows(db, underWay, pauses, free)) {
      if (signal.aborted) return;
      const lane = teller
        .tell(workflowId, signal, again)
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
}

/** The workflows that have waited longest for what they are to hear, at most `free` of them; see `LANES_AGAIN`. */
export async function nextWorkflows(
  db: Database,
  underWay: ReadonlyMap<string, unknown>,
  pauses: Pauses,
  free: number,
): Promise<string[]> {
  const found = await db
    .select({ workflowId: outbox.workflowId })
    .from(outbox)
    .where(
      and(pending(pauses), noneOf(outbox.workflowId, [...underWay.keys(), ...pauses.workflows()])),
    )
    .groupBy(outbox.workflowId)
    .orderBy(min(outbox.createdAt))
    // Of those that are passed over here, there are no more.
    .limit(free + pauses.setBack);
  let room = LANES_AGAIN - [...underWay.keys()].filter((id) => pauses.isSetBack(id)).length;
  return found
    .map(({ workflowId }) => workflowId)
    .filter((id) => !pauses.isSetBack(id) || room-- > 0)
    .slice(0, free);
}
