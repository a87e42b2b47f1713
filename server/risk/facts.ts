import { sql } from "drizzle-orm";
import type { Database, Transaction } from "../../db/client.ts";
import type { ColumnProfile } from "../../workflows/core/contents/profile.ts";
import { isPlainObject } from "../../workflows/core/json.ts";
import { registry } from "../../workflows/steps/index.ts";
import { hashJson } from "../hash-json.ts";
import { personalColumn, type PersonalColumn } from "../../workflows/core/risk/personal-columns.ts";

const CLASSIFICATIONS = ["public", "internal", "confidential", "restricted"] as const;

/**
 * What the record itself says about a model's risk: only what a new answer would follow from, so that a number that grows
 * a little every day makes no assessment stale.
 */
export type RiskFacts = {
  /** Of the newest version. */
  task: string | null;
  target: string | null;
  /** Registered datasets that the newest version learned from, by name. */
  datasets: string[];
  /** Sources of no registered dataset, whose owner and classification nobody wrote down. */
  unregistered: string[];
  /** The strictest of the datasets'; null where none is registered. */
  classification: (typeof CLASSIFICATIONS)[number] | null;
  /** Datasets whose owner says that they hold personal data. */
  declaredPersonal: string[];
  /** Columns of the data about persons, as `column: kind`. */
  personalColumns: string[];
  /** Those of special categories. */
  specialColumns: string[];
  /** Inputs of the newest version that are about persons. */
  personalInputs: string[];
  /** Rows it learned from, to the power of ten. */
  rowsBand: number;
  /** Endpoints that answer with a version of it, or that its pipeline deploys to. */
  endpoints: string[];
  /** Predictions a day over the last 30 days, to the power of ten; -1 for none. */
  dailyBand: number;
  /** Pipelines that start by themselves when it is approved or when its pipeline has run. */
  downstream: string[];
};

/** The facts, and the figures that sentences about them need. */
export interface GatheredFacts {
  facts: RiskFacts;
  version: number | null;
  rows: number | null;
  /** At most a thousand, which stands for whatever is more. */
  perDay: number;
  inputs: PersonalColumn[];
  columns: PersonalColumn[];
}

/** Predictions of 30 days that are counted: beyond a thousand a day no answer changes any more. */
const MOST_COUNTED = 30_000;

interface Row extends Record<string, unknown> {
  number: number;
  task: string | null;
  target: string | null;
  inputs: unknown;
  pipeline: string;
  rows: number | null;
  sources: {
    name: string;
    dataset: string | null;
    classification: (typeof CLASSIFICATIONS)[number] | null;
    personal: boolean | null;
    columns: { name: string }[] | null;
    profile: Pick<ColumnProfile, "name" | "top">[] | null;
  }[];
  deploys: string[];
}

interface UseRow extends Record<string, unknown> {
  endpoints: string[];
  predictions: number;
  downstream: string[];
}

