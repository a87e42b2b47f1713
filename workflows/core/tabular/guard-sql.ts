import { StepError } from "../step-error.ts";
import { excerpt } from "./file-errors.ts";

const BEGINNINGS = new Set(["SELECT", "WITH", "FROM", "VALUES", "PIVOT", "UNPIVOT"]);
const INNER = /\b(duckdb_\w+|pragma_\w+|current_setting|getenv|getvariable|which_secret)\s*\(/i;

/** Refuses, before the database sees it, SQL that is no query or asks for the engine's own affairs. */
export function refuseOtherSql(sql: string): void {
  const bare = withoutComments(sql);
  const word = /^[\s(]*([A-Za-z_]+)/.exec(bare)?.[1] ?? excerpt(bare);
  if (!BEGINNINGS.has(word.toUpperCase()))
    throw new StepError(
      "not-allowed",
      `Transform takes one SELECT, but this begins with '${word.toUpperCase()}': write a query over input, input2 and input3.`,
    );
  const inner = INNER.exec(bare.replaceAll(/'(?:[^']|'')*'/g, "''"));
  if (inner)
    throw new StepError(
      "not-allowed",
      `Transform may not call '${inner[1]}': a query reads its inputs alone, not the engine or its machine.`,
    );
}

/** DuckDB's message as one sentence, with the line of the SQL where it gives one. */
export function sqlError(error: unknown, linesBefore: number): StepError {
  if (error instanceof StepError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const say = (type: "bad-config" | "not-allowed" | "oversized", what: string) =>
    new StepError(type, what, { cause: error });
  if (/Permission Error|disabled (by|through) configuration|has been locked/.test(message))
    return say(
      "not-allowed",
      "The SQL reaches for a file, the network or a setting; a query may read input, input2 and input3 only.",
    );
  if (/Out of Memory|max_temp_directory_size/i.test(message))
    return say(
      "oversized",
      "The SQL needs more memory or disk than this worker may use: select fewer columns, filter earlier, or look for a join that multiplies rows.",
    );
  const at = /\bLINE (\d+):/.exec(message)?.[1];
  const line = at ? Math.max(1, Number(at) - linesBefore) : null;
  const [kind, ...rest] = message
    .split(/\n\s*LINE \d+:/)[0]!
    .replace(/^Failed to extract statements: /, "")
    .split(": ");
  const what = excerptLong(rest.length > 0 ? rest.join(": ") : kind!);
  return say(
    "bad-config",
    `The SQL cannot run${line ? `, line ${line}` : ""}: ${what.replace(/[.!?]?$/, ".")} Correct it in the step's settings.`,
  );
}

function excerptLong(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length > 300 ? `${line.slice(0, 300)}…` : line;
}

/** The SQL with comments blanked; quoted texts and names stay. */
function withoutComments(sql: string): string {
  return sql.replaceAll(
    /('(?:[^']|'')*'|"(?:[^"]|"")*")|--[^\n]*|\/\*[\s\S]*?\*\//g,
    (_match, quoted: string | undefined) => quoted ?? " ",
  );
}
