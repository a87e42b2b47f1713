import { WorkflowNotFoundError, WorkflowUpdateFailedError, type Client } from "@temporalio/client";
import { ApplicationFailure } from "@temporalio/common";
import { asc, eq, isNull } from "drizzle-orm";
import type { Logger } from "pino";
import type { Database, Sql } from "../../db/client.ts";
import { outbox } from "../../db/schema/models.ts";

const LOOK_EVERY_MS = 5_000;
const SOON_MS = 500;
const BATCH = 50;

type Message = typeof outbox.$inferSelect;

/** What became of a message: it arrived, it was refused for good, or it is to be tried again. */
type Fate = { delivered: true } | { refused: string } | { again: string };

/**
 * Carries messages from the outbox to their workflows, at least once each; the update's id makes that once. Whatever is
 * down meanwhile, a message stays until it has arrived or the workflow has refused it.
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
  log: Logger;
}): Promise<{ stop: () => Promise<void> }> {
  let stopped = false;
  let timer: NodeJS.Timeout | null = null;
  let round: Promise<void> = Promise.resolve();
  let wanted = false;

  const listening = await sql.listen("outbox", look, look);

  function look(): void {
    if (stopped || wanted) return;
    wanted = true;
    if (timer) clearTimeout(timer);
    round = round.then(async () => {
      wanted = false;
      const left = await deliverPending().catch((error: unknown) => {
        log.warn({ err: error }, "the outbox could not be read");
        return 0;
      });
      if (!stopped) timer = setTimeout(look, left > 0 ? SOON_MS : LOOK_EVERY_MS);
    });
  }

  /** Returns how many messages are to be tried again. */
  async function deliverPending(): Promise<number> {
    return db.transaction(async (tx) => {
      const pending = await tx
        .select()
        .from(outbox)
        .where(isNull(outbox.deliveredAt))
        .orderBy(asc(outbox.createdAt))
        .limit(BATCH)
        .for("update", { skipLocked: true });
      let left = 0;
      for (const message of pending) {
        const fate = await deliver(message);
        if ("again" in fate) {
          left++;
          log.info({ message: message.id, why: fate.again }, "a message waits in the outbox");
          continue;
        }
        await tx
          .update(outbox)
          .set({ deliveredAt: new Date(), refused: "refused" in fate ? fate.refused : null })
          .where(eq(outbox.id, message.id));
      }
      return left;
    });
  }

  async function deliver({ workflowId, updateId, event }: Message): Promise<Fate> {
    try {
      await client.workflow
        .getHandle(workflowId)
        .executeUpdate("deliverEvent", { args: [event], updateId });
      return { delivered: true };
    } catch (error) {
      if (error instanceof WorkflowUpdateFailedError && error.cause instanceof ApplicationFailure) {
        const { type, message } = error.cause;
        if (type === "already-delivered") return { delivered: true };
        if (type === "not-waiting") return { again: message };
        return { refused: message };
      }
      if (error instanceof WorkflowNotFoundError)
        return { refused: "The run has ended, or Temporal does not know it." };
      return { again: error instanceof Error ? error.message : String(error) };
    }
  }

  return {
    stop: async () => {
      stopped = true;
      if (timer) clearTimeout(timer);
      await listening.unlisten().catch(() => undefined);
      await round;
    },
  };
}
