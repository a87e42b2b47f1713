/** One line of a trainer's standard output; the Python side is penstock_train/protocol.py. */
export type TrainerRecord =
  | { type: "log"; level: "info" | "warn" | "error"; message: string }
  | { type: "metric"; name: string; split: string; iteration: number; value: number }
  | { type: "progress"; done: number; total: number }
  | { type: "error"; code: string; message: string };

/** Parses one line; null for anything that is not a record, which is then shown as it stands. */
export function readRecord(line: string): TrainerRecord | null {
  // A failed parse costs a hundred times this look: a program may print millions of other lines.
  if (!line.startsWith("{")) return null;
  let value: Record<string, unknown> | null;
  try {
    value = JSON.parse(line) as Record<string, unknown> | null;
  } catch {
    return null;
  }
  if (typeof value !== "object" || value === null) return null;
  const texts = (...names: string[]) => names.every((name) => typeof value[name] === "string");
  const numbers = (...names: string[]) => names.every((name) => Number.isFinite(value[name]));
  const fits =
    (value["type"] === "log" &&
      texts("message") &&
      ["info", "warn", "error"].includes(String(value["level"]))) ||
    (value["type"] === "metric" && texts("name", "split") && numbers("iteration", "value")) ||
    (value["type"] === "progress" && numbers("done", "total")) ||
    (value["type"] === "error" && texts("code", "message"));
  return fits ? (value as TrainerRecord) : null;
}
