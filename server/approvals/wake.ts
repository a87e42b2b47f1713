import type { Database, Transaction } from "../../db/client.ts";
import { governorId, GOVERNORS, type GovernedKind } from "../../workflows/core/governing.ts";
import { tellWorkflows } from "../outbox/tell-workflows.ts";

/**
 * Makes the workflow that watches over a review look at it again, and starts it where none runs: a message in the outbox,
 * written in the transaction of what changed. Waking twice has the effect of once, since the workflow acts on what it reads.
 */
export async function wakeReview(tx: Transaction | Database, reviewId: string): Promise<void> {
  await wake(tx, "review", reviewId);
}

/** The same for the approval of a model version: its conditions, waivers, validity. */
export async function wakeApproval(
  tx: Transaction | Database,
  modelVersionId: string,
): Promise<void> {
  await wake(tx, "approval", modelVersionId);
}

async function wake(
  tx: Transaction | Database,
  kind: GovernedKind,
  subject: string,
): Promise<void> {
  const workflowId = governorId(kind, subject);
  await tellWorkflows(tx, [{ workflowId, starts: GOVERNORS[kind], input: { id: subject } }]);
}
