/** States of steps, the one first that a person has to know of before the others. */
const PRESSING = [
  "failed",
  "lost",
  "unserved",
  "running",
  "retrying",
  "waiting",
  "paused",
  "queued",
  "pending",
  "handled",
  "cancelled",
];
const OVER = new Set(["done", "cached", "pinned", "failed", "handled", "skipped", "cancelled"]);

/** What a group says for its steps in a run: the most pressing state, and how many of them have ended. */
export function rollUp(states: readonly string[]): { shown: string; over: number } | null {
  if (states.length === 0) return null;
  const over = states.filter((state) => OVER.has(state)).length;
  const pressing = PRESSING.find((state) => states.includes(state));
  const rest = states.every((state) => state === states[0]) ? states[0]! : "done";
  return { shown: pressing ?? rest, over };
}
