import { STORED_AS, type Column } from "../../workflows/core/tabular/columns.ts";
import { ident, literal } from "../../workflows/core/tabular/sql.ts";
import { PenstockError } from "../errors.ts";
import { findColumn, type Table } from "./read-table.ts";
import { kindOfReason, REASONS } from "./reasons.ts";
import type { Filter } from "./schemas.ts";

const A: Record<Exclude<Column["type"], "other" | "text">, string> = {
  integer: "a whole number",
  number: "a number",
  boolean: "true or false",
  date: "a day such as 2024-01-31",
  timestamp: "a moment such as 2024-01-31 12:00",
};

/** The relation's rows that pass all filters. Values are compared as the column's type; one that is none is refused. */
export async function filtered(table: Table, filters: readonly Filter[]): Promise<string> {
  if (filters.length === 0) return table.relation;
  const conditions = [];
  for (const filter of filters) conditions.push(await condition(table, filter));
  return `(SELECT * FROM ${table.relation} WHERE ${conditions.join(" AND ")})`;
}

async function condition(
  { query, columns }: Table,
  { column: name, op, value }: Filter,
): Promise<string> {
  const { type } = findColumn(columns, name);
  const column = ident(name);
  if (op === "missing") return `${column} IS NULL`;
  if (op === "present") return `${column} IS NOT NULL`;
  // Of why a row was set aside, a kind of reason is asked for: it stands in a list, with the row's own value in it.
  if (name === REASONS && type === "other" && (op === "=" || op === "≠")) {
    const has = `coalesce(list_contains(list_transform(${column}, lambda reason: ${kindOfReason("reason")}), ${literal(value)}), false)`;
    return op === "=" ? has : `NOT ${has}`;
  }
  const text = type === "other" ? `to_json(${column})::VARCHAR` : `${column}::VARCHAR`;
  if (op === "contains") return `contains(lower(${text}), lower(${literal(value)}))`;
  if (type === "text" || type === "other") return compare(text, op, literal(value));
  const given = value.trim();
  // A whole number that no other type holds exactly is compared as one; 2.5 may be compared with whole numbers too.
  const exact = type === "integer" && /^[+-]?\d{1,38}$/.test(given);
  const as = exact ? "HUGEINT" : type === "integer" ? "DOUBLE" : STORED_AS[type];
  const [row] = await query(`SELECT TRY_CAST(${literal(given)} AS ${as}) IS NOT NULL AS readable`);
  if (row?.["readable"] !== true)
    throw new PenstockError(
      "bad-request",
      `“${value}” cannot be compared with '${name}', which holds ${type}s: give ${A[type]}.`,
    );
  const left = type === "number" ? `${column}::DOUBLE` : column;
  return compare(left, op, `CAST(${literal(given)} AS ${as})`);
}

function compare(left: string, op: Filter["op"], right: string): string {
  switch (op) {
    case "=":
      return `${left} IS NOT DISTINCT FROM ${right}`;
    case "≠":
      return `${left} IS DISTINCT FROM ${right}`;
    case "≤":
      return `${left} <= ${right}`;
    case "≥":
      return `${left} >= ${right}`;
    default:
      return `${left} ${op} ${right}`;
  }
}
