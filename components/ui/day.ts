/** The day of a moment in the reader's zone, as a date field has it: `2026-01-31`. */
export function dayOf(date: Date): string {
  const padded = (value: number, digits: number) => String(value).padStart(digits, "0");
  return `${padded(date.getFullYear(), 4)}-${padded(date.getMonth() + 1, 2)}-${padded(date.getDate(), 2)}`;
}

/** The moment at which a day begins in the reader's zone, or one so many days later; in ISO 8601. */
export function startOfDay(day: string, later = 0): string {
  const date = new Date(`${day}T00:00:00`);
  date.setDate(date.getDate() + later);
  return date.toISOString();
}
