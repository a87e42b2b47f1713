/** The name that is being typed after an `@` up to the caret, and where its `@` stands; null where none is. */
export function beingMentioned(text: string, caret: number): { at: number; text: string } | null {
  const found = /(^|[\s(])@([\p{L}\p{N}.'-]*(?: [\p{L}\p{N}.'-]+)?)$/u.exec(text.slice(0, caret));
  if (!found) return null;
  return { at: found.index + found[1]!.length, text: found[2]! };
}

/** The text with the name that is being typed written out, and where the caret then stands. */
export function withMention(
  text: string,
  caret: number,
  name: string,
): { text: string; caret: number } {
  const typed = beingMentioned(text, caret);
  if (!typed) return { text, caret };
  const before = `${text.slice(0, typed.at)}@${name} `;
  return { text: before + text.slice(caret).replace(/^ /, ""), caret: before.length };
}

/** A text cut where it names somebody as `@Name`. */
export function mentionParts(
  text: string,
  names: readonly string[],
): { text: string; isMention: boolean }[] {
  const marks = [...names].sort((a, b) => b.length - a.length).map((name) => `@${name}`);
  const parts: { text: string; isMention: boolean }[] = [];
  let rest = text;
  while (rest !== "") {
    const next = marks
      .map((mark) => ({ mark, at: rest.indexOf(mark) }))
      .filter(({ at }) => at >= 0)
      .sort((a, b) => a.at - b.at || b.mark.length - a.mark.length)[0];
    if (!next) break;
    if (next.at > 0) parts.push({ text: rest.slice(0, next.at), isMention: false });
    parts.push({ text: next.mark, isMention: true });
    rest = rest.slice(next.at + next.mark.length);
  }
  return rest === "" ? parts : [...parts, { text: rest, isMention: false }];
}
