import { StepError } from "../step-error.ts";
import {
  countRows,
  describe,
  freeName,
  plainColumn,
  STORED_AS,
  type Column,
  type ColumnType,
} from "./columns.ts";
import { csvDialect, refuseDoubles, type CsvOptions } from "./csv-dialect.ts";
import { excerpt, fileError } from "./file-errors.ts";
import { fileFormat, type FileFormat } from "./file-format.ts";
import { inferTypes, readsAs } from "./infer-types.ts";
import { copyToParquet, ident, literal, parquet, type Query } from "./sql.ts";

export interface LoadOptions extends CsvOptions {
  format: FileFormat | "auto";
  /** Texts that stand for a missing value in CSV. */
  nullValues: readonly string[];
  /** Types that the user wants instead of those found. */
  types: Readonly<Record<string, ColumnType>>;
}

export const LOAD_DEFAULTS: LoadOptions = {
  format: "auto",
  delimiter: "auto",
  header: "auto",
  nullValues: ["", "NA", "N/A", "NaN", "null", "NULL"],
  types: {},
};

export interface LoadFile {
  /** Path of the file. */
  file: string;
  /** What people call it; errors name it. */
  name: string;
  /** Its first bytes, `HEAD_BYTES` at most. */
  head: Uint8Array;
  /** Path of the Parquet file to write. */
  out: string;
}

/** How much of a file's beginning decides its format and dialect. */
export const HEAD_BYTES = 1 << 20;

export interface Loaded {
  rows: number;
  columns: Column[];
  /** What a person should know of how it was read. */
  notes: string[];
}

const MAX_COLUMNS = 5_000;

/**
 * Reads a CSV, Parquet or JSON lines file into one Parquet file, streaming. Throws bad-data with a sentence that names
 * the file, the line where there is one, what is wrong and what to do.
 */
export async function loadFile(
  query: Query,
  source: LoadFile,
  options: LoadOptions,
): Promise<Loaded> {
  const { file, name, out } = source;
  try {
    const read = await readFile(query, source, options);
    await refuseUnreadable(query, read, name, options.types);
    await query(copyToParquet(selectAll(read, options), out));
    const rows = await countRows(query, parquet(out));
    if (rows === 0)
      throw new StepError(
        "bad-data",
        `${name} has ${read.format === "csv" ? "a header but no rows" : "no rows"}: export it again and check that it has data.`,
      );
    return { rows, columns: await describe(query, parquet(out)), notes: read.notes };
  } catch (error) {
    throw fileError(error, name, file);
  }
}

/** The columns that {@link loadFile} would give, without writing anything; throws as it does for what cannot be read. */
export async function fileColumns(
  query: Query,
  source: Omit<LoadFile, "out">,
  options: LoadOptions,
): Promise<(Column & { duckdbType: string })[]> {
  try {
    const read = await readFile(query, source, options);
    return await describe(query, `(${selectAll(read, options)})`);
  } catch (error) {
    throw fileError(error, source.name, source.file);
  }
}

async function readFile(
  query: Query,
  source: Omit<LoadFile, "out">,
  options: LoadOptions,
): Promise<Read & { format: FileFormat }> {
  const { name, head } = source;
  const format = fileFormat(name, head, options.format);
  if (format !== "parquet" && new TextDecoder().decode(head).replace("\ufeff", "").trim() === "")
    throw new StepError(
      "bad-data",
      `${name} holds only blanks: export it again and check that it has rows.`,
    );
  const read =
    format === "csv"
      ? await readCsv(query, source, options)
      : await readTyped(query, source, format);
  checkColumns(read.columns, name, options.types);
  return { ...read, format };
}

function selectAll({ columns, relation }: Read, { types }: LoadOptions): string {
  const expressions = columns.map((column) => expression(column, types[column.name]));
  return `SELECT ${expressions.join(", ")} FROM ${relation}`;
}

interface ReadColumn {
  name: string;
  duckdbType: string;
  type: Column["type"];
  /** The column is text in the file and is cast to `type`. */
  fromText: boolean;
}

interface Read {
  relation: string;
  columns: ReadColumn[];
  notes: string[];
}

