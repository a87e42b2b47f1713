import { parseCron, WEEKDAYS, type CalendarTimes } from "../../workflows/core/cron.ts";
import { durationSeconds, type TimedTrigger } from "../../workflows/core/triggers.ts";
import { nextInCalendar } from "./calendar-times.ts";

/** The next `count` times of a trigger after a moment, without its jitter; fewer when it has no more. */
export function nextTimes(spec: TimedTrigger, count: number, after = new Date()): Date[] {
  const found: Date[] = [];
  for (let at: number | null = after.getTime(); found.length < count;) {
    at = nextTime(spec, at);
    if (at === null) break;
    found.push(new Date(at));
  }
  return found;
}

function nextTime(spec: TimedTrigger, after: number): number | null {
  if (spec.type !== "interval") {
    const times = calendarTimes(spec);
    return times && nextInCalendar(times, spec.timezone ?? "UTC", after);
  }
  const every = durationSeconds(spec.every) * 1_000;
  const offset = spec.offset === undefined ? 0 : durationSeconds(spec.offset) * 1_000;
  return (Math.floor((after - offset) / every) + 1) * every + offset;
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
