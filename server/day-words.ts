const days = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeZone: "UTC" });

/** A day in a sentence for people, as pages write it: `27 Nov 2026`. */
export function dayWords(moment: Date | string): string {
  return days.format(new Date(moment));
}
