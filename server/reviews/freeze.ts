import { createHash } from "node:crypto";
import { and, asc, eq, isNull, sql } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";
import { user } from "../../db/schema/auth.ts";
import { attachedEvidence, suspension } from "../../db/schema/governance.ts";
import { model, modelVersion } from "../../db/schema/models.ts";
import type { JsonObject } from "../../workflows/core/json.ts";
import type { EvidenceItem } from "../../workflows/core/step-context.ts";
import { falseEvidence } from "../approvals/false-evidence.ts";
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
import { noModelVersion } from "../models/find.ts";

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
): Promise<{ pack: EvidencePack; evidence: JsonObject; packHash: string }> {
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
      makers: modelVersion.makers,
      runId: modelVersion.runId,
      createdAt: modelVersion.createdAt,
    })
    .from(modelVersion)
    .innerJoin(model, eq(model.id, modelVersion.modelId))
    .where(and(eq(modelVersion.id, modelVersionId), eq(model.workspaceId, workspaceId)));
  if (!version) throw noModelVersion(modelVersionId);
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
      ...(await fromSteps(tx, workspaceId, items, version)),
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
  const evidence = JSON.parse(JSON.stringify(pack)) as JsonObject;
  return { pack, evidence, packHash: hashPack(evidence) };
}

async function riskOf(tx: Transaction, modelId: string) {
  const { tier, assessment, override } = await tierOf(tx, modelId);
  const risk: PackRisk | null = assessment && {
    assessment: assessment.id,
    number: assessment.number,
    questionnaire: assessment.questionnaire,
    tier,
    override,
    factsHash: assessment.factsHash,
  };
  return { tier, risk };
}

/** Without what has been declared false since. */
async function fromSteps(
  tx: Transaction,
  workspaceId: string,
  items: readonly EvidenceItem[],
  version: { runId: string; createdAt: Date },
): Promise<PackItem[]> {
  const hashes = items.map(({ hash }) => hash);
  const made = await madeAt(tx, workspaceId, version.runId, hashes);
  const isFalse = await falseEvidence(tx, workspaceId, hashes);
  const good = items.filter(({ hash }) => !isFalse.has(hash));
  return good.map(({ title, type, hash, meta }) => ({
    title,
    type,
    hash,
    meta,
    by: "step",
    at: (made.get(hash) ?? version.createdAt).toISOString(),
    attached: null,
  }));
}

/**
 * When each content was made last for a run, in its sub-pipelines or by the run whose result it reused: the same content may
 * have been kept long before. A step makes what it gives and was not given; what a `control` step gives others have made.
 */
async function madeAt(
  tx: Transaction,
  workspaceId: string,
  runId: string,
  hashes: readonly string[],
): Promise<Map<string, Date>> {
  if (hashes.length === 0) return new Map();
  const rows = await tx.execute<{ hash: string; at: string }>(sql`
    with recursive family as (
      select ${runId}::text as id
      union all select r.id from run r join family f on r.parent_run_id = f.id
    ), given as materialized (
      select o.value ->> 'hash' as hash, s.kind, coalesce(s.cached_from, s.run_id) as run_id
      from family f join step_run s on s.run_id = f.id
      cross join lateral jsonb_each(s.outputs) o
      where s.status = 'done' and s.kind not like 'control.%' and o.value ->> 'hash' in ${hashes}
        and strpos(coalesce(s.inputs::text, ''), o.value ->> 'hash') = 0
    )
    select a.hash, to_jsonb(greatest(a.created_at, (
      select max(s.finished_at) from given g join step_run s on s.run_id = g.run_id and s.kind = g.kind
      where g.hash = a.hash and s.status = 'done' and not s.cached and strpos(s.outputs::text, a.hash) > 0
    ))) #>> '{}' as at
    from artifact a where a.workspace_id = ${workspaceId} and a.hash in ${hashes}
  `);
  return new Map(rows.map(({ hash, at }) => [hash, new Date(at)]));
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
