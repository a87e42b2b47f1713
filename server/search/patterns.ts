/** How a text is looked for in names, as patterns of LIKE over lower case. */
export interface Patterns {
  /** The text as it is. */
  exact: string;
  begins: string;
  /** At the beginning of a word: names are compared with blanks for what divides words, and one before. */
  word: string;
  contains: string;
  /** Each of its words, in any order. */
  words: string[];
  /** Its characters in their order, with anything between; what every name matches that one of the others does. */
  letters: string;
}

export function patternsOf(text: string): Patterns {
  const exact = text.toLowerCase();
  const contains = `%${escaped(exact)}%`;
  const words = exact.split(/[\s\-_./]+/).filter(Boolean);
  // Of signs alone nothing is left to be found in another way than as they are.
  const some = words.length > 0;
  return {
    exact,
    begins: `${escaped(exact)}%`,
    word: some ? `% ${words.map(escaped).join(" ")}%` : contains,
    contains,
    words: some ? words.map((word) => `%${escaped(word)}%`) : [contains],
    letters: some ? `%${Array.from(words.join(""), escaped).join("%")}%` : contains,
  };
}

function escaped(text: string): string {
  return text.replace(/[%_\\]/g, String.raw`\$&`);
}
