import { createHash } from "node:crypto";
import { and, asc, eq, inArray, isNull, sql } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";
import { user } from "../../db/schema/auth.ts";
import { attachedEvidence, suspension } from "../../db/schema/governance.ts";
import { model, modelVersion } from "../../db/schema/models.ts";
import { artifact } from "../../db/schema/runs.ts";
import type { JsonRecord } from "../../db/types.ts";
import type { EvidenceItem } from "../../workflows/core/step-context.ts";
import { falseEvidence } from "../approvals/false-evidence.ts";
import { PenstockError } from "../errors.ts";
import type { Lineage } from "../models/lineage.ts";
import { policyFor } from "../policies/policy-for.ts";
import { tierOf } from "../risk/tier-of.ts";
import {
  hashPack,
  type EvidencePack,
  type PackItem,
  type PackRisk,
  type PackSection,
} from "./pack.ts";

/** What a pack says besides what the database knows. */
export interface PackInput {
  modelVersionId: string;
  workspaceId: string;
  round: number;
  title: string;
  instructions: string;
  /** What the steps of the run made. */
  items: readonly EvidenceItem[];
}

/** The evidence of a model version as it stands at this moment, as JSON, and its hash. */
export async function freeze(
  tx: Transaction,
  { modelVersionId, workspaceId, round, title, instructions, items }: PackInput,
): Promise<{ pack: EvidencePack; evidence: JsonRecord; packHash: string }> {
  const [version] = await tx
    .select({
      id: modelVersion.id,
      modelId: modelVersion.modelId,
      name: model.name,
      number: modelVersion.number,
      hash: modelVersion.hash,
      metrics: modelVersion.metrics,
      lineage: modelVersion.lineage,
      intendedUse: modelVersion.intendedUse,
      makers: sql<
        string[]
      >`array[${modelVersion.author}, ${modelVersion.startedBy}, ${modelVersion.trainedBy}]`,
      createdAt: modelVersion.createdAt,
    })
    .from(modelVersion)
    .innerJoin(model, eq(model.id, modelVersion.modelId))
    .where(and(eq(modelVersion.id, modelVersionId), eq(model.workspaceId, workspaceId)));
  if (!version)
    throw new PenstockError(
      "not-found",
      `There is no model version '${modelVersionId}' in this workspace.`,
    );
  const { tier, risk } = await riskOf(tx, version.modelId);
  const lineage = version.lineage as unknown as Lineage;
  const pack: EvidencePack = {
    format: 2,
    round,
    model: { id: version.id, name: version.name, version: version.number, hash: version.hash },
    title,
    instructions,
    intendedUse: version.intendedUse,
    metrics: version.metrics,
    lineage,
    items: [
      ...(await fromSteps(tx, workspaceId, items, version.createdAt)),
      ...(await byHand(tx, modelVersionId, version.makers)),
    ],
    plan: { hash: lineage.planHash },
    data: lineage.data,
    environment: lineage.environment,
    onnx: version.hash,
    risk,
    policy: await policyFor(tx, workspaceId, tier),
    documentation: await sectionsOf(tx, modelVersionId),
    suspensions: await tx
      .select({ id: suspension.id, cause: suspension.cause, reason: suspension.reason })
      .from(suspension)
      .where(and(eq(suspension.modelVersionId, modelVersionId), isNull(suspension.liftedAt)))
      .orderBy(asc(suspension.suspendedAt), asc(suspension.id)),
  };
  const evidence = JSON.parse(JSON.stringify(pack)) as JsonRecord;
  return { pack, evidence, packHash: hashPack(evidence) };
}

async function riskOf(tx: Transaction, modelId: string) {
  const { tier, assessment } = await tierOf(tx, modelId);
  const risk: PackRisk | null = assessment && {
    assessment: assessment.id,
    number: assessment.number,
    questionnaire: assessment.questionnaire,
    tier,
    factsHash: assessment.factsHash,
  };
  return { tier, risk };
}

/** Without what has been declared false since. */
async function fromSteps(
  tx: Transaction,
  workspaceId: string,
  items: readonly EvidenceItem[],
  otherwise: Date,
): Promise<PackItem[]> {
  const hashes = items.map(({ hash }) => hash);
  const made = new Map(
    hashes.length === 0
      ? []
      : (
          await tx
            .select({ hash: artifact.hash, at: artifact.createdAt })
            .from(artifact)
            .where(and(eq(artifact.workspaceId, workspaceId), inArray(artifact.hash, hashes)))
        ).map(({ hash, at }) => [hash, at] as const),
  );
  const isFalse = await falseEvidence(tx, workspaceId, hashes);
  const good = items.filter(({ hash }) => !isFalse.has(hash));
  return good.map(({ title, type, hash, meta }) => ({
    title,
    type,
    hash,
    meta,
    by: "step",
    at: (made.get(hash) ?? otherwise).toISOString(),
    attached: null,
  }));
}

async function byHand(
  tx: Transaction,
  modelVersionId: string,
  makers: readonly string[],
): Promise<PackItem[]> {
  const rows = await tx
    .select({ row: attachedEvidence, person: { id: user.id, name: user.name } })
    .from(attachedEvidence)
    .innerJoin(user, eq(user.id, attachedEvidence.attachedBy))
    .where(
      and(
        eq(attachedEvidence.modelVersionId, modelVersionId),
        isNull(attachedEvidence.withdrawnAt),
      ),
    )
    .orderBy(asc(attachedEvidence.attachedAt), asc(attachedEvidence.id));
  return rows.map(({ row, person }) => ({
    title: row.title,
    type: "artifact",
    hash: row.hash,
    meta: { requirement: row.requirement, value: row.value ?? null, fileName: row.fileName },
    by: "hand",
    at: row.attachedAt.toISOString(),
    attached: {
      id: row.id,
      note: row.note,
      person,
      own: makers.includes(person.id),
    },
  }));
}

async function sectionsOf(tx: Transaction, modelVersionId: string): Promise<PackSection[]> {
  const rows = await tx.execute<{
    section: string;
    number: number;
    body: string;
    signed: boolean;
    authorId: string;
    authorName: string;
  }>(sql`
    select distinct on (s.section collate "C") s.section, s.number, s.body, s.signed, u.id as "authorId", u.name as "authorName"
    from document_section s join "user" u on u.id = s.author
    where s.model_version_id = ${modelVersionId}
    order by s.section collate "C", s.number desc
  `);
  return rows.map(({ section, number, body, signed, authorId, authorName }) => ({
    section,
    number,
    hash: createHash("sha256").update(body).digest("hex"),
    signedBy: signed ? { id: authorId, name: authorName } : null,
  }));
}
