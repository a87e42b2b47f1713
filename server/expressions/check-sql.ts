import type { z } from "zod";
import { bindSql } from "../columns/bind-sql.ts";
import { authorize, type Ctx } from "../context.ts";
import { placeInSql } from "./place-in-sql.ts";
import type { checkSqlInput } from "./schemas.ts";

/**
 * What is wrong with a query, and where (in characters from 0), as DuckDB says it without running it; otherwise the columns that
 * it gives. Where a table's columns are not known only the grammar is checked.
 */
export async function checkSql(
  ctx: Ctx,
  { sql, tables, unknown }: z.output<typeof checkSqlInput>,
): Promise<{
  problem: { message: string; from: number; to: number } | null;
  columns: { name: string; type: string }[] | null;
}> {
  authorize(ctx, "workspace.read");
  const answer = await bindSql(sql, tables);
  if ("columns" in answer)
    return { problem: null, columns: answer.columns.map(({ name, type }) => ({ name, type })) };
  const { unknown: message, fault } = answer;
  if (!fault || (unknown.length > 0 && !GRAMMAR.test(message)))
    return { problem: null, columns: null };
  return { problem: { message: shortly(message), ...placeInSql(message, sql) }, columns: null };
}

/** Messages that hold whatever the columns are. */
const GRAMMAR = /syntax error|^Transform (takes|may not)|^The SQL reaches for|unterminated/i;

/** Without a list of all that might have been meant: the editor offers it while one types. */
function shortly(message: string): string {
  return message
    .replace(/ Candidate bindings: .*$/s, "")
    .replace(/ Correct it in the step's settings\.$/, "")
    .replace(/!$/, ".");
}
