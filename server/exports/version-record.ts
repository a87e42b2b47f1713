import { and, asc, eq, inArray, isNull, sql } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";
import { user, workspace } from "../../db/schema/auth.ts";
import { dataset } from "../../db/schema/datasets.ts";
import { finding, suspension, waiver } from "../../db/schema/governance.ts";
import { model, modelVersion, review, reviewDecision } from "../../db/schema/models.ts";
import type { Evaluation } from "../../workflows/core/contents/evaluation.ts";
import type { ModelInfo } from "../../workflows/core/contents/model-info.ts";
import { lockedPackages } from "../../workflows/python/lock-files.ts";
import { ofWaivedFinding } from "../approvals/waivers-of.ts";
import type { Ctx } from "../context.ts";
import { get as getDocumentation } from "../documentation/get.ts";
import type { Lineage } from "../models/lineage.ts";
import { tierOf } from "../risk/tier-of.ts";
import { noVersion } from "../models/find.ts";

/** What a model card and a bill of materials say about a version, as the record has it at this moment. */
export async function versionRecord(ctx: Ctx, { name, number }: { name: string; number: number }) {
  const { db, actor, artifacts } = ctx;
  const record = await db.transaction((tx) => read(tx, actor.workspaceId, name, number));
  const { evaluationHash } = record.version;
  const evaluation =
    evaluationHash && (await artifacts.has(evaluationHash))
      ? await artifacts.json<Evaluation>(evaluationHash)
      : null;
  const { environment } = record.lineage;
  const { sections } = await getDocumentation(ctx, { modelVersionId: record.version.id });
  return {
    ...record,
    documentation: sections,
    /** Null where the content is not in the store any more. */
    evaluation,
    /** What the lock file of its environment may install; empty when that was another Penstock's. */
    locked: (environment === null ? null : lockedPackages(environment)) ?? [],
  };
}

export type VersionRecord = Awaited<ReturnType<typeof versionRecord>>;

async function read(tx: Transaction, workspaceId: string, name: string, number: number) {
  const [found] = await tx
    .select({
      version: modelVersion,
      model: { id: model.id, name: model.name, description: model.description },
      workspace: workspace.name,
      author: user.name,
    })
    .from(modelVersion)
    .innerJoin(model, eq(model.id, modelVersion.modelId))
    .innerJoin(workspace, eq(workspace.id, model.workspaceId))
    .innerJoin(user, eq(user.id, modelVersion.author))
    .where(
      and(
        eq(model.workspaceId, workspaceId),
        eq(model.name, name),
        eq(modelVersion.number, number),
      ),
    );
  if (!found) throw noVersion(name, number);
  const { version } = found;
  const lineage = version.lineage as unknown as Lineage;
  const { tier, assessment } = await tierOf(tx, found.model.id);
  return {
    ...found,
    lineage,
    /** The trainer's description; whatever it does not say is absent. */
    info: version.signature as unknown as Partial<ModelInfo>,
    tier,
    assessedAt: assessment?.at ?? null,
    datasets: await datasetsOf(tx, workspaceId, lineage),
    decisions: await tx
      .select({
        review: review.id,
        outcome: reviewDecision.outcome,
        by: user.name,
        function: reviewDecision.function,
        comment: reviewDecision.comment,
        packHash: reviewDecision.packHash,
        at: reviewDecision.decidedAt,
      })
      .from(reviewDecision)
      .innerJoin(review, eq(review.id, reviewDecision.reviewId))
      .innerJoin(user, eq(user.id, reviewDecision.userId))
      .where(eq(review.modelVersionId, version.id))
      .orderBy(asc(reviewDecision.decidedAt)),
    findings: await tx
      .select({
        title: finding.title,
        severity: finding.severity,
        condition: finding.condition,
        remedy: finding.remedy,
        dueAt: finding.dueAt,
      })
      .from(finding)
      .where(and(eq(finding.modelVersionId, version.id), isNull(finding.closedAt)))
      .orderBy(asc(finding.raisedAt)),
    waivers: await tx
      .select({
        /** Of a finding its number and title, of a requirement its id. */
        scope: sql<string>`coalesce(
          ${ofWaivedFinding(sql`waiver.scope`, sql`'F' || f.number || ' (' || f.title || ')'`)}, waiver.scope)`,
        reason: waiver.reason,
        expiresAt: waiver.expiresAt,
      })
      .from(waiver)
      .where(
        and(
          eq(waiver.modelVersionId, version.id),
          isNull(waiver.revokedAt),
          sql`${waiver.approvedAt} is not null and ${waiver.expiresAt} > now()`,
        ),
      )
      .orderBy(asc(waiver.requestedAt)),
    suspensions: await tx
      .select({ reason: suspension.reason, since: suspension.suspendedAt })
      .from(suspension)
      .where(and(eq(suspension.modelVersionId, version.id), isNull(suspension.liftedAt)))
      .orderBy(asc(suspension.suspendedAt)),
  };
}

/** What is registered about the datasets among its data, by name. */
async function datasetsOf(tx: Transaction, workspaceId: string, { data }: Lineage) {
  const rows = await tx
    .select({
      name: dataset.name,
      description: dataset.description,
      purpose: dataset.purpose,
      licence: dataset.licence,
      classification: dataset.classification,
      personalData: dataset.personalData,
      owner: user.name,
    })
    .from(dataset)
    .innerJoin(user, eq(user.id, dataset.owner))
    .where(
      and(
        eq(dataset.workspaceId, workspaceId),
        inArray(
          dataset.name,
          data.map(({ name }) => name),
        ),
      ),
    );
  return new Map(rows.map((row) => [row.name, row]));
}
