/**
 * Where in a query a message of the database points to: at the name it quotes, in the line it gives; else at that line; else at
 * the whole.
 */
export function placeInSql(message: string, sql: string): { from: number; to: number } {
  const line = Number(/\bline (\d+)\b/.exec(message)?.[1] ?? 0);
  const rows = sql.split("\n");
  const start = rows.slice(0, Math.max(0, line - 1)).reduce((sum, row) => sum + row.length + 1, 0);
  const end = line > 0 && line <= rows.length ? start + rows[line - 1]!.length : sql.length;
  const name = QUOTED.map((pattern) => pattern.exec(message)?.[1]).find(
    (found) => found !== undefined,
  );
  if (name) {
    const at = positionOf(name, sql.slice(start, end));
    if (at >= 0) return { from: start + at, to: start + at + name.length };
  }
  if (/syntax error at end of input/.test(message)) {
    const last = sql.trimEnd().length;
    return { from: Math.max(0, last - 1), to: last };
  }
  const from = start + (sql.slice(start, end).length - sql.slice(start, end).trimStart().length);
  return { from, to: Math.max(from + 1, end) };
}

const QUOTED = [
  /at or near "([^"]+)"/,
  /names a column '([^']+)'/,
  /column(?: named)? "([^"]+)"/,
  /Referenced table "([^"]+)"/,
  /with name (\S+) does not exist/,
  /string '([^']+)'/,
  /called? '([^']+)'/,
  /begins with '([^']+)'/,
];

/** As a word where it stands as one, in either case. */
function positionOf(name: string, text: string): number {
  const escaped = name.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const word = new RegExp(`(?<![\\w])${escaped}(?![\\w])`, "i").exec(text);
  return word?.index ?? text.toLowerCase().indexOf(name.toLowerCase());
}
