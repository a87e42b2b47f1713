const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 365 * 86_400_000],
  ["month", 30 * 86_400_000],
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
];

// Never "tomorrow", which a review due in 47 hours is not.
const relative = new Intl.RelativeTimeFormat("en", { numeric: "always" });

/** For instance `3 minutes ago`; `now`, the clock when left out, is in milliseconds since 1970. Less than a minute is `just now`, or `in a moment`. */
export function relativeTime(date: Date, now = Date.now()): string {
  const difference = date.getTime() - now;
  for (const [unit, size] of UNITS)
    if (Math.abs(difference) >= size) return relative.format(Math.trunc(difference / size), unit);
  // A clock that is a little off makes nothing of the present the future.
  return difference > 5_000 ? "in a moment" : "just now";
}

const exact = new Intl.DateTimeFormat("en-GB", {
  year: "numeric",
  month: "short",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  timeZoneName: "short",
});

/** The moment in the reader's zone, to the second, with the zone's name: `22 Nov 2026, 18:16:47 CET`. */
export function absoluteTime(date: Date): string {
  return exact.format(date);
}
