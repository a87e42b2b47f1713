import { sql } from "drizzle-orm";
import type { VersionStatus } from "../../workflows/core/step-context.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import type { ReviewStatus } from "./list.ts";
import { mayDecide } from "./may-decide.ts";
import type { EvidencePack } from "./pack.ts";
import type { Person } from "../person.ts";

interface Row extends Record<string, unknown> {
  id: string;
  status: ReviewStatus;
  node: string;
  pack: EvidencePack;
  packHash: string;
  openedAt: string;
  decidedAt: string | null;
  versionStatus: VersionStatus;
  author: Person;
  startedBy: Person;
  run: { id: string; name: string; status: string; createdAt: string };
  decisions: {
    id: string;
    outcome: "approved" | "rejected" | "changes-requested";
    comment: string;
    by: Person;
    at: string;
    packHash: string;
  }[];
}

/** All a reviewer needs: the frozen pack and its hash, where it came from, who may decide, what was decided. */
export async function get(ctx: Ctx, { id }: { id: string }) {
  authorize(ctx, "workspace.read");
  const [row] = await ctx.db.execute<Row>(sql`
    select v.id, v.status, v.node, v.evidence as pack, v.pack_hash as "packHash",
      to_jsonb(v.opened_at) #>> '{}' as "openedAt", to_jsonb(v.decided_at) #>> '{}' as "decidedAt",
      mv.status as "versionStatus", jsonb_build_object('id', a.id, 'name', a.name) as author,
      jsonb_build_object('id', s.id, 'name', s.name) as "startedBy",
      jsonb_build_object('id', r.id, 'name', r.name, 'status', r.status, 'createdAt', r.created_at) as run,
      coalesce((select jsonb_agg(jsonb_build_object('id', d.id, 'outcome', d.outcome, 'comment', d.comment,
        'by', jsonb_build_object('id', u.id, 'name', u.name), 'at', d.decided_at, 'packHash', d.pack_hash) order by d.decided_at)
        from review_decision d join "user" u on u.id = d.user_id where d.review_id = v.id), '[]') as decisions
    from review v
    join model_version mv on mv.id = v.model_version_id
    join run r on r.id = v.run_id
    join "user" a on a.id = v.author
    join "user" s on s.id = v.started_by
    where v.id = ${id} and v.workspace_id = ${ctx.actor.workspaceId}
  `);
  if (!row) throw new PenstockError("not-found", `There is no review '${id}' in this workspace.`);
  const { pack, ...review } = row;
  return {
    ...review,
    title: pack.title,
    instructions: pack.instructions,
    intendedUse: pack.intendedUse,
    model: { ...pack.model, status: row.versionStatus },
    metrics: pack.metrics,
    lineage: pack.lineage,
    evidence: pack.items,
    ...mayDecide(ctx.actor, {
      status: row.status,
      authorId: row.author.id,
      startedById: row.startedBy.id,
    }),
  };
}
