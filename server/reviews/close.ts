import { and, desc, eq, sql } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";
import { modelVersion, review } from "../../db/schema/models.ts";
import { stepRun } from "../../db/schema/runs.ts";
import { reviewKey } from "../../workflows/core/run-events.ts";
import { liftByReview } from "../approvals/lift.ts";
import { suspend } from "../approvals/suspend.ts";
import type { GovernedVersion } from "../approvals/version.ts";
import { wakeApproval } from "../approvals/wake.ts";
import type { Actor } from "../context.ts";
import { tellWorkflows } from "../outbox/tell-workflows.ts";
import { settleNotices } from "../notices/settle.ts";
import { tell } from "../notices/tell.ts";
import type { ReviewRecord } from "./read-review.ts";

const DAY_MS = 86_400_000;

const WORDS = {
  approved: "was approved",
  rejected: "was rejected",
  "changes-requested": "needs changes",
  withdrawn: "was withdrawn from review",
};

/**
 * Ends a review: its state, that of its version, the message to the step that waits, and notices to who made it; whoever was asked
 * is not any more. The caller has locked both. Re-reviewing changes nothing of an approval but to confirm or to suspend it.
 */
export async function closeReview(
  tx: Transaction,
  actor: Actor,
  {
    review: { id, node, kind, run, pack, author, startedBy, openedBy },
    version,
    outcome,
    comment,
    sentBy = actor.userId,
    now,
  }: {
    review: ReviewRecord;
    version: GovernedVersion;
    outcome: keyof typeof WORDS;
    comment: string;
    /** In whose name the waiting step hears of it. */
    sentBy?: string;
    now: Date;
  },
): Promise<void> {
  await tx.update(review).set({ status: outcome, decidedAt: now }).where(eq(review.id, id));
  const set = (values: Partial<typeof modelVersion.$inferInsert>) =>
    tx.update(modelVersion).set(values).where(eq(modelVersion.id, version.id));
  if (outcome === "approved") {
    const { validityDays, deployment } = pack.policy.document;
    if (kind === "re-review") await liftByReview(tx, actor, version, { reviewId: id, now });
    await set({
      status: "approved",
      approvedUntil: validityDays === null ? null : new Date(now.getTime() + validityDays * DAY_MS),
      onSuspension: deployment.suspended,
    });
    await wakeApproval(tx, version.id);
  } else if (kind === "first") {
    await set({ status: outcome === "rejected" ? "rejected" : "pending" });
  } else if (outcome === "rejected") {
    await suspend(tx, actor, version, {
      cause: "by-hand",
      subject: `review:${id}`,
      reason: `It was rejected when it was reviewed again: ${comment}`,
      facts: { review: id },
    });
  }
  if (node !== null) {
    const key = reviewKey(id);
    // The last attempt that waited for it: one that begins anew at this moment will wait in the same workflow.
    const [waited] = await tx
      .select({ waitsFor: stepRun.waitsFor })
      .from(stepRun)
      .where(and(eq(stepRun.runId, run.id), sql`${stepRun.waitsFor} ->> 'key' = ${key}`))
      .orderBy(desc(stepRun.attempt))
      .limit(1);
    await tellWorkflows(tx, [
      {
        // Inside a map that of its items.
        workflowId: waited?.waitsFor?.workflowId ?? run.workflowId,
        updateId: key,
        event: { key, actorId: sentBy, payload: { outcome, comment } },
      },
    ]);
  }
  await settleNotices(tx, id, `It ${WORDS[outcome]}: ${actor.name}.`);
  const makers = [author.id, startedBy.id, ...(openedBy ? [openedBy.id] : [])];
  await tell(
    tx,
    version.workspaceId,
    { users: makers.filter((one) => one !== actor.userId) },
    {
      kind: "review.closed",
      key: `review:${id}:closed`,
      title: `${version.name} version ${version.number} ${WORDS[outcome]}`,
      body: comment,
      link: `/reviews/${id}`,
    },
  );
}
