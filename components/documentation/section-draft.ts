import { keepDraft, keptDraft } from "../shell/kept-draft.ts";

/** What one writes stands on the text it was begun from, also when somebody saves another meanwhile. */
export interface SectionDraft {
  body: string;
  /** The number of that text. */
  base: number;
}

/** What was written on while a text was saved stands on the saved one. */
export function standOn(key: string, number: number): void {
  const draft = keptDraft<SectionDraft>(key);
  if (draft) keepDraft(key, { ...draft, base: number });
}
