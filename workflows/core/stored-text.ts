/** A text as Postgres stores it, cut to so many characters: without NUL and half of a surrogate pair, which a cut may leave. */
export function storedText(text: string, longest = text.length): string {
  return text
    .slice(0, longest)
    .replaceAll("\0", "\\0")
    .replace(/\p{Surrogate}/gu, "\uFFFD");
}
