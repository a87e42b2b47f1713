export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** JSON text with object keys sorted at every depth: equal values give equal text, whatever order they were written in. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(value));
}

/** Sorted beforehand, and not by a function that `JSON.stringify` calls for each value: that takes three times as long. */
function sorted(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  if ("toJSON" in value && typeof value.toJSON === "function") return sorted(value.toJSON());
  const object = value as Record<string, unknown>;
  const keys = Object.keys(object).sort();
  return Object.fromEntries(keys.map((key) => [key, sorted(object[key])]));
}

export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether both have the same {@link canonicalJson}; parts that are the same object are not looked into. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a))
    return (
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((item, index) => sameJson(item, b[index]))
    );
  if (!isPlainObject(a) || !isPlainObject(b)) return false;
  for (const key of Object.keys(a)) if (!sameJson(a[key], own(b, key))) return false;
  for (const key of Object.keys(b))
    if (b[key] !== undefined && !Object.hasOwn(a, key)) return false;
  return true;
}

/** The keys of both objects, each once. */
export function keysOf(...objects: readonly object[]): string[] {
  return [...new Set(objects.flatMap((object) => Object.keys(object)))];
}

/** The fields of an object that are not undefined. */
export function definedOnly<T extends object>(
  object: T,
): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(
    Object.entries(object).filter(([, value]) => value !== undefined),
  ) as never;
}

/** An object's own value; undefined where it has none. */
export function own(object: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** The object with another value under a key, which `undefined` takes away; itself where nothing changes. */
export function withKey<T>(
  object: Record<string, T>,
  key: string,
  value: T | undefined,
): Record<string, T> {
  if (value !== undefined)
    return Object.is(own(object, key), value) ? object : { ...object, [key]: value };
  if (!Object.hasOwn(object, key)) return object;
  const { [key]: _, ...others } = object;
  return others;
}

/** NUL, and half of a character that takes two. */
const NOT_KEPT = /\0|\p{Surrogate}/u;

/** So many objects and lists may lie in one another: whoever walks a value by recursion stays far below what a stack holds. */
export const MAX_DEPTH = 200;

/** Of a dotted path that is too deep, so many keys are shown. */
const KEYS_SHOWN = 5;

/**
 * Where in a value, as a dotted path, something stands that is not kept, and why: a text that Postgres cannot hold, or more
 * depth than {@link MAX_DEPTH}. Null where all can be kept.
 */
export function notKept(value: unknown): { field: string; why: string } | null {
  // No recursion: what comes from outside may be nested as deeply as it likes.
  const left: [path: string, value: unknown, depth: number][] = [["", value, 0]];
  for (let next = left.pop(); next; next = left.pop()) {
    const [path, found, depth] = next;
    if (typeof found === "string" && NOT_KEPT.test(found)) return badText(path);
    if (typeof found !== "object" || found === null) continue;
    if (depth === MAX_DEPTH)
      return {
        field: path.split(".").slice(0, KEYS_SHOWN).join("."),
        why: `it holds more than ${MAX_DEPTH} objects and lists in one another`,
      };
    for (const [key, inner] of Object.entries(found)) {
      // A name with such a character is not shown: the field it stands in is.
      if (NOT_KEPT.test(key)) return badText(path);
      left.push([path ? `${path}.${key}` : key, inner, depth + 1]);
    }
  }
  return null;
}

function badText(field: string) {
  return {
    field,
    why: "it holds a NUL or half of a surrogate pair, which can be no part of a text",
  };
}
