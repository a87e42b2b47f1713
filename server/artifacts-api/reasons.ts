import { countRows } from "../../workflows/core/tabular/columns.ts";
import { ident } from "../../workflows/core/tabular/sql.ts";
import { authorize, type Ctx } from "../context.ts";
import { withTable } from "./read-table.ts";

/** The column in which Validate says why it set a row aside. */
export const REASONS = "_reasons";
const MOST = 50;

/** SQL for a reason without the row's own value, by which rows are counted. */
export function kindOfReason(reason: string): string {
  return `regexp_replace(${reason}, '''.*''', '…', 's')`;
}

/** Rows set aside by kind of reason, the most frequent first; null for a table that is not of rows set aside. */
export async function reasons(ctx: Ctx, { hash }: { hash: string }) {
  authorize(ctx, "workspace.read");
  return withTable(ctx, hash, async ({ query, columns, relation, row }) => {
    const column = columns.find(
      ({ name, duckdbType }) => name === REASONS && duckdbType === "VARCHAR[]",
    );
    if (!column) return null;
    const found = await query(
      `SELECT kind, count(DISTINCT ${ident(row)})::DOUBLE AS n FROM
         (SELECT ${ident(row)}, ${kindOfReason("reason")} AS kind FROM
           (SELECT ${ident(row)}, unnest(${ident(REASONS)}) AS reason FROM ${relation}))
       GROUP BY kind ORDER BY n DESC, kind LIMIT ${MOST}`,
    );
    return {
      rows: await countRows(query, relation),
      kinds: found.map(({ kind, n }) => ({ reason: String(kind), rows: Number(n) })),
    };
  });
}
