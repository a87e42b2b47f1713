import { desc, eq, sql } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";
import { modelVersion, review, reviewPack } from "../../db/schema/models.ts";
import type { EvidenceItem } from "../../workflows/core/step-context.ts";
import { personOf } from "../actors/system-actor.ts";
import { wakeReview } from "../approvals/wake.ts";
import { audit } from "../audit.ts";
import type { Actor } from "../context.ts";
import { newId } from "../ids.ts";
import { freeze } from "./freeze.ts";
import { stageClock, tellDeciders } from "./stage-begins.ts";

export interface Beginning {
  version: {
    id: string;
    modelId: string;
    workspaceId: string;
    name: string;
    number: number;
    author: string;
    startedBy: string;
    makers: string[];
  };
  kind: "first" | "re-review";
  runId: string;
  /** The step that waits for the decision; null when no step does. */
  node: string | null;
  title: string;
  instructions: string;
  items: readonly EvidenceItem[];
}

/** Freezes the evidence of a version that the caller has locked, opens its review and tells those who decide first. */
export async function beginReview(
  tx: Transaction,
  actor: Actor,
  { version, kind, runId, node, title, instructions, items }: Beginning,
  now: Date,
): Promise<{ reviewId: string; packHash: string }> {
  const id = newId("rev");
  const { workspaceId, author, startedBy, makers } = version;
  const { pack, evidence, packHash } = await freeze(tx, {
    modelVersionId: version.id,
    workspaceId,
    round: 1,
    title,
    instructions,
    items,
  });
  const { policy } = pack;
  await tx.insert(review).values({
    id,
    workspaceId,
    modelVersionId: version.id,
    runId,
    node,
    kind,
    previousId: await answered(tx, version, kind),
    title,
    instructions,
    tier: policy.tier,
    ...stageClock(policy.document, 0, now),
    evidence,
    packHash,
    author,
    startedBy,
    makers,
    openedBy: personOf(actor),
  });
  await tx.insert(reviewPack).values({
    reviewId: id,
    workspaceId,
    round: 1,
    evidence,
    packHash,
    // What a clock brings about is frozen in the author's name, as `review.open` of the audit log says.
    frozenBy: personOf(actor) ?? author,
  });
  if (kind === "first")
    await tx
      .update(modelVersion)
      .set({ status: "in-review", unapproved: policy.document.deployment.unapproved })
      .where(eq(modelVersion.id, version.id));
  await tellDeciders(tx, workspaceId, id);
  await wakeReview(tx, id);
  await audit(tx, actor, {
    action: "review.open",
    entity: "review",
    entityId: id,
    after: {
      kind,
      model: version.name,
      version: version.number,
      packHash,
      items: pack.items.length,
      policy: `${policy.tier} ${policy.number}`,
    },
  });
  return { reviewId: id, packHash };
}

/** The review that this one answers: the model's last decided one, where it came to no approval; or the approval that is looked at again. */
async function answered(
  tx: Transaction,
  { id, modelId }: Beginning["version"],
  kind: Beginning["kind"],
): Promise<string | null> {
  const [last] = await tx
    .select({ id: review.id, status: review.status })
    .from(review)
    .innerJoin(modelVersion, eq(modelVersion.id, review.modelVersionId))
    .where(
      kind === "re-review"
        ? sql`${review.modelVersionId} = ${id} and ${review.status} = 'approved'`
        : sql`${modelVersion.modelId} = ${modelId} and ${review.status} not in ('open', 'withdrawn', 'cancelled')`,
    )
    .orderBy(desc(review.openedAt))
    .limit(1);
  return last && (kind === "re-review" || last.status !== "approved") ? last.id : null;
}
