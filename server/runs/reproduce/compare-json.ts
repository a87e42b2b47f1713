import { isPlainObject, type Json } from "../../../workflows/core/json.ts";

/** How far two numbers may lie apart, of the larger one. */
const RELATIVE = 1e-6;
const HASH = /^[0-9a-f]{64}$/;

export interface JsonDifference {
  /** Where the first difference beyond tolerance lies, as a sentence; null when there is none. */
  why: string | null;
  /** Whether some number differs at all. */
  inexact: boolean;
}

/**
 * Compares two JSON values of one structure, numbers within a relative 1e-6. Where one names content by its hash, the other
 * may name what `counterparts` says stands for it.
 */
export function compareJson(
  a: Json,
  b: Json,
  counterparts: ReadonlyMap<string, string> = new Map(),
): JsonDifference {
  let inexact = false;
  const why = difference(a, b, "");
  return { why, inexact };

  function difference(left: Json, right: Json, path: string): string | null {
    const at = path === "" ? "the value" : path;
    if (typeof left === "number" && typeof right === "number") {
      if (left === right) return null;
      inexact = true;
      const most = Math.max(Math.abs(left), Math.abs(right));
      return Math.abs(left - right) <= RELATIVE * most ? null : `${at} was ${left} and is ${right}`;
    }
    if (Array.isArray(left) && Array.isArray(right)) {
      if (left.length !== right.length)
        return `${at} had ${left.length} entries and has ${right.length}`;
      return first(left.keys(), (index) =>
        difference(left[index]!, right[index]!, `${path}[${index}]`),
      );
    }
    if (isPlainObject(left) && isPlainObject(right)) {
      const [from, to] = [left, right] as Record<string, Json>[];
      return first(new Set([...Object.keys(left), ...Object.keys(right)]), (key) => {
        const inner = path === "" ? key : `${path}.${key}`;
        if (!Object.hasOwn(right, key)) return `${inner} is missing`;
        if (!Object.hasOwn(left, key)) return `${inner} is new`;
        return difference(from![key]!, to![key]!, inner);
      });
    }
    if (left === right) return null;
    if (typeof left === "string" && typeof right === "string" && HASH.test(left)) {
      inexact = true;
      if (counterparts.get(left) === right) return null;
    }
    return `${at} was ${brief(left)} and is ${brief(right)}`;
  }
}

function first<T>(all: Iterable<T>, find: (one: T) => string | null): string | null {
  for (const one of all) {
    const found = find(one);
    if (found !== null) return found;
  }
  return null;
}

function brief(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
