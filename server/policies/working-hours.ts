import { DateTime } from "luxon";
import type { WorkingHours } from "./policy.ts";

/** Further than any deadline reaches: days that are looked at before giving up. */
const MOST_DAYS = 20_000;

/**
 * The moment at which so many working hours have passed since `start`, in the policy's time zone and on its days, without
 * its holidays. A working day on which clocks change is as long as it really is. Time outside working hours does not count:
 * what begins on a Friday evening begins on Monday morning.
 * @param hours working hours, 0 or more
 */
export function addWorkingHours(start: Date, hours: number, hoursOf: WorkingHours): Date {
  let left = hours * 3_600_000;
  if (left <= 0) return start;
  const holidays = new Set(hoursOf.holidays);
  let day = DateTime.fromJSDate(start, { zone: hoursOf.timeZone }).startOf("day");
  for (let looked = 0; looked < MOST_DAYS; looked++) {
    if (hoursOf.days.includes(day.weekday) && !holidays.has(day.toISODate()!)) {
      const from = Math.max(at(day, hoursOf.from), start.getTime());
      const open = at(day, hoursOf.to) - from;
      if (open >= left) return new Date(from + left);
      if (open > 0) left -= open;
    }
    day = day.plus({ days: 1 }).startOf("day");
  }
  throw new RangeError("These working hours never add up: all days are holidays.");
}

/** `24:00` is the midnight that ends the day. */
function at(day: DateTime, clock: string): number {
  const [hour, minute] = clock.split(":").map(Number);
  if (hour === 24) return day.plus({ days: 1 }).startOf("day").toMillis();
  return day.set({ hour, minute }).toMillis();
}
