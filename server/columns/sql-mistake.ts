import { fewOf } from "../../workflows/core/few-of.ts";
import { nearest } from "../../workflows/core/nearest.ts";

interface Mistake {
  /** The sentence for a person; null where DuckDB's own words have to do. */
  sentence: string | null;
  /** The name that DuckDB does not know, and the one that was certainly meant. */
  instead?: { from: string; to: string };
}

/** What is wrong with SQL that does not bind, where it is a name. `columns` are those of all its tables. */
export function mistakeIn(error: unknown, sql: string, columns: readonly string[]): Mistake {
  const message = error instanceof Error ? error.message : "";
  const line = /\bLINE (\d+):/.exec(message)?.[1];
  const column =
    /Referenced column "([^"]+)" not found/.exec(message)?.[1] ??
    /does not have a column named "([^"]+)"/.exec(message)?.[1] ??
    /Column "([^"]+)" in \w+ list not found/.exec(message)?.[1];
  if (column !== undefined) {
    const near = nearest(column, columns);
    const remedy = near ? `did you mean '${near}'?` : `there are: ${fewOf(columns)}.`;
    return {
      sentence: `The SQL names a column '${column}'${line ? ` in line ${line}` : ""}, which is not in its tables; ${remedy}`,
      ...meant(column, near, sql),
    };
  }
  const from = /with name (\S+) does not exist/.exec(message)?.[1];
  const offered = /Did you mean "([^"]+)"\?/.exec(message)?.[1];
  // An input that nothing is wired to is no slip of the keyboard.
  if (from === undefined || offered === undefined || /^input[23]?$/.test(from))
    return { sentence: null };
  return { sentence: null, ...meant(from, nearest(from, [offered]), sql) };
}

function meant(from: string, to: string | null, sql: string): Pick<Mistake, "instead"> {
  return to !== null && sql.includes(from) ? { instead: { from, to } } : {};
}