async function readCsv(
  query: Query,
  source: Omit<LoadFile, "out">,
  options: LoadOptions,
): Promise<Read> {
  const { file, name, head } = source;
  const text = new TextDecoder().decode(head);
  const dialect = csvDialect(text, options);
  if (dialect.columns.length > MAX_COLUMNS) throw tooWide(name, dialect.columns.length);
  refuseDoubles(dialect.columns, name);
  const relation =
    `read_csv(${literal(file)}, auto_detect=false, strict_mode=true, null_padding=false, ` +
    `delim=${literal(dialect.delimiter)}, quote='"', escape='"', ` +
    `header=${dialect.header}, skip=${blankLines(text)}, ` +
    (options.nullValues.length > 0
      ? `nullstr=[${options.nullValues.map(literal).join(", ")}], `
      : `nullstr='\u0001', `) +
    `columns={${dialect.columns.map((column) => `${literal(column)}: 'VARCHAR'`).join(", ")}})`;
  const types = await inferTypes(query, relation, dialect.columns);
  const notes = types.flatMap(({ strays }, index) =>
    strays && !options.types[dialect.columns[index]!]
      ? [
          `Column '${dialect.columns[index]}' is read as text: ${strays.count} of ${strays.values} values are not numbers, for instance '${excerpt(strays.example) || strays.example}'.`,
        ]
      : [],
  );
  return {
    relation,
    notes,
    columns: dialect.columns.map((column, index) => ({
      name: column,
      duckdbType: "VARCHAR",
      type: types[index]!.type,
      fromText: true,
    })),
  };
}

/** Empty lines before the first record, which DuckDB would take for the header. */
function blankLines(text: string): number {
  const [blank] = /^[\r\n]*/.exec(text)!;
  return blank.match(/\r\n|\n|\r/g)?.length ?? 0;
}

async function readTyped(
  query: Query,
  { file, name, head }: Omit<LoadFile, "out">,
  format: "parquet" | "jsonl",
): Promise<Read> {
  if (format === "jsonl" && BOM.every((byte, at) => head[at] === byte))
    throw new StepError(
      "bad-data",
      `${name}, line 1: the file begins with a byte order mark (BOM), which JSON lines do not have; save it as UTF-8 without one and load it again.`,
    );
  if (format === "jsonl") await refuseBrokenJson(query, file, name);
  const relation =
    format === "parquet"
      ? parquet(file)
      : `read_json(${literal(file)}, format='newline_delimited', records=true, sample_size=-1, maximum_object_size=16777216)`;
  const columns = await describe(query, relation);
  if (format === "jsonl" && mayBeRenamed(columns)) await refuseKeys(query, file, name);
  refuseDoubles(
    columns.map((column) => column.name),
    name,
  );
  return {
    relation,
    notes: [],
    columns: columns.map((column) => ({ ...column, fromText: false })),
  };
}

const BOM = [0xef, 0xbb, 0xbf];

/** Whether one has a name such as DuckDB gives a column whose key is empty, `C0`, or differs from another in case alone, `x_1`. */
function mayBeRenamed(columns: readonly Column[]): boolean {
  const names = columns.map(({ name }) => name);
  const known = new Set(names.map((name) => name.toLowerCase()));
  return names.some((name) => {
    const stem = name.replace(/_\d+$/, "").toLowerCase();
    return /^C\d+$/.test(name) || (stem !== name.toLowerCase() && known.has(stem));
  });
}

/** Refuses keys that cannot be the names of columns, and that DuckDB would give another name. */
async function refuseKeys(query: Query, file: string, name: string): Promise<void> {
  const found = await query(
    `SELECT key, min(number)::DOUBLE AS line FROM
       (SELECT * FROM (SELECT row_number() OVER () AS number, line FROM ${textLines(file)})
         WHERE trim(line) <> '') lines,
       unnest(json_keys(line)) AS keys(key)
     GROUP BY key ORDER BY min(number), key`,
  );
  const seen = new Map<string, string>();
  for (const row of found) {
    const [key, where] = [String(row["key"]), `${name}, line ${String(row["line"])}`];
    const before = seen.get(key.toLowerCase());
    if (key === "" || before !== undefined)
      throw new StepError(
        "bad-data",
        before === undefined
          ? `${where}: a key is empty; give each key a name and load the file again.`
          : `${where}: the keys '${before}' and '${key}' differ in upper and lower case alone, which columns cannot; give each a name of its own and load the file again.`,
      );
    seen.set(key.toLowerCase(), key);
  }
}

