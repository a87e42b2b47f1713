import { asc, eq, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Transaction } from "../../db/client.ts";
import { user } from "../../db/schema/auth.ts";
import { waiver } from "../../db/schema/governance.ts";
import { reviewPack } from "../../db/schema/models.ts";
import { waivedFinding } from "../approvals/waivers-of.ts";
import { authorize, type Ctx } from "../context.ts";
import { readFindings } from "../findings/read-findings.ts";
import { iso } from "../iso.ts";
import type { Person } from "../person.ts";
import { unmet } from "../policies/check-requirements.ts";
import type { ReviewStatus } from "./list.ts";
import { mayDecide, mayDecideStage } from "./may-decide.ts";
import { packChanges, type Change } from "./pack-changes.ts";
import { readPack } from "./read-pack.ts";
import { readReview, type ReviewDecision, type ReviewRecord } from "./read-review.ts";
import { lastApproved, requirementsOf } from "./requirements.ts";
import { meaningOf } from "./signature.ts";
import type { Outcome } from "./stages.ts";
import { standing } from "./standing.ts";

/** A round before this one: what was decided in it stays shown and does not count any more. */
export interface EarlierRound {
  round: number;
  packHash: string;
  frozenBy: Person;
  frozenAt: string;
  /** Why the round after it was begun. */
  endedBecause: string;
  decisions: ReviewDecision[];
}

/** Another review or version that this one is compared with. */
export interface Compared {
  reviewId: string;
  version: number;
  status: ReviewStatus;
  packHash: string;
  decidedAt: string | null;
  /** What was said when it was closed. */
  comment: string | null;
  /** In what this pack differs from that one. */
  changes: Change[];
}

/**
 * All that a review's page shows: the frozen pack, where its stages stand and who may decide, what the policy asks and
 * whether it is there, what has changed since, earlier rounds and reviews, findings and waivers.
 */
export async function get(ctx: Ctx, { id }: { id: string }, now = new Date()) {
  authorize(ctx, "workspace.read");
  const { workspaceId } = ctx.actor;
  return ctx.db.transaction(
    async (tx) => {
      const record = await readReview(tx, workspaceId, id);
      const { pack, people: _people, ...review } = record;
      const isOpen = record.status === "open";
      const stale = isOpen ? await standing(tx, workspaceId, pack) : [];
      // What is closed is judged as of its decision, whatever has come since.
      const at = isOpen || record.decidedAt === null ? now : new Date(record.decidedAt);
      const requirements = await requirementsOf(tx, pack, at);
      return {
        ...review,
        title: pack.title,
        instructions: pack.instructions,
        intendedUse: pack.intendedUse,
        model: { ...pack.model, status: record.versionStatus },
        metrics: pack.metrics,
        lineage: pack.lineage,
        /** The frozen items. */
        evidence: pack.items,
        data: pack.data,
        environment: pack.environment,
        planHash: pack.plan.hash,
        onnx: pack.onnx,
        risk: pack.risk,
        policy: pack.policy,
        documentation: pack.documentation,
        suspensions: pack.suspensions,
        /** The stage that is at work; null when the review is closed. */
        currentStage: record.stages.find(({ state }) => state === "current") ?? null,
        /** What deciding now would mean, in the words that are signed; null when it is closed. */
        meanings: meaningsOf(record),
        isOverdue: isOpen && record.dueAt !== null && new Date(record.dueAt) < now,
        requirements,
        /** Required ones that stand in the way of an approval. */
        unmet: unmet(requirements),
        /** What has changed since the pack was frozen: until the next round nobody decides. */
        stale,
        findings: await readFindings(
          tx,
          workspaceId,
          sql`(f.review_id = ${id} or v.model_id = ${record.modelId} and f.closed_at is null)`,
          now,
        ),
        waivers: await waiversOf(tx, record.versionId, now),
        earlierRounds: await earlierRounds(tx, record),
        previous: record.previousId ? await comparedWith(tx, record, record.previousId) : null,
        approvedLast: await approvedLast(tx, record, at),
        ...whoMay(ctx, record, stale),
      };
    },
    { isolationLevel: "repeatable read", accessMode: "read only" },
  );
}

