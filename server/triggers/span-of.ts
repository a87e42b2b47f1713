import type { TimedTrigger } from "../../workflows/core/triggers.ts";
import { isDay } from "../is-day.ts";
import { momentOf } from "./wall-clock.ts";

/**
 * The first and the last moment, in ms, of a range that is given by moments, or by days such as `2026-03-01`: these are days of
 * the trigger's time zone, and belong to the range as a whole.
 */
export function spanOf(spec: TimedTrigger, from: string, to: string): { from: number; to: number } {
  const zone = ("timezone" in spec && spec.timezone) || "UTC";
  return {
    from: midnightOf(from, zone, 0) ?? Date.parse(from),
    to: (midnightOf(to, zone, 1) ?? Date.parse(to) + 1) - 1,
  };
}

/** When a day begins, or one so many days later; null for what is no day. */
function midnightOf(text: string, zone: string, later: number): number | null {
  if (!isDay(text)) return null;
  const [year, month, day] = text.split("-").map(Number) as [number, number, number];
  return momentOf({ year, month, day: day + later, hour: 0, minute: 0, second: 0 }, zone);
}
