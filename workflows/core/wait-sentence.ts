import { plural } from "./plural.ts";

/** What a run waits for, around the words for it: `ask: the event labels-ready, and 2 more steps`. */
export function waitSentence(
  { step, others }: { step: string | null; others: number },
  what: string,
): string {
  const more = others > 0 ? `, and ${plural(others, "more step")}` : "";
  return `${step === null ? "" : `${step}: `}${what}${more}`;
}
