import { Annotation, Transaction, type EditorState, type TransactionSpec } from "@codemirror/state";

/** The text was changed by somebody or something else than who writes in the editor. */
export const FromOutside = Annotation.define<boolean>();

/**
 * The change that makes an editor's text this one, as small as one change can be: the cursor stays where it is in what is the
 * same, and an undo in the editor takes back what was typed there and nothing else. Null where it is that text already.
 */
export function changeFromOutside(state: EditorState, value: string): TransactionSpec | null {
  const before = state.doc.toString();
  // An editor has its own ends of lines.
  const text = state.toText(value).toString();
  if (before === text) return null;
  const most = Math.min(before.length, text.length);
  let from = 0;
  while (from < most && before[from] === text[from]) from++;
  let end = 0;
  while (end < most - from && before.at(-1 - end) === text.at(-1 - end)) end++;
  return {
    changes: { from, to: before.length - end, insert: text.slice(from, text.length - end) },
    annotations: [FromOutside.of(true), Transaction.addToHistory.of(false)],
  };
}
