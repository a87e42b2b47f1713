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

/** Gives every open review and every approval its workflow, where Temporal has none: it was set up anew, or lost them. */
export async function restoreGovernors(
  db: Database,
  client: Client,
  log: Pick<Logger, "info" | "warn">,
): Promise<void> {
  try {
    const running = new Set<string>();
    for await (const { workflowId } of client.workflow.list({ query: RUNNING }))
      running.add(workflowId);
    const reviews = await db
      .select({ id: review.id })
      .from(review)
      .where(eq(review.status, "open"));
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
    if (made > 0) log.info({ made }, "reviews and approvals are watched over again");
  } catch (error) {
    log.warn({ err: error }, "reviews and approvals could not be compared with Temporal");
  }
}
