import type { z } from "zod";
import type { ArtifactRef } from "../../core/artifact.ts";
import { implement } from "../../core/define-step.ts";
import { nearest } from "../../core/nearest.ts";
import { StepError } from "../../core/step-error.ts";
import { describe, selectList, type Column } from "../../core/tabular/columns.ts";
import { excerpt } from "../../core/tabular/file-errors.ts";
import { ident, literal, parquet, type Query } from "../../core/tabular/sql.ts";
import { input, storeDataset } from "../_shared/datasets.ts";
import { withDuckdb } from "../_shared/duckdb.ts";
import { assignment, momentOf, namesOffset, ROW } from "./assignment.ts";
import { step } from "./step.ts";

type Config = z.output<typeof step.config>;
const PARTS = ["train", "validation", "test"] as const;
const MAX_STRATA = 1_000;

export default implement(step, async ({ config, inputs, ctx }) => {
  const file = ctx.artifacts.path(input(inputs, "data").hash);
  return withDuckdb(ctx, async ({ query }) => {
    const columns = await describe(query, parquet(file));
    checkColumn(columns, config);
    const rows = `read_parquet(${literal(file)}, file_row_number=true)`;
    if (config.column !== undefined) await checkValues(query, file, config.column, config.method);
    ctx.progress(0, 4, "Assigning rows");
    const moment =
      config.method === "time" ? await checkedMoment(query, file, columns, config) : "";
    await query(`CREATE TEMP TABLE parts AS ${assignment(rows, { ...config, moment })}`);
    const counts = await countParts(query, config);
    if (config.method === "stratified") await checkStrata(query, rows, config);
    const names = columns.map((column) => column.name);
    const parts: Record<string, ArtifactRef> = {};
    for (const [index, part] of PARTS.entries()) {
      if (config[part] === 0) continue;
      ctx.progress(index + 1, 4, `Writing ${part}`);
      parts[part] = await storeDataset(
        ctx,
        query,
        part,
        `SELECT ${selectList(names, "d")} FROM ${rows} d JOIN parts p ON p.${ROW} = d.${ROW}
         WHERE p.part = ${index} ORDER BY d.${ROW}`,
      );
    }
    ctx.log("info", PARTS.map((part) => `${part}: ${counts[part] ?? 0} rows`).join(", "));
    const manifest = Object.fromEntries(
      Object.entries(parts).map(([part, { hash }]) => [part, hash]),
    );
    const { columnCount, columns: listed } = parts["train"]!.meta;
    const split = await ctx.artifacts.putJson(manifest, {
      type: "split",
      meta: {
        rows: counts,
        columnCount: columnCount!,
        ...(listed ? { columns: listed } : {}),
        method: config.method,
        seed: config.seed,
      },
    });
    return { split: { ...split, parts }, ...parts };
  });
});

function checkColumn(columns: readonly Column[], { column, method }: Config): void {
  const names = columns.map(({ name }) => name);
  const same = names.find((name) => name.toLowerCase() === ROW);
  if (same !== undefined)
    throw new StepError(
      "bad-data",
      `The data has a column called '${same}', which Split needs for itself: rename it in a Transform step.`,
    );
  if (method === "random" || column === undefined || names.includes(column)) return;
  const near = nearest(column, names);
  throw new StepError(
    "bad-config",
    `The data has no column '${column}' to split by${near ? `; did you mean '${near}'?` : `; its columns are: ${excerpt(names.join(", "))}`}`,
  );
}

async function checkValues(
  query: Query,
  file: string,
  column: string,
  method: Config["method"],
): Promise<void> {
  const [row] = await query(
    `SELECT (count(*) - count(${ident(column)}))::DOUBLE AS missing,
       approx_count_distinct(${ident(column)})::DOUBLE AS several FROM ${parquet(file)}`,
  );
  const missing = Number(row!["missing"]);
  if ((method === "time" || method === "group") && missing > 0)
    throw new StepError(
      "bad-data",
      `${missing} rows have no value in '${column}', so that Split cannot place them by ${method}; set them aside with a Validate step (check: not null) or fill them in.`,
    );
  if (method === "stratified" && Number(row!["several"]) > MAX_STRATA)
    throw new StepError(
      "bad-data",
      `'${column}' has about ${Number(row!["several"])} different values, too many to keep the same shares in each part; choose a column with few values, or the method random.`,
    );
}

/** SQL for the time of each row. Refuses a column of texts that are no moments, or not to be set in one order. */
async function checkedMoment(
  query: Query,
  file: string,
  columns: readonly Column[],
  config: Config,
): Promise<string> {
  const column = columns.find(({ name }) => name === config.column)!;
  const moment = momentOf(column);
  if (column.type !== "text") return moment;
  const value = ident(column.name);
  const offset = namesOffset(column.name);
  const [row] = await query(
    `SELECT min(${value}) FILTER (WHERE (${moment}) IS NULL) AS odd,
       min(${value}) FILTER (WHERE ${offset}) AS fixed, min(${value}) FILTER (WHERE NOT ${offset}) AS free
     FROM ${parquet(file)}`,
  );
  const { odd, fixed, free } = row!;
  const say = (what: string) => new StepError("bad-data", what);
  if (typeof odd === "string")
    throw say(
      `'${excerpt(odd)}' in '${column.name}' is a text whose order is that of the alphabet and not of time; make the column a date in a Transform step, for instance with strptime(${value}, '%d.%m.%Y'), or write its values as 2024-01-31.`,
    );
  if (typeof fixed === "string" && typeof free === "string")
    throw say(
      `In '${column.name}' some texts name their offset from UTC ('${excerpt(fixed)}') and others do not ('${excerpt(free)}'), so that their order is not known; write all of them with it, or none, in a Transform step.`,
    );
  return moment;
}

async function countParts(query: Query, config: Config): Promise<Record<string, number>> {
  const found = await query("SELECT part, count(*)::DOUBLE AS n FROM parts GROUP BY part");
  const counts = Object.fromEntries(
    found.map((row) => [PARTS[Number(row["part"])]!, Number(row["n"])]),
  );
  const total = Object.values(counts).reduce((sum, n) => sum + n, 0);
  for (const part of PARTS)
    if (config[part] > 0 && !counts[part])
      throw new StepError(
        "bad-data",
        `The ${part} part would be empty: ${config[part]} of ${total} rows${config.column === undefined || config.method === "random" ? "" : ` split by '${config.column}' (${config.method})`} is no row; give it a larger share or bring more rows.`,
      );
  return counts;
}

async function checkStrata(query: Query, rows: string, config: Config): Promise<void> {
  const column = ident(config.column!);
  const wanted = PARTS.flatMap((part, index) => (config[part] > 0 ? [index] : []));
  const [small] = await query(
    `SELECT value, n FROM (
       SELECT d.${column}::VARCHAR AS value, count(*)::DOUBLE AS n, count(DISTINCT p.part) AS found
       FROM ${rows} d JOIN parts p ON p.${ROW} = d.${ROW} GROUP BY d.${column})
     WHERE found < ${wanted.length} ORDER BY n, value LIMIT 1`,
  );
  if (small)
    throw new StepError(
      "bad-data",
      `The value ${small["value"] === null ? "(missing)" : `'${excerpt(String(small["value"]))}'`} of '${config.column}' has only ${Number(small["n"])} rows, too few for each of the ${wanted.length} parts to get one; merge rare values in a Transform step, or choose the method random.`,
    );
}