function whoMay({ actor }: Ctx, record: ReviewRecord, stale: readonly Change[]) {
  const may = mayDecide(actor, {
    status: record.status,
    authorId: record.author.id,
    startedById: record.startedBy.id,
    makers: record.makers,
  });
  const isMaker = record.author.id === actor.userId || record.openedBy?.id === actor.userId;
  return {
    /** Whether whoever asks may decide now; `why` says why not. */
    ...(!may.canDecide
      ? may
      : stale.length > 0
        ? { canDecide: false, why: STALE }
        : mayDecideStage(actor, record.stages)),
    canWithdraw: record.status === "open" && isMaker,
  };
}

function meaningsOf({ stages, pack, packHash }: ReviewRecord): Record<Outcome, string> | null {
  const stage = stages.find(({ state }) => state === "current");
  if (!stage) return null;
  const of = (outcome: Outcome) => meaningOf(outcome, pack, stage, packHash);
  return {
    approved: of("approved"),
    rejected: of("rejected"),
    "changes-requested": of("changes-requested"),
    recused: of("recused"),
  };
}

const STALE =
  "What this review stands on has changed since its evidence was frozen: begin the next round first.";

async function waiversOf(tx: Transaction, modelVersionId: string, now: Date) {
  const asker = alias(user, "asker");
  const approver = alias(user, "approver");
  const rows = await tx
    .select({
      row: waiver,
      finding: waivedFinding(waiver.scope),
      requestedBy: { id: asker.id, name: asker.name },
      approvedBy: { id: approver.id, name: approver.name },
    })
    .from(waiver)
    .innerJoin(asker, eq(asker.id, waiver.requestedBy))
    .leftJoin(approver, eq(approver.id, waiver.approvedBy))
    .where(eq(waiver.modelVersionId, modelVersionId))
    .orderBy(asc(waiver.requestedAt));
  return rows.map(({ row, ...rest }) => ({ ...row, ...rest, hasEnded: row.expiresAt <= now }));
}

async function earlierRounds(tx: Transaction, record: ReviewRecord): Promise<EarlierRound[]> {
  if (record.round === 1) return [];
  const packs = await tx
    .select({
      round: reviewPack.round,
      packHash: reviewPack.packHash,
      frozenBy: { id: user.id, name: user.name },
      frozenAt: reviewPack.frozenAt,
      reason: reviewPack.reason,
    })
    .from(reviewPack)
    .innerJoin(user, eq(user.id, reviewPack.frozenBy))
    .where(eq(reviewPack.reviewId, record.id))
    .orderBy(asc(reviewPack.round));
  return packs.slice(0, -1).map(({ reason: _why, frozenAt, ...pack }, index) => ({
    ...pack,
    frozenAt: frozenAt.toISOString(),
    endedBecause: packs[index + 1]!.reason,
    decisions: record.decisions.filter(({ round }) => round === pack.round),
  }));
}

interface ComparedRow extends Record<string, unknown> {
  reviewId: string;
  version: number;
  status: ReviewStatus;
  packHash: string;
  decidedAt: string | null;
  comment: string | null;
  evidence: Parameters<typeof readPack>[0];
}

async function comparedWith(
  tx: Transaction,
  { pack }: ReviewRecord,
  reviewId: string,
): Promise<Compared | null> {
  const [row] = await tx.execute<ComparedRow>(sql`
    select r.id as "reviewId", v.number as version, r.status, r.pack_hash as "packHash", r.evidence,
      ${iso("r.decided_at")} as "decidedAt",
      (select d.comment from review_decision d where d.review_id = r.id and d.outcome = r.status
        order by d.decided_at desc limit 1) as comment
    from review r join model_version v on v.id = r.model_version_id where r.id = ${reviewId}
  `);
  if (!row) return null;
  const { evidence, ...compared } = row;
  return { ...compared, changes: packChanges(readPack(evidence), pack) };
}

/** The version that was in use at a moment, or approved last by then, and the review that had approved it. */
async function approvedLast(tx: Transaction, record: ReviewRecord, at: Date) {
  const last = await lastApproved(tx, record.versionId, at);
  if (!last) return null;
  const [found] = await tx.execute<{ id: string }>(sql`
    select id from review where model_version_id = ${last.id} and status = 'approved'
      and decided_at < ${at.toISOString()}::timestamptz order by decided_at desc limit 1
  `);
  const compared = found ? await comparedWith(tx, record, found.id) : null;
  return compared && { ...last, ...compared };
}
