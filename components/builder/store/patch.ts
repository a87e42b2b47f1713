import { isPlainObject, own } from "../../../workflows/core/json.ts";

/**
 * How one JSON value becomes another, small where they share parts by identity, as the steps of the editor's history do.
 * `v` is a whole value; `o` changes fields of an object and `x` drops some; `a` changes single items of an array, and `s`
 * replaces a run of items: from where, how many, by what.
 */
export type Patch =
  | { v: unknown }
  | { o: Record<string, Patch>; x?: string[] }
  | { a: [index: number, patch: Patch][] }
  | { s: [at: number, count: number, items: unknown[]] };

/** The patch from `before` to `after`; null when they are the same. */
export function patchOf(before: unknown, after: unknown): Patch | null {
  if (Object.is(before, after)) return null;
  if (Array.isArray(before) && Array.isArray(after)) return arrayPatch(before, after);
  if (isPlainObject(before) && isPlainObject(after)) return objectPatch(before, after);
  return { v: after };
}

function objectPatch(
  before: Record<string, unknown>,
  after: Record<string, unknown>,
): Patch | null {
  const fields: [string, Patch][] = [];
  for (const [key, value] of Object.entries(after)) {
    if (value === undefined) continue;
    const patch = Object.hasOwn(before, key) ? patchOf(before[key], value) : { v: value };
    if (patch) fields.push([key, patch]);
  }
  const gone = Object.keys(before).filter((key) => own(after, key) === undefined);
  if (fields.length + gone.length === 0) return null;
  return { o: Object.fromEntries(fields), ...(gone.length > 0 ? { x: gone } : {}) };
}

function arrayPatch(before: readonly unknown[], after: readonly unknown[]): Patch | null {
  if (before.length === after.length) {
    const items = after.flatMap((value, index): [number, Patch][] => {
      const patch = patchOf(before[index], value);
      return patch ? [[index, patch]] : [];
    });
    if (items.length === 0) return null;
    if (items.length <= 1 + after.length / 4) return { a: items };
  }
  let start = 0;
  while (start < Math.min(before.length, after.length) && same(before[start], after[start]))
    start++;
  let end = 0;
  while (
    end < Math.min(before.length, after.length) - start &&
    same(before[before.length - 1 - end], after[after.length - 1 - end])
  )
    end++;
  return { s: [start, before.length - start - end, after.slice(start, after.length - end)] };
}

function same(a: unknown, b: unknown): boolean {
  return patchOf(a, b) === null;
}

/** Applies a patch; what it does not touch keeps its identity. Throws where the patch does not fit the value. */
export function applyPatch(value: unknown, patch: Patch): unknown {
  if ("v" in patch) return patch.v;
  if ("o" in patch) {
    if (!isPlainObject(value)) throw new TypeError("The patch is for an object.");
    // By a map: a field may be called as what every object has.
    const next = new Map(Object.entries(value));
    for (const key of patch.x ?? []) next.delete(key);
    for (const [key, inner] of Object.entries(patch.o))
      next.set(key, applyPatch(next.get(key), inner));
    return Object.fromEntries(next);
  }
  if (!Array.isArray(value)) throw new TypeError("The patch is for an array.");
  const next = [...(value as unknown[])];
  if ("a" in patch)
    for (const [index, inner] of patch.a) next[index] = applyPatch(next[index], inner);
  else next.splice(patch.s[0], patch.s[1], ...patch.s[2]);
  return next;
}
