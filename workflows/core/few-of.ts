/** Longest that a list of names may be in a sentence. */
const LENGTH = 64;

/** The first names of a list, as many as a sentence can take: `a, b, c and 12 more`. */
export function fewOf(names: readonly string[]): string {
  let count = 0;
  let length = 0;
  for (const name of names) {
    length += name.length + 2;
    if (count > 0 && length > LENGTH) break;
    count += 1;
  }
  const shown = names.slice(0, count).join(", ");
  return count < names.length ? `${shown} and ${names.length - count} more` : shown;
}
