import type { Json } from "../../workflows/core/json.ts";

/** A field that was not there before has no `before`, one that is gone no `after`. */
export interface Change {
  /** For instance `plan.nodes[2].kind`; empty where there are no fields. */
  path: string;
  before?: Json;
  after?: Json;
}

const LONGEST = 40;

/** The fields that differ, one by one, however deep they lie; lists of plain values are compared as a whole. */
export function changes(before: Json, after: Json): Change[] {
  const found: Change[] = [];
  compare("", before ?? undefined, after ?? undefined, found);
  return found;
}

/** The differing fields on one line, those of something new only where they say something. */
export function summary(before: Json, after: Json): string {
  return changes(before, after)
    .filter((change) => "before" in change || !isEmpty(change.after))
    .map(({ path, ...change }) => {
      const name = path === "" ? "" : `${path}: `;
      if (!("before" in change)) return `${name}${brief(change.after)}`;
      return `${name}${brief(change.before)} → ${"after" in change ? brief(change.after) : "gone"}`;
    })
    .join(", ");
}

function compare(
  path: string,
  before: Json | undefined,
  after: Json | undefined,
  found: Change[],
): void {
  if (JSON.stringify(before) === JSON.stringify(after)) return;
  const old = parts(path, before);
  const now = parts(path, after);
  // A value that became an object, or the other way, is one change.
  if ((!old && !now) || (!old && before !== undefined) || (!now && after !== undefined)) {
    found.push({
      path,
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
    });
    return;
  }
  for (const name of new Set([...(old?.keys() ?? []), ...(now?.keys() ?? [])]))
    compare(name, old?.get(name), now?.get(name), found);
}

/** The fields of an object, or the entries of a list of objects, by their paths; null for what has no parts. */
function parts(path: string, value: Json | undefined): Map<string, Json> | null {
  if (typeof value !== "object" || value === null) return null;
  if (!Array.isArray(value)) {
    const entries = Object.entries(value);
    if (entries.length === 0) return null;
    return new Map(entries.map(([name, one]) => [path === "" ? name : `${path}.${name}`, one]));
  }
  if (value.length === 0 || !value.every((one) => typeof one === "object" && one !== null))
    return null;
  return new Map(value.map((one, index) => [`${path}[${index}]`, one]));
}

function isEmpty(value: Json | undefined): boolean {
  return value === null || (typeof value === "object" && Object.keys(value).length === 0);
}

function brief(value: Json | undefined): string {
  const text = typeof value === "string" ? value : JSON.stringify(value ?? null);
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}
