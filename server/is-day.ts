/** Whether a text is a day alone, such as `2026-03-01`, and no moment of it. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text);
}