/** SQL of the lines of a text file. */
function textLines(file: string): string {
  return `read_csv(${literal(file)}, auto_detect=false, delim='', quote='', escape='', header=false, max_line_size=16777216, columns={'line': 'VARCHAR'}, nullstr='\u0001')`;
}

/** The first line that is not a JSON object, as DuckDB's own message counts lines otherwise. */
async function refuseBrokenJson(query: Query, file: string, name: string): Promise<void> {
  const [bad] = await query(
    `SELECT * FROM (SELECT row_number() OVER () AS number, line FROM ${textLines(file)})
     WHERE trim(line) <> '' AND (NOT json_valid(line) OR json_type(line) <> 'OBJECT') LIMIT 1`,
  );
  if (bad)
    throw new StepError(
      "bad-data",
      `${name}, line ${String(bad["number"])}: this is not a whole JSON object (“${excerpt(String(bad["line"]))}”); write one object a line, correct this line and load the file again.`,
    );
}

function checkColumns(
  columns: readonly ReadColumn[],
  name: string,
  types: LoadOptions["types"],
): void {
  if (columns.length > MAX_COLUMNS) throw tooWide(name, columns.length);
  for (const wanted of Object.keys(types))
    if (!columns.some((column) => column.name === wanted))
      throw new StepError(
        "bad-config",
        `${name} has no column '${wanted}', for which this step sets a type; its columns are: ${excerpt(columns.map((column) => column.name).join(", "))}`,
      );
}

function tooWide(name: string, count: number): StepError {
  return new StepError(
    "bad-data",
    `${name} has ${count} columns or more; at most ${MAX_COLUMNS} can be loaded. Check the delimiter, or store the table long instead of wide.`,
  );
}

function expression(column: ReadColumn, wanted: ColumnType | undefined): string {
  const source = ident(column.name);
  if (wanted) return `CAST(${source} AS ${STORED_AS[wanted]}) AS ${source}`;
  if (column.fromText && column.type !== "other" && column.type !== "text")
    return `CAST(${source} AS ${STORED_AS[column.type]}) AS ${source}`;
  return plainColumn(column);
}

/** Names the first value that does not read as the type the user asked for. */
async function refuseUnreadable(
  query: Query,
  read: Read,
  name: string,
  types: LoadOptions["types"],
): Promise<void> {
  for (const [column, type] of Object.entries(types)) {
    const value = ident(column);
    const place = freeName("place", [{ name: column }]);
    const known = read.columns.find((candidate) => candidate.name === column)!;
    const test = known.fromText ? looseTest(type, value) : typedTest(type, known);
    const [bad] = await query(
      `SELECT ${place} AS number, ${value}::VARCHAR AS value FROM (SELECT row_number() OVER () AS ${place}, ${value} FROM ${read.relation})
       WHERE ${value} IS NOT NULL AND NOT ${test} LIMIT 1`,
    );
    if (bad)
      throw new StepError(
        "bad-data",
        `${name}, row ${String(bad["number"])}: '${excerpt(String(bad["value"]))}' in column '${column}' does not read as ${type}; correct it, add it to the values that mean missing, or load the column as text and let Validate set such rows aside.`,
      );
  }
}

/** As {@link looseTest}, of a file whose columns have types. */
function typedTest(type: ColumnType, { name, duckdbType, type: from }: ReadColumn): string {
  const value = ident(name);
  const read = `TRY_CAST(${value} AS ${STORED_AS[type]})`;
  const reads = `${read} IS NOT NULL`;
  if (type !== "integer" && type !== "boolean") return reads;
  // DuckDB rounds a fraction to a whole number, and takes every number but 0 for true.
  if (from === "integer" || from === "number")
    return `coalesce(${read}::${duckdbType} = ${value}, false)`;
  if (from !== "text") return reads;
  const text = duckdbType === "JSON" ? `(${value} ->> '$')` : `${value}::VARCHAR`;
  return `(${reads} AND ${looseTest(type, text)})`;
}

/** A user who asks for a type means it: leading zeros are fine then. Fractions never become integers silently. */
function looseTest(type: ColumnType, value: string): string {
  if (type === "integer") return `regexp_full_match(trim(${value}), '[+-]?\\d{1,18}')`;
  if (type === "text") return "true";
  if (type === "number" || type === "boolean")
    return `TRY_CAST(${value} AS ${STORED_AS[type]}) IS NOT NULL`;
  return readsAs(type, value);
}
