import type { Client } from "@temporalio/client";
import { and, asc, eq } from "drizzle-orm";
import type { Logger } from "pino";
import type { Database } from "../../db/client.ts";
import { outbox } from "../../db/schema/outbox.ts";
import type { Claims } from "../claims.ts";
import { deliver, type Delivery } from "./deliver.ts";
import type { Pauses } from "./pauses.ts";
import { pending } from "./pending.ts";

/** Messages of one workflow that are read at once. */
const BATCH = 100;

interface Services {
  db: Database;
  client: Client;
  log: Pick<Logger, "info" | "warn">;
  claims: Claims;
  pauses: Pauses;
}

type Message = typeof outbox.$inferSelect;
type Answer = Exclude<Delivery, { state: "stuck" | "unreachable" }>;

/** Tells workflows what there is for them. */
export class Teller {
  #services: Services;
  /** Whether Temporal could not be reached the last time; that is said once. */
  #isAway = false;

  constructor(services: Services) {
    this.#services = services;
  }

  /**
   * Offers a workflow what there is for it, the oldest first.
   * @param again asks for another pass
   * @returns false when that says nothing for others: they are told later
   */
  async tell(workflowId: string, signal: AbortSignal, again: () => void): Promise<boolean> {
    const { client, claims, pauses } = this.#services;
    // Another relay tells it, and looks for more when it has.
    if (!(await claims.take(workflowId))) return false;
    try {
      for (const message of await this.#messagesFor(workflowId)) {
        if (signal.aborted) return false;
        const delivery = await deliver(client, message, signal);
        if (signal.aborted && delivery.state !== "delivered") return false;
        if (delivery.state === "unreachable") {
          this.#sayAway(message, delivery.why);
          return false;
        }
        if (delivery.state === "stuck") {
          this.#setBack(message, delivery.why, again);
          return true;
        }
        await this.#settle(message, delivery, again);
        this.#isAway = false;
        pauses.answered(workflowId);
      }
      return true;
    } finally {
      await claims.giveBack(workflowId);
    }
  }

  #messagesFor(workflowId: string): Promise<Message[]> {
    const { db, pauses } = this.#services;
    return db
      .select()
      .from(outbox)
      .where(and(pending(pauses), eq(outbox.workflowId, workflowId)))
      .orderBy(asc(outbox.createdAt))
      .limit(BATCH);
  }

  /** Keeps what the workflow answered; a message for which no step waits yet is offered again. */
  async #settle(message: Message, delivery: Answer, again: () => void): Promise<void> {
    const { db, log, pauses } = this.#services;
    const { id, workflowId, updateId } = message;
    switch (delivery.state) {
      case "delivered":
        await db.update(outbox).set({ deliveredAt: new Date() }).where(eq(outbox.id, id));
        log.info({ workflowId, updateId }, "event delivered");
        break;
      case "refused":
        await db.update(outbox).set({ refused: delivery.why }).where(eq(outbox.id, id));
        log.warn({ workflowId, updateId, why: delivery.why }, "the run refused an event");
        break;
      case "not-waiting":
        setTimeout(again, pauses.cameEarly(message)).unref();
    }
  }

  #setBack({ workflowId, updateId }: Message, why: string, again: () => void): void {
    const { log, pauses } = this.#services;
    const pause = pauses.gaveNoAnswer(workflowId);
    setTimeout(again, pause).unref();
    log.warn(
      { workflowId, updateId, why, againInMs: pause },
      "a workflow gave no answer; what it is to hear is kept and delivered later",
    );
  }

  #sayAway({ workflowId, updateId }: Message, why: string): void {
    if (!this.#isAway)
      this.#services.log.warn(
        { workflowId, updateId, why },
        "Temporal could not be reached; what it is to hear is kept and delivered later",
      );
    this.#isAway = true;
  }
}
