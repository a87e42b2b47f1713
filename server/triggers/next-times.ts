import { parseCron, WEEKDAYS, type CalendarTimes } from "../../workflows/core/cron.ts";
import { durationMs } from "../../workflows/core/duration.ts";
import type { TimedTrigger } from "../../workflows/core/triggers.ts";
import { nextInCalendar } from "./calendar-times.ts";
import { countedIn } from "./counted-in.ts";

/** The next `count` times of a trigger after a moment, without its jitter; fewer when it has no more. */
export function nextTimes(spec: TimedTrigger, count: number, after = new Date()): Date[] {
  const next = following(spec);
  const found: Date[] = [];
  for (let at: number | null = after.getTime(); found.length < count;) {
    at = next(at);
    if (at === null) break;
    found.push(new Date(at));
  }
  return found;
}

/** Gives the first time after a moment, both in ms. */
function following(spec: TimedTrigger): (after: number) => number | null {
  if (spec.type !== "interval") {
    const times = calendarTimes(spec);
    if (!times) return () => null;
    const zone = countedIn(times, spec.timezone ?? "UTC");
    return (after) => nextInCalendar(times, zone, after);
  }
  const every = durationMs(spec.every);
  const offset = spec.offset === undefined ? 0 : durationMs(spec.offset);
  return (after) => (Math.floor((after - offset) / every) + 1) * every + offset;
}

const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

/** The times of a cron expression or a calendar; null for a cron expression that cannot be read. */
export function calendarTimes(
  spec: TimedTrigger & { type: "schedule" | "calendar" },
): CalendarTimes | null {
  if (spec.type === "schedule") return parseCron(spec.cron).times ?? null;
  return {
    minutes: new Set(spec.minutes ?? [0]),
    hours: new Set(spec.hours ?? [0]),
    days: new Set(spec.days ?? range(1, 31)),
    months: new Set(spec.months ?? range(1, 12)),
    weekdays: new Set((spec.weekdays ?? WEEKDAYS).map((day) => WEEKDAYS.indexOf(day))),
  };
}
