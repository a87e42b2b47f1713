/** The longest help that stands in place as a whole, in characters. */
const SHORT = 160;

/** A description as it stands in place: as it is, or its first sentence. */
export function shortHelp(description: string): string {
  if (description.length <= SHORT) return description;
  const first = /^.+?[.!?](?=\s)/s.exec(description)?.[0];
  return first ?? description;
}
