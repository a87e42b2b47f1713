/** Four significant digits. */
export const figure = (value: number): string => String(Number(value.toPrecision(4)));

export const bullets = (lines: readonly string[]): string =>
  lines.map((line) => `- ${line}`).join("\n");

/** `a, b and c`. */
export const listed = (words: readonly string[]): string =>
  words.length < 2 ? (words[0] ?? "") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;

/** The day of a moment, ISO 8601 in UTC. */
export const day = (at: string): string => at.slice(0, 10);
