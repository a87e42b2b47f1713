import type { JsonObject } from "../json.ts";
import { StepError } from "../step-error.ts";
import { ident, type Query } from "./sql.ts";

/** What a column holds, in words for people; `other` is anything a table of a model cannot use directly. */
export const COLUMN_TYPES = ["integer", "number", "boolean", "date", "timestamp", "text"] as const;
export type ColumnType = (typeof COLUMN_TYPES)[number];

export interface Column {
  name: string;
  type: ColumnType | "other";
}

/** The DuckDB type that a column type is stored as. */
export const STORED_AS: Record<ColumnType, string> = {
  integer: "BIGINT",
  number: "DOUBLE",
  boolean: "BOOLEAN",
  date: "DATE",
  timestamp: "TIMESTAMP",
  text: "VARCHAR",
};

export function columnType(duckdbType: string): Column["type"] {
  if (/^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER)$/.test(duckdbType)) return "integer";
  if (/^(DOUBLE|FLOAT|DECIMAL\(\d+,\d+\))$/.test(duckdbType)) return "number";
  if (duckdbType === "BOOLEAN") return "boolean";
  if (duckdbType === "DATE") return "date";
  if (duckdbType.startsWith("TIMESTAMP")) return "timestamp";
  if (/^(VARCHAR|ENUM\(.*|UUID|JSON)$/s.test(duckdbType)) return "text";
  return "other";
}

/** Planning a query takes DuckDB twice as long for each list in a list, and nothing interrupts it: 22 take 5 s. */
const MOST_LEVELS = 12;

/**
 * The columns of a table or query, in order, with DuckDB's own type beside ours.
 * @throws StepError `bad-data` for a column of lists in lists, or records in records, without end
 */
export async function describe(
  query: Query,
  relation: string,
): Promise<(Column & { duckdbType: string })[]> {
  const rows = await query(`DESCRIBE SELECT * FROM ${relation}`);
  return rows.map((row) => {
    const duckdbType = String(row["column_type"]);
    const name = String(row["column_name"]);
    const levels = levelsOf(duckdbType);
    if (levels > MOST_LEVELS)
      throw new StepError(
        "bad-data",
        `Column '${name}' holds lists or records in one another, ${levels} deep, and ${MOST_LEVELS} can be read: flatten it, or store it as text.`,
      );
    return { name, type: columnType(duckdbType), duckdbType };
  });
}

/** How deep the lists, records and maps of a type lie in one another. */
function levelsOf(duckdbType: string): number {
  const bare = duckdbType.replaceAll(/"(?:[^"]|"")*"|'(?:[^']|'')*'|DECIMAL\(\d+,\d+\)/g, "");
  let [level, deepest] = [0, 0];
  const around = [0];
  // From the end on, as the brackets of a list stand behind what it holds.
  for (const char of Array.from(bare).reverse()) {
    if (char === "]" || char === ")") level++;
    if (char === ")") around.push(level);
    else if (char === "(") around.pop();
    if (char === "(" || char === ",") level = around.at(-1) ?? 0;
    deepest = Math.max(deepest, level);
  }
  return deepest;
}

/** SQL for a column as every reader of our Parquet understands it: no decimals, 128-bit numbers, enumerations or JSON. */
export function plainColumn({ name, duckdbType }: { name: string; duckdbType: string }): string {
  const column = ident(name);
  const plain = plainType(duckdbType);
  return plain === duckdbType ? column : `${column}::${plain} AS ${column}`;
}

/** The type that {@link plainColumn} gives to a column of this type. */
export function plainType(duckdbType: string): string {
  if (/^(DECIMAL\(|U?HUGEINT|BIGNUM|FLOAT$)/.test(duckdbType)) return "DOUBLE";
  return /^(ENUM\(|UUID$|JSON$)/.test(duckdbType) ? "VARCHAR" : duckdbType;
}

export async function countRows(query: Query, relation: string): Promise<number> {
  const [row] = await query(`SELECT count(*)::DOUBLE AS n FROM ${relation}`);
  return Number(row!["n"]);
}

/** Bytes of a dataset's column list that a reference may carry; results that Temporal passes on must stay small. */
const MAX_COLUMNS_JSON = 3_500;

/** The facts of a dataset that travel with its reference. A very wide table has only the number of its columns. */
export function datasetMeta(rows: number, columns: readonly Column[]): JsonObject {
  const list = columns.map(({ name, type }) => ({ name, type }));
  return {
    rows,
    columnCount: columns.length,
    ...(JSON.stringify(list).length <= MAX_COLUMNS_JSON ? { columns: list } : {}),
  };
}

/** `wanted`, or with underscores at its end: a name that no column has. */
export function freeName(wanted: string, columns: readonly { name: string }[]): string {
  const taken = new Set(columns.map(({ name }) => name.toLowerCase()));
  let free = wanted;
  while (taken.has(free)) free += "_";
  return free;
}

export function selectList(names: readonly string[], alias = ""): string {
  return names.map((name) => (alias ? `${alias}.` : "") + ident(name)).join(", ");
}