/** Reads a model's facts as they are now: two queries. A model without a version has none. */
export async function gatherFacts(
  tx: Transaction | Database,
  modelId: string,
): Promise<GatheredFacts> {
  const [row] = await tx.execute<Row>(sql`
    select v.number, v.signature ->> 'task' as task, v.signature ->> 'target' as target,
      v.signature -> 'inputs' as inputs, r.name as pipeline,
      (select sum((s ->> 'rows')::numeric)::float8 from jsonb_array_elements(v.lineage -> 'data') s) as rows,
      coalesce((select jsonb_agg(jsonb_build_object('name', s ->> 'name', 'dataset', d.name,
          'classification', d.classification, 'personal', d.personal_data,
          'columns', coalesce(dv.columns, a.meta -> 'columns'), 'profile', dv.profile -> 'columns'))
        from jsonb_array_elements(v.lineage -> 'data') s
        left join dataset d on d.workspace_id = m.workspace_id and d.name = s ->> 'name'
        left join lateral (select columns, profile from dataset_version x where x.dataset_id = d.id
          order by x.hash = s ->> 'hash' desc, x.number desc limit 1) dv on true
        left join artifact a on a.workspace_id = m.workspace_id and a.hash = s ->> 'content'), '[]') as sources,
      coalesce((select jsonb_agg(n #>> '{config,endpoint}') from jsonb_array_elements(r.plan -> 'nodes') n
        where n ->> 'kind' = any(${sql.param(deploying())}::text[]) and n #>> '{config,endpoint}' is not null), '[]') as deploys
    from model_version v join model m on m.id = v.model_id join run r on r.id = v.run_id
    where v.model_id = ${modelId} order by v.number desc limit 1
  `);
  const [use] = await tx.execute<UseRow>(sql`
    select
      coalesce((select jsonb_agg(distinct d.name) from deployment d
        join deployment_revision dr on dr.deployment_id = d.id and dr.number = d.revision
        join model_version v on v.id = dr.model_version_id
        where d.workspace_id = m.workspace_id and v.model_id = m.id), '[]') as endpoints,
      (select count(*)::float8 from (
        select 1 from prediction p
        where p.deployment_id in (select dr.deployment_id from deployment_revision dr
            join model_version v on v.id = dr.model_version_id where v.model_id = m.id)
          and p.model_version_id in (select v.id from model_version v where v.model_id = m.id)
          and p.at > now() - interval '30 days' limit ${MOST_COUNTED}) as recent) as predictions,
      coalesce((select jsonb_agg(distinct p.name) from trigger t join pipeline p on p.id = t.pipeline_id
        where t.workspace_id = m.workspace_id and t.removed_at is null and (t.type = 'model' and t.subject = m.name
          or t.type = 'pipeline' and t.subject = ${row?.pipeline ?? ""})), '[]') as downstream
    from model m where m.id = ${modelId}
  `);
  const sources = row?.sources ?? [];
  const inputs = inputsOf(row?.inputs);
  const columns = unique(
    sources.flatMap(({ columns, profile }) =>
      (columns ?? []).flatMap(({ name }) => {
        const top = profile?.find((one) => one.name === name)?.top ?? [];
        return (
          personalColumn(
            name,
            top.map(({ value }) => value),
          ) ?? []
        );
      }),
    ),
  );
  const perDay = (use?.predictions ?? 0) / 30;
  const classified = sources.flatMap(({ classification }) => classification ?? []);
  const facts: RiskFacts = {
    task: row?.task ?? null,
    target: row?.target ?? null,
    datasets: sorted(sources.flatMap(({ dataset }) => dataset ?? [])),
    unregistered: sorted(sources.flatMap(({ dataset, name }) => (dataset === null ? name : []))),
    classification: CLASSIFICATIONS.findLast((one) => classified.includes(one)) ?? null,
    declaredPersonal: sorted(
      sources.flatMap(({ personal, dataset }) => (personal && dataset !== null ? dataset : [])),
    ),
    personalColumns: sorted(columns.map(named)),
    specialColumns: sorted(columns.filter(({ special }) => special).map(named)),
    personalInputs: sorted(inputs.map(named)),
    rowsBand: band(row?.rows ?? 0),
    endpoints: sorted([...(use?.endpoints ?? []), ...(row?.deploys ?? [])]),
    dailyBand: band(perDay),
    downstream: sorted(use?.downstream ?? []),
  };
  return {
    facts,
    version: row?.number ?? null,
    rows: row?.rows ?? null,
    perDay,
    inputs,
    columns,
  };
}

/** The kinds that deploy, to the endpoint that their config names. */
function deploying(): string[] {
  return [...registry.values()]
    .filter(({ outputs }) => Object.values(outputs).some(({ type }) => type === "deployment"))
    .map(({ kind }) => kind);
}

/** SHA-256 of the facts as canonical JSON, in hexadecimal. */
export function hashFacts(facts: RiskFacts): string {
  return hashJson(facts);
}

/** The power of ten below a number: 3 for 1,000 to 9,999; -1 below 1. */
function band(value: number): number {
  return value < 1 ? -1 : Math.floor(Math.log10(value));
}

function inputsOf(value: unknown): PersonalColumn[] {
  if (!Array.isArray(value)) return [];
  return unique(
    value.flatMap((one: unknown) => {
      if (!isPlainObject(one) || typeof one["name"] !== "string") return [];
      const categories = Array.isArray(one["categories"]) ? one["categories"].map(String) : [];
      return personalColumn(one["name"], categories) ?? [];
    }),
  );
}

function unique(columns: PersonalColumn[]): PersonalColumn[] {
  return [...new Map(columns.map((one) => [one.column, one])).values()];
}

const named = ({ column, kind }: PersonalColumn) => `${column}: ${kind}`;
const sorted = (names: string[]) => [...new Set(names)].sort();
