import type { PipelineDocument } from "../../../workflows/core/document.ts";
import type { EditorStore } from "../store/editor-store.ts";

/**
 * Puts a document in the place of the draft's. What comes back takes that back, as one undo; it does nothing and says false
 * where the draft has changed since, by whomever.
 */
export function restoreInto(draft: EditorStore, document: PipelineDocument): () => boolean {
  draft.getState().edit(() => document);
  return () => {
    const { document: now, undo } = draft.getState();
    if (now !== document) return false;
    undo();
    return true;
  };
}
