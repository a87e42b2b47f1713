import { sql } from "drizzle-orm";
import type { VersionStatus } from "../../workflows/core/step-context.ts";
import { authorize, type Ctx } from "../context.ts";
import { readEnv } from "../env.ts";
import { iso } from "../iso.ts";
import { approvalInForce, type ApprovalInForce } from "./approval-in-force.ts";
import { findDeployment } from "./find.ts";
import { predictions } from "./predictions.ts";
import { schema } from "./schema.ts";
import { deploymentState, servingReports, type ServingReport } from "./state.ts";
import type { Person } from "../person.ts";

export interface RevisionRow extends Record<string, unknown> {
  number: number;
  model: string;
  version: number;
  versionStatus: VersionStatus;
  reason: string;
  runId: string | null;
  by: Person;
  at: string;
  current: boolean;
}

interface Facts extends Record<string, unknown> {
  serving: ServingReport[];
  approval: ApprovalInForce;
}

/** An endpoint: what answers now, every revision it had (newest first), its inputs and its latest predictions. */
export async function get(ctx: Ctx, { name }: { name: string }) {
  authorize(ctx, "workspace.read");
  const found = await findDeployment(ctx, name);
  const [facts] = await ctx.db.execute<Facts>(sql`
    select ${servingReports} as serving, ${approvalInForce} as approval
    from deployment d where d.id = ${found.id}
  `);
  const revisions = await ctx.db.execute<RevisionRow>(sql`
    select r.number, m.name as model, v.number as version, v.status as "versionStatus", r.reason, r.run_id as "runId",
      jsonb_build_object('id', u.id, 'name', u.name) as by, ${iso("r.created_at")} as at, r.number = ${found.revision} as current
    from deployment_revision r
    join model_version v on v.id = r.model_version_id
    join model m on m.id = v.model_id
    join "user" u on u.id = r.created_by
    where r.deployment_id = ${found.id}
    order by r.number desc limit 200
  `);
  const serving = readEnv().servingUrl;
  const recent = await predictions(ctx, { name, limit: 20 });
  return {
    name,
    revision: found.revision,
    createdAt: found.createdAt,
    updatedAt: found.updatedAt,
    ...deploymentState(found.revision, facts!.serving),
    serving: facts!.serving,
    approval: facts!.approval,
    /** Where clients send their requests; null when this process does not know the serving address. */
    inferUrl: serving === undefined ? null : inferUrl(serving, name),
    revisions: [...revisions],
    schema: await schema(ctx, { name }),
    predictions: recent.items,
  };
}

export function inferUrl(serving: string, name: string): string {
  return new URL(`/v2/models/${encodeURIComponent(name)}/infer`, serving).href;
}
