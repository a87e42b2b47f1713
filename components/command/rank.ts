import type { Command } from "./commands.ts";

export type Searchable = Pick<Command, "title" | "detail" | "words">;

/** The rank of what has only the letters of a text, in their order. */
export const LETTERS = 6;

/**
 * How well a command answers a text: 0 for its title, up to `LETTERS` for one whose letters stand in it in order; null for one that
 * does not. Smaller is better.
 */
export function rankOf(
  { title, detail = "", words = "" }: Searchable,
  text: string,
): number | null {
  const wanted = text.trim().toLowerCase();
  if (wanted === "") return 0;
  const name = title.toLowerCase();
  const all = `${name} ${words.toLowerCase()} ${detail.toLowerCase()}`;
  if (name === wanted) return 0;
  if (name.startsWith(wanted)) return 1;
  if (startsWord(name, wanted)) return 2;
  const parts = wanted.split(/\s+/);
  if (parts.every((part) => startsWord(`${name} ${words.toLowerCase()}`, part))) return 3;
  if (name.includes(wanted)) return 4;
  if (parts.every((part) => all.includes(part))) return 5;
  return wanted.length > 1 && inOrder(name, wanted.replaceAll(" ", "")) ? LETTERS : null;
}

/** The commands that answer a text, best first; in their own order where they answer alike. */
export function ranked<C extends Searchable>(
  commands: readonly C[],
  text: string,
): { command: C; rank: number }[] {
  return commands
    .flatMap((command) => {
      const rank = rankOf(command, text);
      return rank === null ? [] : [{ command, rank }];
    })
    .sort((a, b) => a.rank - b.rank);
}

function startsWord(text: string, part: string): boolean {
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + 1))
    if (at === 0 || /[^\p{L}\p{N}]/u.test(text[at - 1]!)) return true;
  return false;
}

/** Whether the letters stand in the text in their order, and not too far from each other to have been meant. */
function inOrder(text: string, letters: string): boolean {
  const first = text.indexOf(letters[0]!);
  let at = first - 1;
  for (const letter of letters) {
    at = text.indexOf(letter, at + 1);
    if (at === -1) return false;
  }
  return at - first < letters.length * 3;
}
