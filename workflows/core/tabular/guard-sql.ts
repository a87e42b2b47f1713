import { StepError } from "../step-error.ts";
import { excerpt } from "./file-errors.ts";

const BEGINNINGS = new Set(["SELECT", "WITH", "FROM", "VALUES", "PIVOT", "UNPIVOT"]);
/** Functions that tell of the engine, or run SQL that stands in a text. */
const INNER =
  /(?<!\w)(duckdb_\w+|pragma_\w+|current_setting|getenv|getvariable|which_secret|query|query_table|json_execute_serialized_sql)"?\s*\(/i;
const INNER_SCHEMA = /(?<!\w)(pg_catalog|information_schema)"?\s*\./i;
/** The engine's views, which need no schema. A column of such a name stands behind the name of its table. */
const INNER_VIEW =
  /(?<![\w.]|\."|\.\s+"?)(pragma_database_list|sqlite_(?:temp_)?(?:master|schema)|duckdb_(?:columns|constraints|databases|indexes|logs|schemas|tables|types|views)|pg_(?:am|attrdef|attribute|class|collation|constraint|database|depend|description|enum|index|indexes|namespace|prepared_statements|proc|sequence|sequences|settings|tables|tablespace|type|views))(?!\w)|(?<!\w)(?:main|system|memory|temp)"?\s*\.\s*"?((?:duckdb|sqlite|pragma|pg)_\w+)/i;

/** Refuses, before the database sees it, SQL that is no query or asks for the engine's own affairs. */
export function refuseOtherSql(sql: string): void {
  const bare = withoutTexts(sql);
  const word = /^[\s(]*([A-Za-z_]+)/.exec(bare)?.[1] ?? excerpt(bare);
  if (!BEGINNINGS.has(word.toUpperCase()))
    throw new StepError(
      "not-allowed",
      `Transform takes one SELECT, but this begins with '${word.toUpperCase()}': write a query over input, input2 and input3.`,
    );
  const inner = INNER.exec(bare);
  if (inner)
    throw new StepError(
      "not-allowed",
      `Transform may not call '${inner[1]}': a query reads its inputs alone, not the engine or its machine.`,
    );
  const view = INNER_SCHEMA.exec(bare) ?? INNER_VIEW.exec(bare);
  if (view)
    throw new StepError(
      "not-allowed",
      `Transform may not read '${view[1] ?? view[2]}', which is the engine's own: for a column of that name, write input."${view[1] ?? view[2]}".`,
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

/** The SQL with its comments and the insides of its texts blanked; quoted words stay. */
function withoutTexts(sql: string): string {
  return sql.replaceAll(
    /("(?:[^"]|"")*")|(?<![\w$])[eE]'(?:[^'\\]|\\[^]|'')*'|'(?:[^']|'')*'|(?<![\w$])\$([A-Za-z_]\w*)?\$[^]*?\$\2\$|--[^\n]*|\/\*[^]*?\*\//g,
    (match, name: string | undefined) => {
      // The engine's own names are single words.
      if (name !== undefined) return /^"\w+"$/.test(name) ? name : '"_"';
      if (match.startsWith("/*") && match.includes("/*", 2))
        throw new StepError(
          "not-allowed",
          "Transform takes no comment within a comment: end the outer one before it.",
        );
      return match.startsWith("--") || match.startsWith("/*") ? " " : "''";
    },
  );
}
