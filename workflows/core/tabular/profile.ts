import type { ColumnProfile, Profile } from "../contents/profile.ts";
import type { Json } from "../json.ts";
import type { Column } from "./columns.ts";
import { ident, type Query } from "./sql.ts";

/** Above so many rows, quantiles, top values and histograms come from every k-th row, and distinct values are estimated. */
const EXACT_ROWS = 5_000_000;
/** Of a wider table only the first columns are profiled: each costs queries that a very wide file makes slow. */
const PROFILED = 200;
const TOP = 10;
const BINS = 20;
const TEXT_LENGTH = 120;

/**
 * What each column holds: type, nulls, distinct values, and for numbers min, max, mean, standard deviation, quantiles
 * and a histogram of equal bins; for all the most frequent values. `file` is a Parquet file. What is calculated is
 * rounded to 10 significant digits, so that the order in which threads add up leaves no trace.
 */
export async function profileTable(
  query: Query,
  file: string,
  rows: number,
  columns: readonly Column[],
  onColumn: (done: number) => void = () => {},
): Promise<Profile> {
  const all = `read_parquet('${file.replaceAll("'", "''")}')`;
  const every = Math.ceil(rows / EXACT_ROWS);
  const sample =
    every <= 1
      ? all
      : `(SELECT * FROM read_parquet('${file.replaceAll("'", "''")}', file_row_number=true) WHERE file_row_number % ${every} = 0)`;
  const profiles: ColumnProfile[] = [];
  for (const [index, column] of columns.slice(0, PROFILED).entries()) {
    profiles.push(await profileColumn(query, { all, sample, exact: every <= 1 }, column));
    onColumn(index + 1);
  }
  return {
    rows,
    ...(every > 1 ? { sampledEvery: every } : {}),
    ...(columns.length > PROFILED ? { columnCount: columns.length } : {}),
    columns: profiles,
  };
}

interface Relations {
  all: string;
  sample: string;
  exact: boolean;
}

/** What one column holds; quantiles, top values and histogram are those of `sample`. */
export async function profileColumn(
  query: Query,
  { all, sample, exact }: Relations,
  { name, type }: Column,
): Promise<ColumnProfile> {
  const value = ident(name);
  const numeric = type === "integer" || type === "number";
  const ordered = numeric || type === "date" || type === "timestamp";
  const shown = `left(${value}::VARCHAR, ${TEXT_LENGTH})`;
  const finite = numeric ? `${value} IS NOT NULL AND isfinite(${value}::DOUBLE)` : "";
  const facts = (unit: string) => [
    `(count(*) - count(${value}))::DOUBLE AS nulls`,
    ...(exact ? [] : [`approx_count_distinct(${value})::DOUBLE AS distinct_values`]),
    ...(numeric
      ? [
          `(min(${value}) FILTER (WHERE ${finite}))::DOUBLE AS min`,
          `(max(${value}) FILTER (WHERE ${finite}))::DOUBLE AS max`,
          `avg(${value}::DOUBLE) FILTER (WHERE ${finite}) AS mean`,
          `stddev_samp(${value}::DOUBLE / ${unit}) FILTER (WHERE ${finite}) * ${unit} AS std`,
        ]
      : ordered
        ? [`min(${value})::VARCHAR AS min`, `max(${value})::VARCHAR AS max`]
        : []),
  ];
  const ask = (unit: string) => query(`SELECT ${facts(unit).join(", ")} FROM ${all}`);
  // The squares of very large numbers are beyond what a double holds.
  const [row] = await ask("1").catch((error: unknown) => {
    if (/STDDEV_SAMP is out of range/.test(String(error))) return ask("1e160");
    throw error;
  });
  const groups = `SELECT ${shown} AS value, count(*) AS n FROM ${sample} WHERE ${value} IS NOT NULL GROUP BY ${value}`;
  const [tops] = await query(
    `WITH g AS (${groups}) SELECT count(*)::DOUBLE AS distinct_values,
       (SELECT to_json(list({value: value, count: n::DOUBLE} ORDER BY n DESC, value))
        FROM (SELECT * FROM g ORDER BY n DESC, value LIMIT ${TOP})) AS top FROM g`,
  );
  const profile: ColumnProfile = {
    name,
    type,
    nulls: Number(row!["nulls"]),
    distinct: Number((exact ? tops : row)!["distinct_values"]),
    top: parseList(tops!["top"]) as ColumnProfile["top"],
  };
  if (ordered) {
    profile.min = row!["min"] as string | number | null;
    profile.max = row!["max"] as string | number | null;
  }
  if (numeric) {
    profile.mean = rounded(row!["mean"]);
    profile.std = rounded(row!["std"]);
    Object.assign(
      profile,
      await spread(query, sample, value, finite, Number(row!["min"]), Number(row!["max"])),
    );
  }
  return profile;
}

/** Quantiles by linear interpolation (type 7 of Hyndman and Fan, 1996), and a histogram of equal bins. */
async function spread(
  query: Query,
  sample: string,
  value: string,
  finite: string,
  min: number,
  max: number,
): Promise<Pick<ColumnProfile, "quantiles" | "histogram">> {
  const [row] = await query(
    `SELECT to_json(quantile_cont(${value}::DOUBLE, [0.05, 0.25, 0.5, 0.75, 0.95]) FILTER (WHERE ${finite})) AS q FROM ${sample}`,
  );
  const q = parseList(row!["q"]);
  if (q.length === 0) return { quantiles: null, histogram: [] };
  const [p05, p25, p50, p75, p95] = q.map(rounded);
  const width = (max - min) / BINS;
  const bins = width > 0 && Number.isFinite(width) ? BINS : 1;
  const counts = Array.from({ length: bins }, () => 0);
  const bin =
    bins === 1
      ? "0"
      : `least(${BINS - 1}, floor((${value}::DOUBLE - ${min}::DOUBLE) / ${width}::DOUBLE))::INTEGER`;
  for (const group of await query(
    `SELECT ${bin} AS bin, count(*)::DOUBLE AS n FROM ${sample} WHERE ${finite} GROUP BY 1`,
  ))
    counts[Number(group["bin"])] = Number(group["n"]);
  return {
    quantiles: { p05: p05!, p25: p25!, p50: p50!, p75: p75!, p95: p95! },
    histogram: counts.map((count, index) => ({
      from: index === 0 ? min : rounded(min + index * width)!,
      to: index === bins - 1 ? max : rounded(min + (index + 1) * width)!,
      count,
    })),
  };
}

function parseList(value: Json | undefined): Json[] {
  const parsed: unknown = typeof value === "string" ? JSON.parse(value) : value;
  return Array.isArray(parsed) ? (parsed as Json[]) : [];
}

function rounded(value: Json | undefined): number | null {
  // Infinity comes as text, and the largest number of all would be rounded to it.
  const short = typeof value === "number" ? Number(value.toPrecision(10)) : NaN;
  return Number.isFinite(short) ? short : null;
}
