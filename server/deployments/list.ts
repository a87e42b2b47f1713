import { sql } from "drizzle-orm";
import { authorize, type Ctx } from "../context.ts";
import { iso } from "../iso.ts";
import { approvalInForce, type ApprovalInForce } from "./approval-in-force.ts";
import { deploymentState, servingReports, type ServingReport } from "./state.ts";
import type { Person } from "../person.ts";

interface Row extends Record<string, unknown> {
  name: string;
  revision: number;
  model: string;
  version: number;
  deployedBy: Person;
  deployedAt: string;
  serving: ServingReport[];
  approval: ApprovalInForce;
}

/** Endpoints by name, a page at a time. */
export async function list(ctx: Ctx, { limit, cursor }: { limit: number; cursor?: string | null }) {
  authorize(ctx, "workspace.read");
  const rows = await ctx.db.execute<Row>(sql`
    select d.name, d.revision, m.name as model, v.number as version, jsonb_build_object('id', u.id, 'name', u.name) as "deployedBy",
      ${iso("r.created_at")} as "deployedAt", ${servingReports} as serving, ${approvalInForce} as approval
    from deployment d
    join deployment_revision r on r.deployment_id = d.id and r.number = d.revision
    join model_version v on v.id = r.model_version_id
    join model m on m.id = v.model_id
    join "user" u on u.id = r.created_by
    where d.workspace_id = ${ctx.actor.workspaceId} and d.name > ${cursor ?? ""}
    order by d.name limit ${limit + 1}
  `);
  const items = rows
    .slice(0, limit)
    .map(({ serving, ...row }) => ({ ...row, ...deploymentState(row.revision, serving) }));
  return { items, nextCursor: rows.length > limit ? items.at(-1)!.name : null };
}
