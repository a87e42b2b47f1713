import { sql } from "drizzle-orm";
import type { Json } from "../../workflows/core/json.ts";
import { authorize, type Ctx } from "../context.ts";
import { iso } from "../iso.ts";
import { findDeployment } from "./find.ts";

export interface PredictionRow extends Record<string, unknown> {
  id: string;
  at: string;
  model: string;
  version: number;
  rows: number;
  /** Values by input and by output, a list of one for each row. */
  inputs: Json;
  outputs: Json;
  latencyMs: number;
  /** The name of the client's key; null for the form in the browser, and for who asked from this machine without one. */
  key: string | null;
}

/** An endpoint's predictions, newest first, a page at a time. */
export async function predictions(
  ctx: Ctx,
  { name, limit, cursor }: { name: string; limit: number; cursor?: string | null },
) {
  authorize(ctx, "workspace.read");
  const { id } = await findDeployment(ctx, name);
  const [at = "", prediction = ""] = (cursor ?? "").split("|");
  const after =
    cursor && !Number.isNaN(Date.parse(at))
      ? sql`(p.at, p.id) < (${at}::timestamptz, ${prediction})`
      : sql`true`;
  const rows = await ctx.db.execute<PredictionRow & { mark: string }>(sql`
    select p.id, ${iso("p.at")} as at, to_jsonb(p.at) #>> '{}' as mark, m.name as model, v.number as version, p.rows, p.inputs, p.outputs,
      p.latency_ms as "latencyMs", k.name as key
    from prediction p
    join model_version v on v.id = p.model_version_id
    join model m on m.id = v.model_id
    left join api_key k on k.id = p.api_key_id
    where p.deployment_id = ${id} and ${after}
    order by p.at desc, p.id desc limit ${limit + 1}
  `);
  const items = rows.slice(0, limit).map(({ mark: _mark, ...row }) => row);
  const last = rows[limit - 1];
  return { items, nextCursor: rows.length > limit && last ? `${last.mark}|${last.id}` : null };
}
