import type { KnownColumn } from "../schema-form/form-context.tsx";

/** Kinds of columns by which one chooses many at once. */
export const COLUMN_KINDS = [
  { kind: "numeric", word: "Numeric", types: ["integer", "number"] },
  { kind: "text", word: "Text", types: ["text"] },
  { kind: "time", word: "Time", types: ["date", "timestamp"] },
  { kind: "boolean", word: "Boolean", types: ["boolean"] },
] as const;

export type ColumnKind = (typeof COLUMN_KINDS)[number]["kind"] | "other";

export function kindOf(type: string): ColumnKind {
  return (
    COLUMN_KINDS.find(({ types }) => (types as readonly string[]).includes(type))?.kind ?? "other"
  );
}

/** Whether a text picks columns by a pattern rather than by a part of their name: `age_*`, `a?e`, `/^age/`. */
export function isPattern(text: string): boolean {
  return patternOf(text) !== null;
}

/**
 * Columns that a text finds: by a pattern (`*` and `?`, or a regular expression between slashes), else by every word being part
 * of the name; letters count the same in either case. The one that the text names in full comes first: Enter takes the first.
 */
export function findColumns(columns: readonly KnownColumn[], text: string): KnownColumn[] {
  const pattern = patternOf(text);
  if (pattern) return columns.filter(({ name }) => pattern.test(name));
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const found = columns.filter(({ name }) => {
    const lower = name.toLowerCase();
    return words.every((word) => lower.includes(word));
  });
  const exact = text.trim();
  const rank = ({ name }: KnownColumn) =>
    name === exact ? 0 : name.toLowerCase() === exact.toLowerCase() ? 1 : 2;
  return found.sort((a, b) => rank(a) - rank(b));
}

function patternOf(text: string): RegExp | null {
  const trimmed = text.trim();
  const expression = /^\/(.+)\/$/.exec(trimmed)?.[1];
  if (expression !== undefined) {
    try {
      return new RegExp(expression, "i");
    } catch {
      return null;
    }
  }
  if (!/[*?]/.test(trimmed)) return null;
  const source = trimmed
    .replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`, "i");
}
