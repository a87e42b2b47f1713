import type { CalendarTimes } from "../../workflows/core/cron.ts";
import { wallClock } from "./wall-clock.ts";

const MONTH_MS = 30 * 86_400_000;

/**
 * The time zone in which a calendar's times are counted. Those of every hour of every day are the same in all zones that are
 * whole hours from UTC, and are counted there: in a zone east of Greenwich Temporal leaves out the hour that comes
 * twice when summer time ends, and "every hour" would not be true.
 */
export function countedIn(times: CalendarTimes, timeZone: string): string {
  const { hours, days, months, weekdays } = times;
  const isAlways =
    hours.size === 24 && days.size === 31 && months.size === 12 && weekdays.size === 7;
  return isAlways && isWholeHoursAway(timeZone) ? "UTC" : timeZone;
}

/** In all seasons: there is a zone whose summer time is half an hour. */
function isWholeHoursAway(timeZone: string): boolean {
  const now = Date.now();
  return Array.from({ length: 12 }, (_, month) => now + month * MONTH_MS).every(
    (at) => wallClock(at, timeZone).minute === wallClock(at, "UTC").minute,
  );
}
