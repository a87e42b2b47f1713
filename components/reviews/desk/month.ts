const DAY = 86_400_000;

/** The days (`2026-11-30`) of a month (`2026-11`) in whole weeks from Monday, so that it fills a grid. */
export function monthGrid(month: string): string[] {
  const first = Date.parse(`${month}-01T00:00:00Z`);
  const last = Date.parse(`${nextMonth(month, 1)}-01T00:00:00Z`) - DAY;
  const weekday = (time: number) => (new Date(time).getUTCDay() + 6) % 7;
  const from = first - weekday(first) * DAY;
  const to = last + (6 - weekday(last)) * DAY;
  return Array.from({ length: (to - from) / DAY + 1 }, (_, index) =>
    new Date(from + index * DAY).toISOString().slice(0, 10),
  );
}

/** The month so many months later, or earlier. */
export function nextMonth(month: string, by: number): string {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return new Date(Date.UTC(year, number - 1 + by, 1)).toISOString().slice(0, 7);
}

/** For instance `November 2026`. */
export function monthName(month: string): string {
  return new Date(`${month}-15T12:00:00Z`).toLocaleDateString("en-GB", {
    month: "long",
    year: "numeric",
    timeZone: "UTC",
  });
}
