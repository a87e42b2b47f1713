import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "@temporalio/client";
import { eq, inArray } from "drizzle-orm";
import type { Logger } from "pino";
import type { Database } from "../../db/client.ts";
import { modelVersion, review } from "../../db/schema/models.ts";
import { governorId, GOVERNORS } from "../../workflows/core/governing.ts";
import { wakeApproval, wakeReview } from "./wake.ts";

const RUNNING = `WorkflowType IN (${Object.values(GOVERNORS)
  .map((type) => `'${type}'`)
  .join(", ")}) AND ExecutionStatus = 'Running'`;

/** Longest wait for Temporal's list, which may have many pages, in ms. */
const LIST_MS = 60_000;
/** How long after a failure it is tried again, in ms. */
const AGAIN_MS = 10_000;

/**
 * Gives every open review and every approval its workflow, where Temporal has none: it was set up anew, or lost them. Tries
 * until that is done, or it is told to stop.
 */
export async function restoreGovernors(
  db: Database,
  client: Client,
  log: Pick<Logger, "info" | "warn">,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      const made = await wakeMissing(db, await runningGovernors(client));
      if (made > 0) log.info({ made }, "reviews and approvals are watched over again");
      return;
    } catch (error) {
      log.warn({ err: error }, "reviews and approvals could not be compared with Temporal");
    }
    await sleep(AGAIN_MS, undefined, { signal }).catch(() => undefined);
  }
}

function runningGovernors(client: Client): Promise<ReadonlySet<string>> {
  return client.withDeadline(Date.now() + LIST_MS, async () => {
    const running = new Set<string>();
    for await (const { workflowId } of client.workflow.list({ query: RUNNING }))
      running.add(workflowId);
    return running;
  });
}

/** @returns how many were missing */
async function wakeMissing(db: Database, running: ReadonlySet<string>): Promise<number> {
  const reviews = await db.select({ id: review.id }).from(review).where(eq(review.status, "open"));
  const approvals = await db
    .select({ id: modelVersion.id })
    .from(modelVersion)
    .where(inArray(modelVersion.status, ["approved", "suspended"]));
  let made = 0;
  for (const { id } of reviews)
    if (!running.has(governorId("review", id))) {
      await wakeReview(db, id);
      made++;
    }
  for (const { id } of approvals)
    if (!running.has(governorId("approval", id))) {
      await wakeApproval(db, id);
      made++;
    }
  return made;
}
