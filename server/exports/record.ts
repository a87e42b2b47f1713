import { and, asc, desc, eq, inArray, or, sql } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";
import { audit } from "../../db/schema/audit.ts";
import { user } from "../../db/schema/auth.ts";
import {
  auditLink,
  auditSeal,
  documentSection,
  finding,
  modelEvent,
  reviewComment,
  reviewDelegation,
  suspension,
  waiver,
} from "../../db/schema/governance.ts";
import { model, modelVersion, review, reviewDecision, reviewPack } from "../../db/schema/models.ts";
import { GENESIS } from "../audit-log/chain.ts";
import type { Ctx } from "../context.ts";
import { noReview } from "../reviews/find.ts";

/** All that is kept about a review and the version it is of, row by row as it stands at one moment. */
export async function reviewRecord({ db, actor }: Ctx, id: string) {
  return db.transaction((tx) => read(tx, actor.workspaceId, id), {
    isolationLevel: "repeatable read",
    accessMode: "read only",
  });
}

async function read(tx: Transaction, workspaceId: string, id: string) {
  const [found] = await tx
    .select({ review, version: modelVersion, model })
    .from(review)
    .innerJoin(modelVersion, eq(modelVersion.id, review.modelVersionId))
    .innerJoin(model, eq(model.id, modelVersion.modelId))
    .where(and(eq(review.id, id), eq(review.workspaceId, workspaceId)));
  if (!found) throw noReview(id);
  const { evidence, ...row } = found.review;
  const versionId = found.version.id;
  const frozen = await tx
    .select()
    .from(reviewPack)
    .where(eq(reviewPack.reviewId, id))
    .orderBy(asc(reviewPack.round));
  const packs = frozen.map(({ evidence: pack, ...one }) => ({ ...one, pack }));
  const record = {
    review: row,
    version: { ...found.version, model: found.model.name, description: found.model.description },
    packs: packs.length > 0 ? packs : [onlyPack(row, evidence)],
    decisions: await tx
      .select()
      .from(reviewDecision)
      .where(eq(reviewDecision.reviewId, id))
      .orderBy(asc(reviewDecision.decidedAt)),
    delegations: await tx
      .select()
      .from(reviewDelegation)
      .where(eq(reviewDelegation.reviewId, id))
      .orderBy(asc(reviewDelegation.createdAt)),
    findings: await tx
      .select()
      .from(finding)
      .where(eq(finding.modelVersionId, versionId))
      .orderBy(asc(finding.raisedAt), asc(finding.number)),
    waivers: await tx
      .select()
      .from(waiver)
      .where(eq(waiver.modelVersionId, versionId))
      .orderBy(asc(waiver.requestedAt)),
    suspensions: await tx
      .select()
      .from(suspension)
      .where(eq(suspension.modelVersionId, versionId))
      .orderBy(asc(suspension.suspendedAt)),
    events: await tx
      .select()
      .from(modelEvent)
      .where(eq(modelEvent.modelVersionId, versionId))
      .orderBy(asc(modelEvent.at)),
    documentation: await tx
      .select()
      .from(documentSection)
      .where(eq(documentSection.modelVersionId, versionId))
      .orderBy(asc(documentSection.section), asc(documentSection.number)),
    comments: await tx
      .select()
      .from(reviewComment)
      .where(eq(reviewComment.reviewId, id))
      .orderBy(asc(reviewComment.createdAt)),
    audit: await auditOf(tx, workspaceId, { review: id, version: versionId }),
  };
  return { ...record, people: await peopleIn(tx, record) };
}

/** The pack of a review that was opened before each round's pack was kept. */
function onlyPack(
  {
    id,
    workspaceId,
    round,
    packHash,
    startedBy,
    openedAt,
  }: Omit<typeof review.$inferSelect, "evidence">,
  pack: (typeof review.$inferSelect)["evidence"],
) {
  return {
    reviewId: id,
    workspaceId,
    round,
    pack,
    packHash,
    reason: "",
    frozenBy: startedBy,
    frozenAt: openedAt,
  };
}

/** Entries of the audit log, each with the text that its hash was made of and the hash it stands on, and the newest seal. */
async function auditOf(
  tx: Transaction,
  workspaceId: string,
  ids: { review: string; version: string },
) {
  const entries = await tx
    .select({
      seq: auditLink.seq,
      prev: sql<string>`coalesce((select before.hash from ${auditLink} before
        where before.workspace_id = ${workspaceId} and before.seq = ${auditLink.seq} - 1), ${GENESIS})`,
      content: sql<string>`audit_content(${audit}, ${auditLink.seq})`,
      hash: auditLink.hash,
    })
    .from(audit)
    .innerJoin(auditLink, eq(auditLink.auditId, audit.id))
    .where(
      and(
        eq(audit.workspaceId, workspaceId),
        or(
          and(eq(audit.entity, "review"), eq(audit.entityId, ids.review)),
          and(eq(audit.entity, "model-version"), eq(audit.entityId, ids.version)),
        ),
      ),
    )
    .orderBy(asc(auditLink.seq));
  const [seal] = await tx
    .select()
    .from(auditSeal)
    .where(eq(auditSeal.workspaceId, workspaceId))
    .orderBy(desc(auditSeal.seq))
    .limit(1);
  return { entries, seal: seal ?? null };
}

const PERSON_KEYS = new Set(
  "actorId approvedBy assignee attachedBy author closedBy frozenBy fromUser liftedBy makers onBehalfOf openedBy owner raisedBy reportedBy requestedBy signedBy startedBy suspendedBy toUser userId".split(
    " ",
  ),
);

/** The names of all who are named by their id in these rows. */
async function peopleIn(tx: Transaction, record: object): Promise<Record<string, string>> {
  const ids = new Set<string>();
  JSON.stringify(record, (key, value: unknown) => {
    if (PERSON_KEYS.has(key))
      for (const id of [value].flat()) if (typeof id === "string") ids.add(id);
    return value;
  });
  const rows = await tx
    .select({ id: user.id, name: user.name })
    .from(user)
    .where(inArray(user.id, [...ids]));
  return Object.fromEntries(rows.map(({ id, name }) => [id, name]));
}
