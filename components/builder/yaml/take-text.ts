import type { PipelineDocument } from "../../../workflows/core/document.ts";
import { sameJson } from "../../../workflows/core/json.ts";
import { mergeDocuments } from "../../../workflows/core/merge.ts";
import { textOf } from "../../../workflows/core/text/text-of.ts";
import type { CodeProblem } from "../../form/code/code-problem.ts";
import { conflictName } from "../people/words.ts";
import type { EditorStore } from "../store/editor-store.ts";
import { fromText } from "./document-text.ts";

/** The text that a document was read from: to find out again that it says the same takes as long as to read it. */
const readFrom = new WeakMap<PipelineDocument, string>();

/** The document as text, with what somebody wrote by hand in it. */
export function textNow(document: PipelineDocument, source: string | null): string {
  return source !== null && readFrom.get(document) === source ? source : textOf(document, source);
}

/**
 * Makes what is typed the document, together with what has become of the document since the text was begun. Until the text
 * is a document it stays beside it, with the reason; so it does where both changed the same field, unless `mine` shall hold.
 */
export function takeText(
  store: EditorStore,
  text: string,
  { mine = false }: { mine?: boolean } = {},
): void {
  const { document: now, untaken, setUntaken, setSource, edit } = store.getState();
  const on = untaken?.on ?? now;
  const read = fromText(text, now.name);
  if (!read.document) {
    setUntaken({ text, on, problem: firstOf(read.problems), clash: null });
    return;
  }
  // Nothing is drawn again for a comment.
  const typed = sameJson(now, read.document) ? now : read.document;
  const { document: next, conflicts } =
    on === now ? { document: typed, conflicts: [] } : mergeDocuments(on, typed, now);
  if (conflicts.length > 0 && !mine) {
    const names = conflicts.map((one) => `“${conflictName(one, now)}”`).join(", ");
    const problem = `The text and the document have both changed ${names}.`;
    setUntaken({ text, on, problem, clash: now });
    return;
  }
  // Comments are worth keeping even where the document says the same.
  setSource(text);
  readFrom.set(typed, text);
  edit(() => next, "yaml");
  setUntaken(null);
}

/** The first of what is wrong with a text, and how many more there are. */
function firstOf([first, ...more]: readonly CodeProblem[]): string {
  const rest = more.length === 1 ? "1 more is" : `${more.length} more are`;
  const sentence = first!.message.replace(/[.!]?$/, (end) => end || ".");
  return more.length === 0 ? sentence : `${sentence} ${rest} marked in the text.`;
}
