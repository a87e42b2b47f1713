import type { ColumnType } from "./columns.ts";
import { ident, type Query } from "./sql.ts";

/**
 * SQL that is true for a text that reads as the type and loses nothing by it: `007` and a number of 19 digits stay
 * text, and so does `yes`.
 */
export function readsAs(type: ColumnType, column: string): string {
  switch (type) {
    case "integer":
      return `TRY_CAST(${column} AS BIGINT)::VARCHAR = trim(${column})`;
    case "number":
      // The pattern is looked at only where the first character or the length calls for it: it is the slow part.
      return `(TRY_CAST(${column} AS DOUBLE) IS NOT NULL AND CASE WHEN left(${column}, 1) NOT BETWEEN '1' AND '9' OR length(${column}) > 18 OR contains(${column}, '_')
        THEN NOT regexp_matches(${column}, '^\\s*[+-]?(0\\d|\\d{19})|[_xX]') ELSE true END)`;
    case "boolean":
      return `lower(${column}) IN ('true', 'false')`;
    case "date":
      return `TRY_CAST(${column} AS DATE)::VARCHAR = ${column}`;
    case "timestamp":
      return `(TRY_CAST(${column} AS TIMESTAMP) IS NOT NULL AND regexp_full_match(${column}, '\\d{4}-\\d{2}-\\d{2}([ T]\\d{2}:\\d{2}(:\\d{2}(\\.\\d+)?)?)?'))`;
    case "text":
      return "true";
  }
}

export interface InferredColumn {
  type: ColumnType;
  /** A text column of which nearly all values are numbers: how many are not, and the first of them in sort order. */
  strays?: { count: number; values: number; example: string };
}

const CANDIDATES = ["integer", "number", "boolean", "date", "timestamp"] as const;
const HEAD_ROWS = 20_000;
/** Columns looked at in one pass; an aggregate over thousands of expressions would not fit in memory. */
const BATCH = 200;

/**
 * The type of every column of a table of texts, decided over all rows: the narrowest that every value reads as. The
 * first rows only rule candidates out.
 */
export async function inferTypes(
  query: Query,
  relation: string,
  columns: readonly string[],
): Promise<InferredColumn[]> {
  const result: InferredColumn[] = [];
  for (let start = 0; start < columns.length; start += BATCH) {
    const batch = columns.slice(start, start + BATCH);
    const all = batch.map(() => [...CANDIDATES] as ColumnType[]);
    const head = await measure(query, `(SELECT * FROM ${relation} LIMIT ${HEAD_ROWS})`, batch, all);
    const likely = head.map(({ values, fits }, index) =>
      all[index]!.filter((type) => values === 0 || fits[type]! >= values * 0.5),
    );
    // One test a column first: nearly always the likeliest type holds to the end.
    const first = await measure(
      query,
      relation,
      batch,
      likely.map((types) => types.slice(0, 1)),
    );
    const open = batch.flatMap((_, index) => {
      const type = likely[index]![0];
      return type && first[index]!.fits[type] !== first[index]!.values ? [index] : [];
    });
    const rest =
      open.length === 0
        ? []
        : await measure(
            query,
            relation,
            open.map((index) => batch[index]!),
            open.map((index) => likely[index]!),
          );
    for (const index of batch.keys()) {
      const at = open.indexOf(index);
      const { values, fits, example } = at < 0 ? first[index]! : rest[at]!;
      const types = at < 0 ? likely[index]!.slice(0, 1) : likely[index]!;
      const type = types.find((candidate) => values > 0 && fits[candidate] === values);
      const numbers = fits["number"] ?? 0;
      const column: InferredColumn = { type: type ?? "text" };
      if (!type && values > 0 && numbers >= values * 0.9)
        column.strays = { count: values - numbers, values, example };
      result.push(column);
    }
  }
  return result;
}

interface Measure {
  values: number;
  fits: Partial<Record<ColumnType, number>>;
  example: string;
}

async function measure(
  query: Query,
  relation: string,
  columns: readonly string[],
  candidates: readonly ColumnType[][],
): Promise<Measure[]> {
  const expressions = columns.flatMap((name, index) => {
    const column = ident(name);
    return [
      `count(${column})::DOUBLE AS c${index}`,
      ...candidates[index]!.map(
        (type) => `(count(*) FILTER (WHERE ${readsAs(type, column)}))::DOUBLE AS c${index}_${type}`,
      ),
      ...(candidates[index]!.includes("number")
        ? [`min(${column}) FILTER (WHERE NOT ${readsAs("number", column)}) AS c${index}_example`]
        : []),
    ];
  });
  const [row] = await query(`SELECT ${expressions.join(", ")} FROM ${relation}`);
  return columns.map((_, index) => ({
    values: Number(row![`c${index}`]),
    fits: Object.fromEntries(
      candidates[index]!.map((type) => [type, Number(row![`c${index}_${type}`])]),
    ),
    example: String(row![`c${index}_example`] ?? ""),
  }));
}
