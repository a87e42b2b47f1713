import type { Json } from "../../../workflows/core/json.ts";

/** A name that an expression may use, with what it holds. */
export interface CelName {
  /** Its type, or its title: shown beside it. */
  detail?: string;
  info?: string;
  children?: Readonly<Record<string, CelName>>;
}

/** What CEL may name at a place of the document, with example values where there are any. */
export interface CelScope {
  names: Readonly<Record<string, CelName>>;
  values: Readonly<Record<string, Json>>;
  /** Where the values come from, as the end of "with …"; empty while they are asked for. */
  source: string;
}

/** The names in a value, as far as they go, with a short text of each. */
export function namesIn(value: Json): Readonly<Record<string, CelName>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return {};
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      typeof inner === "object" && inner !== null && !Array.isArray(inner)
        ? { children: namesIn(inner) }
        : { detail: shortText(inner) },
    ]),
  );
}

function shortText(value: Json): string {
  const text = Array.isArray(value) ? `list of ${value.length}` : JSON.stringify(value);
  return text.length > 24 ? `${text.slice(0, 23)}…` : text;
}
