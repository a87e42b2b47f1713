import type { TriggerRow } from "./types.ts";

/** The word for how a trigger stands. */
export function stateOf({ paused, cannotFire }: Pick<TriggerRow, "paused" | "cannotFire">): string {
  if (paused) return "paused";
  return cannotFire === null ? "active" : "cannot-fire";
}
