import type { CalendarTimes } from "../../workflows/core/cron.ts";
import { momentOf, wallClock } from "./wall-clock.ts";

const HOUR_MS = 3_600_000;
/** Temporal's own last year. */
const LAST_YEAR = 2_100;

/**
 * The first moment after `after` (both in ms) that fits the calendar; null when none does.
 *
 * The steps are those of Temporal 1.29 (`service/worker/scheduler/calendar.go`, `compiledCalendar.next`), so that what is
 * shown is what will happen, in a change of daylight saving too: a local time that does not exist is left out, and one
 * that comes twice is taken both times west of Greenwich, and once east of it: which time depends on the start before.
 */
export function nextInCalendar(
  times: CalendarTimes,
  timeZone: string,
  after: number,
): number | null {
  let { year, month, day, hour, minute, second } = wallClock(after, timeZone);
  // True in the second hour of two that the clocks show alike.
  let repeated = wallClock(after - HOUR_MS, timeZone).hour === hour;
  second++;
  for (;;) {
    if (second >= 60) {
      minute++;
      second = 0;
    }
    if (minute >= 60) {
      const before = at(0);
      hour++;
      minute = 0;
      if (!repeated && at(0) - before > HOUR_MS) {
        hour--;
        repeated = true;
      } else repeated = false;
    }
    if (hour >= 24) {
      day++;
      hour = 0;
    }
    if (day > daysIn(year, month)) {
      month++;
      day = 1;
    }
    if (month > 12) {
      year++;
      month = 1;
    }
    if (year > LAST_YEAR) return null;
    if (!times.months.has(month)) {
      month++;
      day = 1;
      startOfDay();
      continue;
    }
    if (!times.days.has(day) || !times.weekdays.has(weekdayOf(year, month, day))) {
      day++;
      startOfDay();
      continue;
    }
    if (!times.hours.has(hour)) {
      hour++;
      minute = 0;
      second = 0;
      repeated = false;
      continue;
    }
    if (!times.minutes.has(minute)) {
      minute++;
      second = 0;
      continue;
    }
    if (second > 0) {
      second = 60;
      continue;
    }
    const found = at(minute);
    if (wallClock(found, timeZone).hour !== hour) {
      hour++;
      minute = 0;
      continue;
    }
    return found + (repeated ? HOUR_MS : 0);
  }

  function at(minute: number): number {
    return momentOf({ year, month, day, hour, minute, second: 0 }, timeZone);
  }
  function startOfDay(): void {
    hour = 0;
    minute = 0;
    second = 0;
    repeated = false;
  }
}

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function weekdayOf(year: number, month: number, day: number): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay();
}
