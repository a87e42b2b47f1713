import { isPlainObject, type Json } from "./json.ts";

const REFERENCE = /\$\{\s*(item|index)((?:\.[A-Za-z_][A-Za-z0-9_]*)*)\s*\}/g;
const WHOLE = new RegExp(`^${REFERENCE.source}$`);

/** The most items that a map may have. */
export const MAX_ITEMS = 100_000;

/** One item of a map while its body runs. */
export interface MapItem {
  /** From 0. */
  index: number;
  value: Json;
}

/** Whether a config, at whatever depth, refers to the item of a map. */
export function refersToItem(config: unknown): boolean {
  return new RegExp(REFERENCE.source).test(JSON.stringify(config) ?? "");
}

/**
 * Puts an item into a config: `${item}`, `${item.field}` and `${index}` alone become the value with its type, within text
 * its text. A field that the item does not have becomes null, or nothing within text.
 */
export function fillItem<T>(config: T, item: MapItem): T {
  return fill(config, item) as T;
}

function fill(value: unknown, item: MapItem): unknown {
  if (typeof value === "string") {
    const whole = WHOLE.exec(value);
    if (whole) return valueOf(item, whole[1]!, whole[2]!);
    return value.replace(REFERENCE, (_text, root: string, path: string) =>
      asText(valueOf(item, root, path)),
    );
  }
  if (Array.isArray(value)) return value.map((inner) => fill(inner, item));
  if (isPlainObject(value))
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, fill(inner, item)]),
    );
  return value;
}

function valueOf(item: MapItem, root: string, path: string): Json {
  let current: Json = root === "index" ? item.index : item.value;
  for (const field of path.split(".").slice(1)) {
    if (!isPlainObject(current) || !Object.hasOwn(current, field)) return null;
    current = (current as Record<string, Json>)[field]!;
  }
  return current;
}

function asText(value: Json): string {
  if (value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}
