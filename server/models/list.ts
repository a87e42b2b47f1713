import { sql } from "drizzle-orm";
import type { VersionStatus } from "../../workflows/core/step-context.ts";
import type { JsonObject } from "../../workflows/core/json.ts";
import { authorize, type Ctx } from "../context.ts";
import { iso } from "../iso.ts";
import { changesRequested, openConditions, type ApprovalFacts } from "./approval-facts.ts";

export interface VersionSummary extends ApprovalFacts {
  number: number;
  status: VersionStatus;
  metrics: JsonObject;
  algorithm: string | null;
  createdAt: string;
}

interface Row extends Record<string, unknown> {
  name: string;
  description: string;
  createdAt: string;
  versions: number;
  latest: VersionSummary | null;
  /** The newest approved version. */
  approved: VersionSummary | null;
  /** Names of the endpoints that answer with a version of it. */
  endpoints: string[];
  aliases: { alias: string; version: number }[];
  /** Numbers of the versions whose approval is suspended, the newest first. */
  suspended: number[];
}

const summary = sql`jsonb_build_object('number', v.number, 'status', v.status, 'metrics', v.metrics,
  'algorithm', v.lineage #>> '{training,algorithm}', 'createdAt', ${iso("v.created_at")},
  'changesRequested', ${changesRequested}, 'openConditions', ${openConditions})`;

/** Models by name, a page at a time. */
export async function list(ctx: Ctx, { limit, cursor }: { limit: number; cursor?: string | null }) {
  authorize(ctx, "workspace.read");
  const rows = await ctx.db.execute<Row>(sql`
    select m.name, m.description, ${iso("m.created_at")} as "createdAt",
      (select count(*)::int from model_version v where v.model_id = m.id) as versions,
      (select ${summary} from model_version v where v.model_id = m.id order by v.number desc limit 1) as latest,
      (select ${summary} from model_version v where v.model_id = m.id and v.status = 'approved' order by v.number desc limit 1) as approved,
      coalesce((select jsonb_agg(d.name order by d.name) from deployment d
        join deployment_revision r on r.deployment_id = d.id and r.number = d.revision
        join model_version v on v.id = r.model_version_id where v.model_id = m.id), '[]') as endpoints,
      coalesce((select jsonb_agg(jsonb_build_object('alias', a.alias, 'version', v.number) order by a.alias)
        from model_alias a join model_version v on v.id = a.model_version_id where a.model_id = m.id), '[]') as aliases,
      coalesce((select jsonb_agg(v.number order by v.number desc) from model_version v
        where v.model_id = m.id and v.status = 'suspended'), '[]') as suspended
    from model m
    where m.workspace_id = ${ctx.actor.workspaceId} and m.name > ${cursor ?? ""}
    order by m.name limit ${limit + 1}
  `);
  const items = rows.slice(0, limit);
  return { items, nextCursor: rows.length > limit ? items.at(-1)!.name : null };
}
