import { sql } from "drizzle-orm";
import type { Database, Transaction } from "../../db/client.ts";
import type { Tier } from "../../db/schema/tiers.ts";
import { evaluationFacts, type EvaluationFacts } from "../../workflows/core/evaluation-facts.ts";
import type { Interval } from "../../workflows/core/contents/evaluation.ts";
import { isPlainObject, type Json, type JsonObject } from "../../workflows/core/json.ts";
import type { RunPlan } from "../../workflows/core/plan.ts";
import type { Artifacts } from "../artifacts.ts";
import type { Lineage } from "../models/lineage.ts";
import type { Person } from "../person.ts";
import { policyFor, type PolicyInForce } from "../policies/policy-for.ts";
import { noModelVersion } from "../models/find.ts";

/** What Penstock itself knows of a model version; each section of its documentation begins with a part of it. */
export interface ModelRecord {
  model: string;
  version: number;
  status: string;
  description: string;
  intendedUse: string;
  createdAt: string;
  author: Person;
  startedBy: Person;
  /** The trainer's description: task, inputs, hyperparameters. */
  info: JsonObject;
  metrics: Record<string, number | null>;
  lineage: Lineage;
  evaluation: {
    rows: number;
    facts: EvaluationFacts;
    intervals: Record<string, Interval | null>;
  } | null;
  steps: { id: string; kind: string; title: string; config: JsonObject }[];
  datasets: DatasetFacts[];
  risk: {
    tier: Tier;
    number: number;
    by: string;
    at: string;
    /** Where the tier is another than the matrix gives. */
    override: { matrix: Tier; reason: string; askedBy: string; agreedBy: string } | null;
    /** By question of the questionnaire. */
    answers: Record<string, { value: string }>;
  } | null;
  policy: PolicyInForce;
  /** The version of the same model that was approved before this one came. */
  before: {
    number: number;
    metrics: Record<string, number | null>;
    lineage: Lineage;
    approvedAt: string | null;
  } | null;
  endpoints: { name: string; current: boolean }[];
  /** What happened to it, the oldest first. */
  events: { at: string; what: string; by: string | null }[];
}

interface DatasetFacts {
  name: string;
  owner: string;
  description: string;
  purpose: string;
  licence: string;
  classification: string;
  personalData: boolean;
}

interface Row extends Record<string, unknown>, Omit<ModelRecord, "evaluation" | "policy"> {
  evaluationHash: string | null;
  plan: Partial<RunPlan> | null;
}

/**
 * Reads what is known of a version.
 * @throws PenstockError `not-found`
 */
export async function readRecord(
  db: Database | Transaction,
  artifacts: Artifacts,
  workspaceId: string,
  modelVersionId: string,
): Promise<ModelRecord> {
  const [row] = await db.execute<Row>(sql`
    select m.name as model, v.number as version, v.status, m.description, v.intended_use as "intendedUse",
      to_jsonb(v.created_at) #>> '{}' as "createdAt", v.signature as info, v.metrics, v.lineage, r.plan,
      v.evaluation_hash as "evaluationHash",
      jsonb_build_object('id', a.id, 'name', a.name) as author,
      jsonb_build_object('id', s.id, 'name', s.name) as "startedBy",
      coalesce((select jsonb_agg(jsonb_build_object('name', d.name, 'owner', o.name, 'description', d.description,
        'purpose', d.purpose, 'licence', d.licence, 'classification', d.classification, 'personalData', d.personal_data) order by d.name)
        from dataset d join "user" o on o.id = d.owner where d.workspace_id = m.workspace_id
          and d.name in (select x ->> 'name' from jsonb_array_elements(v.lineage -> 'data') x where x ->> 'version' is not null)), '[]') as datasets,
      (select jsonb_build_object('tier', coalesce(x.tier, q.tier), 'number', q.number, 'answers', q.answers, 'by', u.name, 'at', q.created_at,
          'override', case when x.id is not null then jsonb_build_object('matrix', q.tier, 'reason', x.reason, 'askedBy', xa.name, 'agreedBy', xb.name) end)
        from risk_assessment q join "user" u on u.id = q.author
        left join risk_override x on x.assessment_id = q.id and x.agreed
        left join "user" xa on xa.id = x.requested_by left join "user" xb on xb.id = x.decided_by
        where q.model_id = m.id order by q.number desc, x.decided_at desc nulls last limit 1) as risk,
      (select jsonb_build_object('number', b.number, 'metrics', b.metrics, 'lineage', b.lineage, 'approvedAt',
          (select max(w.decided_at) from review w where w.model_version_id = b.id and w.status = 'approved'))
        from model_version b where b.model_id = m.id and b.number < v.number
          and b.status in ('approved', 'suspended', 'retired') order by b.number desc limit 1) as before,
      coalesce((select jsonb_agg(distinct jsonb_build_object('name', d.name, 'current', d.revision = dr.number))
        from deployment_revision dr join deployment d on d.id = dr.deployment_id where dr.model_version_id = v.id), '[]') as endpoints,
      coalesce((select jsonb_agg(jsonb_build_object('at', e.at, 'what', e.what, 'by', e.by) order by e.at) from (
        select v.created_at as at, 'Registered by the run ' || v.run_id as what, s.name as by
        union all select d.decided_at, 'Review: ' || replace(d.outcome, '-', ' '), u.name
          from review w join review_decision d on d.review_id = w.id join "user" u on u.id = d.user_id where w.model_version_id = v.id
        union all select dr.created_at, 'Put into service as ' || d.name || ', revision ' || dr.number, null
          from deployment_revision dr join deployment d on d.id = dr.deployment_id where dr.model_version_id = v.id
        union all select x.suspended_at, 'Approval suspended: ' || x.reason, null from suspension x where x.model_version_id = v.id
      ) e), '[]') as events
    from model_version v
    join model m on m.id = v.model_id
    join run r on r.id = v.run_id
    join "user" a on a.id = v.author
    join "user" s on s.id = v.started_by
    where v.id = ${modelVersionId} and m.workspace_id = ${workspaceId}
  `);
  if (!row) throw noModelVersion(modelVersionId);
  const { evaluationHash, plan, ...rest } = row;
  return {
    ...rest,
    info: isPlainObject(row.info) ? row.info : {},
    steps: (plan?.nodes ?? [])
      .flatMap((node) => [node, ...(node.map?.body ?? [])])
      .map(({ id, kind, title, config }) => ({ id, kind, title, config })),
    evaluation: await readEvaluation(artifacts, evaluationHash),
    policy: await policyFor(db, workspaceId, row.risk?.tier ?? "unassessed"),
  };
}

async function readEvaluation(
  artifacts: Artifacts,
  hash: string | null,
): Promise<ModelRecord["evaluation"]> {
  if (hash === null || !(await artifacts.has(hash))) return null;
  const content = await artifacts.json<Json>(hash);
  if (!isPlainObject(content)) return null;
  const bootstrap = content["bootstrap"] as
    | { intervals?: Record<string, Interval | null> }
    | undefined;
  return {
    rows: Number(content["rows"] ?? 0),
    facts: evaluationFacts(content),
    intervals: bootstrap?.intervals ?? {},
  };
}
