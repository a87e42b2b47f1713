import type { ValidationCheck, ValidationReport } from "../../core/contents/validation-report.ts";
import { implement } from "../../core/define-step.ts";
import type { JsonObject } from "../../core/json.ts";
import { nearest } from "../../core/nearest.ts";
import { StepError } from "../../core/step-error.ts";
import {
  describe,
  freeName,
  STORED_AS,
  type Column,
  type ColumnType,
} from "../../core/tabular/columns.ts";
import { excerpt } from "../../core/tabular/file-errors.ts";
import { ident, literal, parquet, type Query } from "../../core/tabular/sql.ts";
import { input, storeDataset } from "../_shared/datasets.ts";
import { withDuckdb } from "../_shared/duckdb.ts";
import { columnsOf, isRowCheck, type Check, type RowCheck } from "./checks.ts";
import { result } from "./report.ts";
import { comparedAs, rowTest, type RowTest } from "./row-tests.ts";
import { step } from "./step.ts";

const EXAMPLES = 5;
const REASONS = "_reasons";

type Tested = { check: RowCheck; test: RowTest; index: number };

export default implement(step, async ({ config, inputs, ctx }) => {
  const incoming = input(inputs, "data");
  const table = parquet(ctx.artifacts.path(incoming.hash));
  return withDuckdb(ctx, async ({ query }) => {
    const columns = await describe(query, table);
    const names = columns.map(({ name }) => name);
    if (names.includes(REASONS))
      throw new StepError(
        "bad-data",
        `The data has a column called '${REASONS}', which Validate adds itself: rename it in a Transform step.`,
      );
    const found = new Map(columns.map((column) => [column.name, column]));
    const casts = typeCasts(config.checks, found);
    await refuseBadLimits(query, config.checks, { found, casts });
    const tests = config.checks.flatMap((check, index): Tested[] =>
      isRowCheck(check) && columnsOf(check).every((column) => found.has(column))
        ? [{ check, test: rowTest(check, found, table, casts), index }]
        : [],
    );
    await refuseBadPatterns(query, tests);
    ctx.progress(0, 3, "Checking rows");
    const { rows, rejected, failing } = await count(query, table, tests);
    const results: ValidationCheck[] = [];
    for (const [index, check] of config.checks.entries()) {
      const tested = tests.find((one) => one.index === index);
      results.push(
        tested
          ? result(check, rows, {
              failing: failing.get(index)!,
              examples:
                failing.get(index)! > 0
                  ? await examples(query, table, tested.test, freeName("row", columns))
                  : undefined,
            })
          : tableResult(check, names, rows),
      );
    }
    for (const one of results)
      if (!one.passed || one.failing > 0) ctx.log(one.passed ? "info" : one.severity, one.message);
    refuseFailed(results);
    if (rejected === rows)
      throw new StepError(
        "check-failed",
        `No row of ${rows} passes all checks: look at the tolerance (mostly) of the checks.`,
      );
    ctx.progress(1, 3, "Setting rows aside");
    const failed = tests.filter(({ check }) => check.severity === "error").map(({ test }) => test);
    const anyFails = failed.map(({ fails }) => fails).join(" OR ") || "false";
    const kept = columns.map(({ name }) => {
      const type = casts.get(name);
      return type ? `CAST(${ident(name)} AS ${STORED_AS[type]}) AS ${ident(name)}` : ident(name);
    });
    const reasons = `list_filter([${failed.map(({ fails, reason }) => `CASE WHEN ${fails} THEN ${reason} END`).join(", ")}]::VARCHAR[], lambda reason: reason IS NOT NULL)`;
    const data =
      rejected === 0 && casts.size === 0
        ? incoming
        : await storeDataset(
            ctx,
            query,
            "kept",
            `SELECT ${kept.join(", ")} FROM ${table} WHERE NOT (${anyFails})`,
            incoming.meta["origin"] ? { origin: incoming.meta["origin"] } : {},
          );
    ctx.progress(2, 3, "Writing the report");
    const aside = await storeDataset(
      ctx,
      query,
      "rejected",
      `SELECT *, ${reasons} AS ${REASONS} FROM ${table} WHERE ${rejected === 0 ? "false" : anyFails}`,
    );
    const counts = { ok: true, rows, kept: rows - rejected, rejected };
    const report = await ctx.artifacts.putJson(
      { ...counts, checks: results } satisfies ValidationReport,
      {
        type: "validation-report",
        meta: {
          ...counts,
          checks: results.length,
          failedChecks: results.filter(({ passed }) => !passed).length,
        } satisfies JsonObject,
      },
    );
    ctx.log("info", `${rows - rejected} of ${rows} rows kept, ${rejected} set aside.`);
    return { data, rejected: aside, report };
  });
});

/** Text columns that an error check holds to a type, and which therefore can be stored as it. */
function typeCasts(
  checks: readonly Check[],
  found: ReadonlyMap<string, { type: string }>,
): Map<string, ColumnType> {
  const casts = new Map<string, ColumnType>();
  for (const check of checks) {
    if (check.check !== "type" || check.severity !== "error") continue;
    const has = found.get(check.column)?.type;
    if (has !== undefined && has !== check.type) casts.set(check.column, check.type);
  }
  return casts;
}

