import { sql } from "drizzle-orm";
import { authorize, type Ctx } from "../context.ts";
import { iso } from "../iso.ts";

interface Row extends Record<string, unknown> {
  name: string;
  description: string;
  classification: string;
  personalData: boolean;
  owner: string;
  versions: number;
  latest: {
    number: number;
    rows: number;
    columnCount: number;
    columns: { name: string; type: string }[];
    bytes: number;
    fileName: string;
    createdAt: string;
  } | null;
}

/** Datasets by name, a page at a time, each with its newest version. */
export async function list(ctx: Ctx, { limit, cursor }: { limit: number; cursor?: string | null }) {
  authorize(ctx, "workspace.read");
  const rows = await ctx.db.execute<Row>(sql`
    select d.name, d.description, d.classification, d.personal_data as "personalData", u.name as owner,
      (select count(*)::int from dataset_version v where v.dataset_id = d.id) as versions,
      (select jsonb_build_object('number', v.number, 'rows', v.rows, 'columnCount', jsonb_array_length(v.columns),
          'columns', v.columns, 'bytes', v.bytes, 'fileName', v.file_name, 'createdAt', ${iso("v.created_at")})
        from dataset_version v where v.dataset_id = d.id order by v.number desc limit 1) as latest
    from dataset d join "user" u on u.id = d.owner
    where d.workspace_id = ${ctx.actor.workspaceId} and d.name > ${cursor ?? ""}
    order by d.name limit ${limit + 1}
  `);
  const items = rows.slice(0, limit);
  return { items, nextCursor: rows.length > limit ? items.at(-1)!.name : null };
}
