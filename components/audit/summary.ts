import type { JsonValue } from "../../db/types.ts";

const LONGEST = 40;

/** A line that tells what a change was: fields with old and new values where there is a before, else the new ones. */
export function summary(before: JsonValue, after: JsonValue): string {
  const old = fields(before);
  const now = fields(after);
  const names = [...new Set([...old.keys(), ...now.keys()])].filter(
    (name) => JSON.stringify(old.get(name)) !== JSON.stringify(now.get(name)),
  );
  return names
    .map((name) => {
      if (!old.has(name)) return `${name}: ${brief(now.get(name))}`;
      return `${name}: ${brief(old.get(name))} → ${now.has(name) ? brief(now.get(name)) : "gone"}`;
    })
    .join(", ");
}

function fields(value: JsonValue): Map<string, JsonValue> {
  if (value === null) return new Map();
  if (typeof value !== "object" || Array.isArray(value)) return new Map([["value", value]]);
  return new Map(Object.entries(value));
}

function brief(value: JsonValue | undefined): string {
  const text = typeof value === "string" ? value : JSON.stringify(value ?? null);
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}
