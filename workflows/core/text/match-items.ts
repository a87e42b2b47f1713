import { isPlainObject, sameJson } from "../json.ts";

/**
 * Which item of a list became which, in an order that both have: nodes and triggers by id, wires by their ends, anything
 * else by what stands unchanged at the beginning and the end, and by place between.
 */
export function matchItems(
  before: readonly unknown[],
  after: readonly unknown[],
): Map<number, number> {
  const [had, has] = [keysOf(before), keysOf(after)];
  return had && has ? byKey(had, has) : byPlace(before, after);
}

/** Null when not all of them have one; what stands there twice is told apart. */
function keysOf(items: readonly unknown[]): string[] | null {
  const keys: string[] = [];
  const seen = new Set<string>();
  for (const item of items) {
    const key = keyOf(item);
    if (key === null) return null;
    let free = key;
    for (let n = 2; seen.has(free); n++) free = `${key}#${n}`;
    seen.add(free);
    keys.push(free);
  }
  return keys;
}

function keyOf(item: unknown): string | null {
  if (!isPlainObject(item)) return null;
  if (typeof item["id"] === "string") return item["id"];
  const { from, to } = item;
  return typeof from === "string" && typeof to === "string" ? `${from}->${to}` : null;
}

function byKey(had: readonly string[], has: readonly string[]): Map<number, number> {
  const places = new Map(had.map((key, index) => [key, index]));
  const pairs = new Map<number, number>();
  let last = -1;
  for (const [index, key] of has.entries()) {
    const place = places.get(key);
    if (place === undefined || place < last) continue;
    pairs.set(place, index);
    last = place;
  }
  return pairs;
}

function byPlace(before: readonly unknown[], after: readonly unknown[]): Map<number, number> {
  const shorter = Math.min(before.length, after.length);
  const pairs = new Map<number, number>();
  let start = 0;
  while (start < shorter && sameJson(before[start], after[start])) {
    pairs.set(start, start);
    start++;
  }
  let end = 0;
  while (end < shorter - start && sameJson(before.at(-1 - end), after.at(-1 - end))) end++;
  for (let index = start; index < shorter - end; index++) pairs.set(index, index);
  for (let back = end; back > 0; back--) pairs.set(before.length - back, after.length - back);
  return pairs;
}
