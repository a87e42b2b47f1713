import { createHash } from "node:crypto";
import { and, eq, sql } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";
import { review, reviewDecision } from "../../db/schema/models.ts";
import { orAuditRefusal } from "../approvals/audit-refusal.ts";
import { lockVersionById } from "../approvals/version.ts";
import { wakeReview } from "../approvals/wake.ts";
import { audit } from "../audit.ts";
import { authorize, type Actor, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { addConditions } from "../findings/add-conditions.ts";
import { newId } from "../ids.ts";
import { settleNotices } from "../notices/settle.ts";
import { unmet } from "../policies/check-requirements.ts";
import { signInAgain } from "../sign-in/sign-in-again.ts";
import { closeReview } from "./close.ts";
import { decideInput, type DecideInput } from "./decision-schemas.ts";
import { mayDecide, mayDecideStage } from "./may-decide.ts";
import { readReview, type ReviewRecord } from "./read-review.ts";
import { isComplete } from "./stages.ts";
import { requirementsOf } from "./requirements.ts";
import { meaningOf, signStatement, type Statement } from "./signature.ts";
import { stageClock, tellDeciders } from "./stage-begins.ts";
import { standing } from "./standing.ts";

type Input = ReturnType<typeof decideInput.parse>;
type Method = Statement["method"];

/**
 * Decides at the stage of a review that is at work, after the person has signed in again. The signed decision, the next
 * stage or the end of the review, the version's status, conditions, the messages to workflows, notices and the audit row
 * are one transaction. Whoever may not is refused, and the attempt is written down. A request that is sent twice with one
 * key has one effect.
 * @throws PenstockError `forbidden`, `not-found`, or `conflict` when it is closed, stale, on other evidence or at another
 * stage than was read, or lacks what the policy asks for
 */
export async function decide(ctx: Ctx, given: DecideInput, now = new Date()) {
  // Whether the person may decide is asked below, where a refusal is written down.
  authorize(ctx, "workspace.read");
  const input = decideInput.parse(given);
  const { id, outcome, comment, proof } = input;
  const attempt = {
    action: "review.decide",
    entity: "review",
    entityId: id,
    after: { outcome },
    why: comment,
  } as const;
  const { userId, workspaceId } = ctx.actor;
  return orAuditRefusal(ctx, attempt, () =>
    ctx.db.transaction(async (tx) => {
      // A code counts once: the same request, heard again, waits for the first to be recorded before it would spend it too.
      await tx.execute(
        sql`select pg_advisory_xact_lock(hashtextextended(${`decide:${id}:${userId}`}, 0))`,
      );
      const seen = await readReview(tx, workspaceId, id);
      const earlier = recorded(ctx, seen, input);
      if (earlier) return earlier;
      refuseUnlessMay(ctx, seen, input);
      const { secondFactor } = seen.pack.policy.document;
      const { method } = await signInAgain(ctx, proof, { secondFactor });
      return record(tx, ctx, input, method, now);
    }),
  );
}

/** The answer to a request that has been heard before: a second click, or one that was sent again. */
function recorded(ctx: Ctx, seen: ReviewRecord, input: Input) {
  const id = decisionId(ctx, input);
  const same = seen.decisions.find(
    (one) => one.id === id && one.outcome === input.outcome && one.packHash === input.packHash,
  );
  return same && answerOf(seen, { ...same, recorded: "already" });
}

/** Follows from the sender's key, so that a request sent twice would be the same row. */
function decisionId({ actor }: Ctx, { id, key }: Input): string | null {
  if (key === undefined) return null;
  const digest = createHash("sha256")
    .update(JSON.stringify([id, actor.userId, key]))
    .digest("hex");
  return `dec_${digest.slice(0, 24)}`;
}

function refuseUnlessMay(
  ctx: Ctx,
  seen: ReviewRecord,
  { outcome, packHash, stage: read, conditions }: Input,
) {
  const may = mayDecide(ctx.actor, {
    status: seen.status,
    authorId: seen.author.id,
    startedById: seen.startedBy.id,
    makers: seen.makers,
  });
  if (!may.canDecide)
    throw new PenstockError(seen.status === "open" ? "forbidden" : "conflict", may.why!);
  authorize(ctx, "reviews.decide");
  if (seen.packHash !== packHash)
    throw new PenstockError(
      "conflict",
      "The evidence is another than the one you read: reload the review and decide again.",
    );
  const stage = mayDecideStage(ctx.actor, seen.stages);
  if (!stage.canDecide) throw new PenstockError("forbidden", stage.why!);
  refuseOtherStage(seen, read);
  if (conditions.length > 0 && outcome !== "approved")
    throw new PenstockError("bad-request", "Only an approval has conditions: leave them out.");
}

/** A stage is signed by who has read what its signature means: with several, the one that is meant is named. */
function refuseOtherStage({ stages, stage }: ReviewRecord, read: string | undefined): void {
  const current = stages[stage]!;
  if (read === current.id || (read === undefined && stages.length === 1)) return;
  const named = stages.map(({ id, title }) => `'${id}' (${title})`).join(", ");
  const index = stages.findIndex(({ id }) => id === read);
  if (index < 0)
    throw new PenstockError(
      "bad-request",
      read === undefined
        ? `The review has ${stages.length} stages: name the one that you decide as 'stage'. '${current.id}' is at work, of ${named}.`
        : `The review has no stage '${read}', but ${named}. '${current.id}' is at work.`,
    );
  throw new PenstockError(
    "conflict",
    index > stage
      ? `'${stages[index]!.title}' is not at work yet: '${current.title}' is decided first.`
      : `The review has gone on to '${current.title}' while you read: look at what you would sign there, and decide again.`,
  );
}

async function record(tx: Transaction, ctx: Ctx, input: Input, method: Method, now: Date) {
  const { actor } = ctx;
  const { workspaceId } = actor;
  const { id, outcome, comment, packHash } = input;
  // The lock makes two people who decide at once come one after the other: the second sees what the first has done.
  const [locked] = await tx
    .select({ versionId: review.modelVersionId })
    .from(review)
    .where(and(eq(review.id, id), eq(review.workspaceId, workspaceId)))
    .for("update");
  const version = (await lockVersionById(tx, locked!.versionId))!;
  const seen = await readReview(tx, workspaceId, id);
  refuseUnlessMay(ctx, seen, input);
  await refuseStale(tx, seen, workspaceId);

  const stage = seen.stages[seen.stage]!;
  const { onBehalfOf } = stage.mayDecide.find(({ id: one }) => one === actor.userId)!;
  const conditions = await addConditions(tx, actor, seen, input.conditions, now);
  const signed = signStatement({
    format: 1,
    review: id,
    round: seen.round,
    stage: stage.id,
    pack: packHash,
    model: { name: version.name, version: version.number, hash: seen.pack.onnx },
    outcome,
    meaning: meaningOf(outcome, seen.pack, stage, packHash),
    comment,
    conditions: conditions.map(({ title, dueAt }) => ({ title, dueAt: dueAt.toISOString() })),
    person: { id: actor.userId, name: actor.name },
    function: stage.function,
    onBehalfOf,
    method,
    at: now.toISOString(),
  });
  await tx.insert(reviewDecision).values({
    id: decisionId(ctx, input) ?? newId("dec"),
    reviewId: id,
    userId: actor.userId,
    outcome,
    round: seen.round,
    stage: stage.id,
    function: stage.function,
    onBehalfOf: onBehalfOf?.id ?? null,
    comment,
    packHash,
    method,
    ...signed,
    decidedAt: now,
  });
  const before = { review: seen.status, version: version.status, stage: stage.id };
  const ended = await whatFollows(tx, actor, seen, outcome, now);
  if (ended !== null)
    await closeReview(tx, actor, { review: seen, version, outcome: ended, comment, now });
  await wakeReview(tx, id);
  const after = await readReview(tx, workspaceId, id);
  await audit(tx, actor, {
    action: "review.decide",
    entity: "review",
    entityId: id,
    before,
    after: {
      outcome,
      review: after.status,
      version: after.versionStatus,
      stage: after.stages.find(({ state }) => state === "current")?.id ?? null,
      round: seen.round,
      model: version.name,
      number: version.number,
      packHash,
      method,
      ...(onBehalfOf ? { onBehalfOf: onBehalfOf.id } : {}),
      ...(conditions.length > 0 ? { conditions: conditions.map((one) => one.id) } : {}),
    },
    why: comment,
  });
  return answerOf(after, { outcome, stage: stage.id, at: now.toISOString(), recorded: "now" });
}

async function refuseStale(
  tx: Transaction,
  { pack }: ReviewRecord,
  workspaceId: string,
): Promise<void> {
  const stale = await standing(tx, workspaceId, pack);
  if (stale.length > 0)
    throw new PenstockError(
      "conflict",
      `What this review stands on has changed since its evidence was frozen, so nothing is decided on it: ${stale.map(({ sentence }) => sentence).join(" ")} Begin the next round first.`,
      { stale },
    );
}

/** How the review ends with the decision that was just written, or null: the stage goes on, or the next one begins. */
async function whatFollows(
  tx: Transaction,
  actor: Actor,
  { id, pack, workspaceId }: ReviewRecord,
  outcome: Input["outcome"],
  now: Date,
): Promise<"approved" | "rejected" | "changes-requested" | null> {
  if (outcome === "rejected" || outcome === "changes-requested") return outcome;
  const { stages, stage: index } = await readReview(tx, workspaceId, id);
  // Who has decided or stepped back has nothing more to do, whoever else is asked.
  await settleNotices(tx, id, outcome === "recused" ? "You stepped back." : "You decided.", [
    actor.userId,
  ]);
  if (!isComplete(stages[index]!)) return null;
  // A stage after this one has decided already where the review had to come back to this one.
  const next = stages.findIndex((stage, at) => at > index && !isComplete(stage));
  if (next >= 0) {
    const { document } = pack.policy;
    await tx
      .update(review)
      .set(stageClock(document, next, now))
      .where(eq(review.id, id));
    await settleNotices(tx, id, `'${stages[index]!.title}' was decided: ${actor.name}.`);
    await tellDeciders(tx, workspaceId, id);
    return null;
  }
  const missing = unmet(await requirementsOf(tx, pack, now));
  if (missing.length === 0) return "approved";
  // Who steps back must not be held: the stage stays open until the evidence is there.
  if (outcome === "recused") return null;
  throw new PenstockError(
    "conflict",
    `The policy for tier ${pack.policy.tier} asks for evidence that is not there yet: ${missing.map(({ title, state, why }) => `${title} (${state}): ${why}`).join(" ")}`,
    { unmet: missing },
  );
}

function answerOf(
  { id, status, round, stages, versionStatus, pack }: ReviewRecord,
  {
    outcome,
    stage: decidedAt,
    at,
    recorded: when,
  }: { outcome: Input["outcome"]; stage: string; at: string; recorded: "now" | "already" },
) {
  return {
    id,
    outcome,
    /** `already`: the same decision was made before, and this request changed nothing. */
    recorded: when,
    /** The stage that was decided, by its id and its title. */
    stage: { id: decidedAt, title: stages.find(({ id: one }) => one === decidedAt)!.title },
    decidedAt: at,
    review: {
      status,
      round,
      /** The stage that is at work now; null when the review is closed. */
      stage: stages.find(({ state }) => state === "current")?.title ?? null,
    },
    model: { name: pack.model.name, version: pack.model.version, status: versionStatus },
  };
}
