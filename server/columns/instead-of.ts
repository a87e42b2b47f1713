import { nearest } from "../../workflows/core/nearest.ts";

/** The name in the SQL that DuckDB does not know, and the one that was certainly meant; undefined where there is none. */
export function insteadOf(error: unknown, sql: string): { instead?: { from: string; to: string } } {
  const message = error instanceof Error ? error.message : "";
  const from =
    /Referenced column "([^"]+)" not found/.exec(message)?.[1] ??
    /does not have a column named "([^"]+)"/.exec(message)?.[1] ??
    /with name (\S+) does not exist/.exec(message)?.[1];
  const offered =
    /Candidate bindings: :? ?(.*)/.exec(message)?.[1] ?? /Did you mean (.*)\?/.exec(message)?.[1];
  if (from === undefined || offered === undefined || !sql.includes(from)) return {};
  // Nothing is wired to it yet; it is no slip of the keyboard.
  if (/^input[23]?$/.test(from)) return {};
  const names = [...offered.matchAll(/"([^"]+)"/g)].map((match) => match[1]!);
  const to = nearest(from, names);
  return to === null ? {} : { instead: { from, to } };
}
