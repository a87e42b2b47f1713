import { isDay } from "../is-day.ts";
import { UsageError } from "./output.ts";

const UNITS: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * A date or a moment as it is typed, in ISO 8601. A day begins, and ends, in the zone of who asks.
 * @param end that of the day is meant, where it is a day
 */
export function moment(text: string, end = false): string {
  const day = isDay(text);
  const at = new Date(day ? `${text}T00:00:00` : text);
  if (Number.isNaN(at.getTime()))
    throw new UsageError(`'${text}' is no date: write it as 2026-01-31, or with a time behind it.`);
  if (day && end) at.setDate(at.getDate() + 1);
  return at.toISOString();
}

/** The same; `30m`, `24h` and `7d` are so long ago. */
export function momentOrAgo(text: string): string {
  const [, count, unit] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  return unit ? new Date(Date.now() - Number(count) * UNITS[unit]!).toISOString() : moment(text);
}
