import { and, count, eq } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";
import { member, user } from "../../db/schema/auth.ts";
import { reviewComment } from "../../db/schema/governance.ts";
import { review } from "../../db/schema/models.ts";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { newId } from "../ids.ts";
import { tell } from "../notices/tell.ts";
import type { AddInput } from "./schemas.ts";
import { noReview } from "../reviews/find.ts";

/** A review's threads are read at once; a review that needs more remarks than this is no review. */
const MOST = 2_000;

/**
 * Adds a remark: a thread of its own on the review or on one thing in it, or an answer. Whoever is mentioned, and whoever
 * wrote in the thread before, is told.
 * @throws PenstockError `bad-request` when somebody is mentioned who is no member
 */
export async function add(ctx: Ctx, input: AddInput) {
  authorize(ctx, "reviews.comment");
  const { actor } = ctx;
  const { reviewId, body } = input;
  return ctx.db.transaction(async (tx) => {
    const [known] = await tx
      .select({ title: review.title })
      .from(review)
      .where(and(eq(review.id, reviewId), eq(review.workspaceId, actor.workspaceId)));
    if (!known) throw noReview(reviewId);
    await refuseTooMany(tx, reviewId);
    const thread = input.threadId ? await threadOf(tx, reviewId, input.threadId) : null;
    const mentions = await membersNamed(tx, actor.workspaceId, input);
    const id = newId("com");
    const { anchor, anchorKey } = thread ?? input;
    const threadId = thread?.id ?? id;
    await tx.insert(reviewComment).values({
      id,
      workspaceId: actor.workspaceId,
      reviewId,
      threadId,
      anchor,
      anchorKey,
      body,
      mentions,
      author: actor.userId,
    });
    const link = `/reviews/${reviewId}?thread=${threadId}`;
    await tell(
      tx,
      actor.workspaceId,
      { users: mentions.filter((one) => one !== actor.userId) },
      {
        kind: "comment.mention",
        key: `comment:${id}`,
        title: `${actor.name} mentions you in the review '${known.title}'`,
        body,
        link,
      },
    );
    const others = (thread?.people ?? []).filter(
      (one) => one !== actor.userId && !mentions.includes(one),
    );
    await tell(
      tx,
      actor.workspaceId,
      { users: others },
      {
        kind: "comment.answer",
        key: `comment:${id}`,
        title: `${actor.name} answered in the review '${known.title}'`,
        body,
        link,
      },
    );
    await audit(tx, actor, {
      action: thread ? "comment.answer" : "comment.add",
      entity: "review",
      entityId: reviewId,
      after: { id, threadId, anchor, anchorKey, mentions },
    });
    return { id, threadId };
  });
}

async function refuseTooMany(tx: Transaction, reviewId: string): Promise<void> {
  const [found] = await tx
    .select({ remarks: count() })
    .from(reviewComment)
    .where(eq(reviewComment.reviewId, reviewId));
  if (found!.remarks >= MOST)
    throw new PenstockError(
      "conflict",
      `This review holds ${MOST.toLocaleString("en")} remarks already: raise a finding for what is still open.`,
    );
}

async function threadOf(tx: Transaction, reviewId: string, threadId: string) {
  const rows = await tx
    .select({
      id: reviewComment.id,
      anchor: reviewComment.anchor,
      anchorKey: reviewComment.anchorKey,
      author: reviewComment.author,
    })
    .from(reviewComment)
    .where(and(eq(reviewComment.reviewId, reviewId), eq(reviewComment.threadId, threadId)));
  const first = rows.find(({ id }) => id === threadId);
  if (!first)
    throw new PenstockError("not-found", `There is no thread '${threadId}' in this review.`);
  return { ...first, people: [...new Set(rows.map(({ author }) => author))] };
}

/** The ids that were given, each a member whose name stands in the text after an `@`. */
async function membersNamed(
  tx: Transaction,
  workspaceId: string,
  { mentions, body }: AddInput,
): Promise<string[]> {
  if (mentions.length === 0) return [];
  const members = await tx
    .select({ id: user.id, name: user.name })
    .from(member)
    .innerJoin(user, eq(user.id, member.userId))
    .where(eq(member.workspaceId, workspaceId));
  const given = members.filter(({ id }) => mentions.includes(id));
  if (given.length < new Set(mentions).size)
    throw new PenstockError(
      "bad-request",
      "You mention somebody who is no member of this workspace: choose a name from the list.",
    );
  // The longest first: '@Ann Lee' is not '@Ann'.
  const names = members.map(({ name }) => name).sort((a, b) => b.length - a.length);
  const named = new Set<string>();
  let rest = body;
  for (const name of names) {
    if (!rest.includes(`@${name}`)) continue;
    named.add(name);
    rest = rest.replaceAll(`@${name}`, "\n");
  }
  return given.filter(({ name }) => named.has(name)).map(({ id }) => id);
}
