import { sql } from "drizzle-orm";
import { iso } from "../iso.ts";
import type { ReviewStatus } from "../reviews/list.ts";
import { authorize, type Ctx } from "../context.ts";
import { changesRequested, lastReview, openConditions } from "./approval-facts.ts";
import type { VersionSummary } from "./list.ts";
import type { Person } from "../person.ts";
import { noModel } from "./find.ts";

interface ModelRow extends Record<string, unknown> {
  id: string;
  name: string;
  description: string;
  createdAt: string;
}

export interface VersionRow extends VersionSummary, Record<string, unknown> {
  id: string;
  hash: string;
  task: string | null;
  intendedUse: string;
  run: { id: string; name: string };
  author: Person;
  startedBy: Person;
  review: { id: string; status: ReviewStatus } | null;
  /** Endpoints that answer with this version now. */
  endpoints: string[];
  aliases: string[];
}

/** A model with all its versions, newest first. */
export async function get(ctx: Ctx, { name }: { name: string }) {
  authorize(ctx, "workspace.read");
  const [model] = await ctx.db.execute<ModelRow>(sql`
    select id, name, description, ${iso("created_at")} as "createdAt"
    from model where workspace_id = ${ctx.actor.workspaceId} and name = ${name}
  `);
  if (!model) throw noModel(name);
  const versions = await ctx.db.execute<VersionRow>(sql`
    select v.id, v.number, v.status, v.hash, v.metrics, v.lineage #>> '{training,algorithm}' as algorithm,
      v.signature ->> 'task' as task, v.intended_use as "intendedUse", ${iso("v.created_at")} as "createdAt",
      ${changesRequested} as "changesRequested", ${openConditions} as "openConditions",
      jsonb_build_object('id', r.id, 'name', r.name) as run, jsonb_build_object('id', a.id, 'name', a.name) as author, jsonb_build_object('id', s.id, 'name', s.name) as "startedBy",
      (select jsonb_build_object('id', w.id, 'status', w.status) from ${lastReview} w) as review,
      coalesce((select jsonb_agg(d.name order by d.name) from deployment d
        join deployment_revision dr on dr.deployment_id = d.id and dr.number = d.revision
        where dr.model_version_id = v.id), '[]') as endpoints,
      coalesce((select jsonb_agg(l.alias order by l.alias) from model_alias l where l.model_version_id = v.id), '[]') as aliases
    from model_version v
    join run r on r.id = v.run_id
    join "user" a on a.id = v.author
    join "user" s on s.id = v.started_by
    where v.model_id = ${model.id}
    order by v.number desc
  `);
  return {
    name: model.name,
    description: model.description,
    createdAt: model.createdAt,
    versions: [...versions],
  };
}
