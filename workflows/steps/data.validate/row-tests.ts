import { STORED_AS, type Column, type ColumnType } from "../../core/tabular/columns.ts";
import { excerpt } from "../../core/tabular/file-errors.ts";
import { ident, literal, numeral } from "../../core/tabular/sql.ts";
import type { RowCheck } from "./checks.ts";

export interface RowTest {
  /** SQL, true for a row that fails; never null. */
  fails: string;
  /** SQL for the sentence that says why a failing row fails. */
  reason: string;
  /** SQL for the value as people see it. */
  shown: string;
}

type Found = Map<string, Column & { duckdbType: string }>;

const A: Record<ColumnType, string> = {
  integer: "a whole number",
  number: "a number",
  boolean: "true or false",
  date: "a date",
  timestamp: "a moment",
  text: "text",
};

/**
 * The SQL of a check on rows. `table` is where doubled values are looked for; `held` are the columns that another check
 * holds to a type, so that a text that is no number has one reason and not two.
 */
export function rowTest(
  check: RowCheck,
  found: Found,
  table: string,
  held: ReadonlyMap<string, ColumnType>,
): RowTest {
  if (check.check === "unique") return uniqueTest(check.columns, table);
  if (check.check === "not_null") return presentTest(check.columns, found);
  const column = found.get(check.column)!;
  const value = ident(check.column);
  const shown = `left(${value}::VARCHAR, 60)`;
  const because = (what: string) =>
    `${literal(`${check.column}: '`)} || ${shown} || ${literal(`' ${what}`)}`;
  const failing = (test: string, what: string): RowTest => ({
    fails: `(${value} IS NOT NULL AND NOT coalesce(${test}, false))`,
    reason: because(what),
    shown,
  });
  switch (check.check) {
    case "type":
      return failing(typeTest(check.type, column), `is not ${A[check.type]}`);
    case "range":
      return failing(rangeTest(check, column, held), rangeWords(check));
    case "in_set": {
      // A number may stand there as a text: 1.50, which a column of texts could hold as well, or one that no number holds exactly.
      const numbers = check.values.every(
        (one) =>
          typeof one !== "boolean" &&
          String(one).trim() !== "" &&
          Math.abs(Number(one)) <= Number.MAX_SAFE_INTEGER,
      );
      const list =
        numbers && (column.type === "integer" || column.type === "number")
          ? `${value}::DOUBLE IN (${check.values.map((one) => numeral(Number(one))).join(", ")})`
          : `${value}::VARCHAR IN (${check.values.map((one) => literal(String(one))).join(", ")})`;
      return failing(list, `is not one of ${excerpt(check.values.join(", "))}`);
    }
    case "regex":
      return failing(
        `regexp_matches(${value}::VARCHAR, ${literal(check.pattern)})`,
        `does not match ${excerpt(check.pattern)}`,
      );
  }
}

function presentTest(columns: string[], found: Found): RowTest {
  const missing = columns.map((name) =>
    found.get(name)!.type === "number"
      ? `(${ident(name)} IS NULL OR isnan(${ident(name)}::DOUBLE))`
      : `(${ident(name)} IS NULL)`,
  );
  const names = missing.map(
    (test, index) => `CASE WHEN ${test} THEN ${literal(columns[index]!)} END`,
  );
  return {
    fails: `(${missing.join(" OR ")})`,
    reason: `concat_ws(', ', ${names.join(", ")}) || ': the value is missing'`,
    shown: "''",
  };
}

function uniqueTest(columns: string[], table: string): RowTest {
  const names = columns.map(ident);
  const key = names.length === 1 ? names[0]! : `row(${names.join(", ")})`;
  const given = names.map((name) => `${name} IS NOT NULL`).join(" AND ");
  const shown = `left(concat_ws(', ', ${names.map((name) => `${name}::VARCHAR`).join(", ")}), 60)`;
  return {
    fails: `(${given} AND ${key} IN (SELECT ${key} FROM ${table} WHERE ${given} GROUP BY ${names.join(", ")} HAVING count(*) > 1))`,
    reason: `${literal(`${columns.join(", ")}: '`)} || ${shown} || ${literal("' occurs more than once")}`,
    shown,
  };
}

function typeTest(type: ColumnType, column: Column): string {
  const value = ident(column.name);
  if (type === "text" || column.type === type) return "true";
  if (type === "number" && column.type === "integer") return "true";
  if (type === "timestamp" && column.type === "date") return "true";
  if (type === "integer" && column.type === "number")
    return `(isfinite(${value}::DOUBLE) AND ${value}::DOUBLE = floor(${value}::DOUBLE) AND abs(${value}::DOUBLE) < 9e15)`;
  if (type === "integer" && column.type === "text")
    return `(TRY_CAST(${value} AS BIGINT) IS NOT NULL AND regexp_full_match(trim(${value}), '[+-]?\\d+'))`;
  if (type === "boolean" && column.type === "text") return `lower(${value}) IN ('true', 'false')`;
  if (column.type === "text") return `TRY_CAST(${value} AS ${STORED_AS[type]}) IS NOT NULL`;
  return "false";
}

type Range = Extract<RowCheck, { check: "range" }>;

/** What a range compares: what its column holds or is held to; of other texts, what its limits are. */
export function comparedAs(
  { min, max }: Range,
  column: Column,
  held: ReadonlyMap<string, ColumnType>,
): "dates" | "numbers" {
  const type = column.type === "text" ? held.get(column.name) : column.type;
  if (type === "date" || type === "timestamp") return "dates";
  if (type === "integer" || type === "number") return "numbers";
  return [min, max].some((limit) => typeof limit === "string" && Number.isNaN(Number(limit)))
    ? "dates"
    : "numbers";
}

function rangeTest(check: Range, column: Column, held: ReadonlyMap<string, ColumnType>): string {
  const dates = comparedAs(check, column, held) === "dates";
  const value = `TRY_CAST(${ident(column.name)} AS ${dates ? "TIMESTAMP" : "DOUBLE"})`;
  const bound = (limit: number | string) =>
    dates ? `CAST(${literal(String(limit))} AS TIMESTAMP)` : numeral(Number(limit));
  const tests = [
    ...(check.min === undefined ? [] : [`${value} >= ${bound(check.min)}`]),
    ...(check.max === undefined ? [] : [`${value} <= ${bound(check.max)}`]),
    ...(dates ? [] : [`NOT isnan(${value})`]),
  ].join(" AND ");
  const type = column.type === "text" ? held.get(column.name) : undefined;
  return type ? `(NOT coalesce(${typeTest(type, column)}, false) OR (${tests}))` : `(${tests})`;
}

function rangeWords({ min, max }: Range): string {
  if (min === undefined) return `is not at most ${max}`;
  if (max === undefined) return `is not at least ${min}`;
  return `is not between ${min} and ${max}`;
}