/** Refuses limits of a range that are not of the kind that its column is compared as. */
async function refuseBadLimits(
  query: Query,
  checks: readonly Check[],
  { found, casts }: { found: ReadonlyMap<string, Column>; casts: ReadonlyMap<string, ColumnType> },
): Promise<void> {
  for (const check of checks) {
    const column = check.check === "range" ? found.get(check.column) : undefined;
    if (check.check !== "range" || !column) continue;
    const dates = comparedAs(check, column, casts) === "dates";
    for (const limit of [check.min, check.max]) {
      if (limit === undefined) continue;
      const text = String(limit);
      const fits = dates
        ? await isDate(query, text)
        : text.trim() !== "" && Number.isFinite(Number(text));
      if (fits) continue;
      const wanted = dates ? "no date such as 2024-01-31" : "no number";
      throw new StepError(
        "bad-config",
        `The range of '${check.column}' has the limit '${excerpt(text)}', which is ${column.type === "text" ? "neither a number nor a date such as 2024-01-31" : wanted}.`,
      );
    }
  }
}

async function isDate(query: Query, text: string): Promise<boolean> {
  // DuckDB takes 01/12/24 for a day of the year 1.
  if (!/^\d{4}[-/]/.test(text)) return false;
  const [row] = await query(
    `SELECT TRY_CAST(${literal(text)} AS TIMESTAMP) IS NOT NULL AS is_date`,
  );
  return row!["is_date"] === true;
}

async function refuseBadPatterns(query: Query, tests: readonly Tested[]): Promise<void> {
  for (const { check } of tests) {
    if (check.check !== "regex") continue;
    try {
      await query(`SELECT regexp_matches('', ${literal(check.pattern)})`);
    } catch (error) {
      const why = (error as Error).message.split("\n")[0]!.replace(/^.*?Error: /, "");
      throw new StepError(
        "bad-config",
        `The pattern '${excerpt(check.pattern)}' for '${check.column}' is not a regular expression in RE2 syntax: ${why}.`,
        { cause: error },
      );
    }
  }
}

/** All counts in one pass over the data. */
async function count(query: Query, table: string, tests: readonly Tested[]) {
  const flags = tests.map(({ test, index }) => `${test.fails} AS f${index}`);
  const errors = tests.filter(({ check }) => check.severity === "error");
  const aggregates = [
    "count(*)::DOUBLE AS rows",
    `(count(*) FILTER (WHERE ${errors.map(({ index }) => `f${index}`).join(" OR ") || "false"}))::DOUBLE AS rejected`,
    ...tests.map(({ index }) => `(count(*) FILTER (WHERE f${index}))::DOUBLE AS n${index}`),
  ];
  const [row] = await query(
    `SELECT ${aggregates.join(", ")} FROM (SELECT ${flags.length > 0 ? flags.join(", ") : "1"} FROM ${table})`,
  );
  return {
    rows: Number(row!["rows"]),
    rejected: Number(row!["rejected"]),
    failing: new Map(tests.map(({ index }) => [index, Number(row![`n${index}`])])),
  };
}

async function examples(
  query: Query,
  table: string,
  test: RowTest,
  row: string,
): Promise<ValidationCheck["examples"]> {
  const found = await query(
    `SELECT ${row}::DOUBLE AS place, ${test.shown} AS value FROM (SELECT *, row_number() OVER () AS ${row} FROM ${table})
     WHERE ${test.fails} LIMIT ${EXAMPLES}`,
  );
  return found.map(({ place, value }) => ({ row: Number(place), value: String(value) }));
}

/** Checks of the whole table, and checks on columns that are not there. */
function tableResult(check: Check, names: readonly string[], rows: number): ValidationCheck {
  if (check.check === "row_count") {
    const low = check.min !== undefined && rows < check.min;
    const high = check.max !== undefined && rows > check.max;
    const wanted = low ? `at least ${check.min}` : `at most ${check.max}`;
    return low || high
      ? {
          ...result(check, rows, {
            failing: 0,
            message: `row_count: there are ${rows} rows, but ${wanted} are wanted.`,
          }),
          passed: false,
        }
      : result(check, rows, { failing: 0, message: `row_count: there are ${rows} rows.` });
  }
  const missing = columnsOf(check).filter((column) => !names.includes(column));
  if (missing.length === 0)
    return result(check, rows, {
      failing: 0,
      message: "columns_present: all columns are there.",
    });
  const near = nearest(missing[0]!, names);
  const message = `${check.check}: there is no column ${missing.map((name) => `'${name}'`).join(", ")}${near ? `; did you mean '${near}'?` : `; the columns are: ${excerpt(names.join(", "))}.`}`;
  return { ...result(check, rows, { failing: rows, message }), passed: false };
}

function refuseFailed(results: readonly ValidationCheck[]): void {
  const failed = results.filter(({ passed, severity }) => !passed && severity === "error");
  if (failed.length === 0) return;
  const others = failed.length - 1;
  throw new StepError(
    "check-failed",
    `${failed[0]!.message} Correct the data or the check${failed[0]!.failing > 0 && failed[0]!.examples.length > 0 ? ", or let it tolerate them (mostly)" : ""}.${others > 0 ? ` ${others} more ${others === 1 ? "check fails" : "checks fail"}; the log names ${others === 1 ? "it" : "them"}.` : ""}`,
  );
}
