import { sql } from "drizzle-orm";
import type { Json, JsonObject } from "../../workflows/core/json.ts";
import type { VersionStatus } from "../../workflows/core/step-context.ts";
import { authorize, type Ctx } from "../context.ts";
import { iso } from "../iso.ts";
import type { ReviewStatus } from "../reviews/list.ts";
import { changesRequested, openConditions, type ApprovalFacts } from "./approval-facts.ts";
import type { Lineage } from "./lineage.ts";
import { lineageGraph } from "./lineage-graph.ts";
import type { Person } from "../person.ts";
import { noVersion } from "./find.ts";

interface Row extends ApprovalFacts, Record<string, unknown> {
  id: string;
  model: string;
  description: string;
  number: number;
  status: VersionStatus;
  hash: string;
  signature: Json;
  metrics: JsonObject;
  evaluationHash: string | null;
  intendedUse: string;
  lineage: Lineage;
  createdAt: string;
  node: string;
  author: Person;
  startedBy: Person;
  /** All whose own work it is. */
  makers: Person[];
  run: { id: string; name: string; status: string; startedBy: Person; createdAt: string };
  reviews: {
    id: string;
    status: ReviewStatus;
    openedAt: string;
    decidedAt: string | null;
    decidedBy: Person | null;
    comment: string | null;
  }[];
  deployments: {
    name: string;
    revision: number;
    createdAt: string;
    reason: string;
    /** Whether the endpoint answers with this revision now. */
    current: boolean;
  }[];
}

/** A version with all that it was made from and all that became of it, as facts and as a graph to draw. */
export async function version(ctx: Ctx, { name, number }: { name: string; number: number }) {
  authorize(ctx, "workspace.read");
  const [row] = await ctx.db.execute<Row>(sql`
    select v.id, m.name as model, m.description, v.number, v.status, v.hash, v.signature, v.metrics,
      ${changesRequested} as "changesRequested", ${openConditions} as "openConditions",
      v.evaluation_hash as "evaluationHash", v.intended_use as "intendedUse", v.lineage,
      ${iso("v.created_at")} as "createdAt", v.node, jsonb_build_object('id', a.id, 'name', a.name) as author,
      jsonb_build_object('id', s.id, 'name', s.name) as "startedBy",
      coalesce((select jsonb_agg(jsonb_build_object('id', u.id, 'name', u.name) order by u.name, u.id)
        from "user" u where u.id = any(v.makers)), '[]') as makers,
      jsonb_build_object('id', r.id, 'name', r.name, 'status', r.status, 'startedBy',
        jsonb_build_object('id', s.id, 'name', s.name), 'createdAt', ${iso("r.created_at")}) as run,
      coalesce((select jsonb_agg(jsonb_build_object('id', w.id, 'status', w.status, 'openedAt', ${iso("w.opened_at")},
        'decidedAt', ${iso("w.decided_at")}, 'decidedBy',
        case when u.id is not null then jsonb_build_object('id', u.id, 'name', u.name) end, 'comment', d.comment) order by w.opened_at)
        from review w left join lateral (
          -- What ended it: the last of the decisions that came to what it came to.
          select user_id, comment from review_decision
          where review_id = w.id and outcome = w.status order by decided_at desc limit 1
        ) d on true left join "user" u on u.id = d.user_id
        where w.model_version_id = v.id), '[]') as reviews,
      coalesce((select jsonb_agg(jsonb_build_object('name', d.name, 'revision', dr.number, 'createdAt', ${iso("dr.created_at")},
        'reason', dr.reason, 'current', d.revision = dr.number) order by dr.created_at desc)
        from deployment_revision dr join deployment d on d.id = dr.deployment_id
        where dr.model_version_id = v.id), '[]') as deployments
    from model_version v
    join model m on m.id = v.model_id
    join run r on r.id = v.run_id
    join "user" a on a.id = v.author
    join "user" s on s.id = v.started_by
    where m.workspace_id = ${ctx.actor.workspaceId} and m.name = ${name} and v.number = ${number}
  `);
  if (!row) throw noVersion(name, number);
  return { ...row, graph: lineageGraph({ name, ...row }) };
}
