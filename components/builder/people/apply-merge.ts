import type { PipelineDocument } from "../../../workflows/core/document.ts";
import type { Merged } from "../../../workflows/core/merge.ts";
import type { EditorStore } from "../store/editor-store.ts";
import { canvasKeys } from "../store/edits.ts";
import { followNames, namesTaken } from "./follow-names.ts";
import { addConflicts, hearSide, stillOpen, type Side } from "./live-merge.ts";
import { addNews, setConflicts, type PeopleStore } from "./people-store.ts";
import { conflictName, takenWords } from "./words.ts";

/** Documents as a merge has left them, with what they were before: an undo that goes back over one is said. */
export type Merges = WeakMap<PipelineDocument, { before: PipelineDocument; who: string }>;

/** Brings the result of a merge with `theirs` into one's own draft. */
export type BringIn = (result: Merged, side: Side, theirs: PipelineDocument) => void;

/** Applies what a merge settled, as one step that can be undone, says so, and asks for the rest. */
export function applyMerge(
  { store, people, merges }: { store: EditorStore; people: PeopleStore; merges: Merges },
  result: Merged,
  side: Side,
  theirs: PipelineDocument,
): void {
  const doc = () => store.getState().document;
  const before = doc();
  const names = namesTaken(result.taken);
  const asked = followNames(people.getState().conflicts, names);
  const who =
    side.kind === "person"
      ? side.person.name
      : side.kind === "tab"
        ? "You, in another tab,"
        : `Version ${side.number}`;
  const heard = addConflicts(hearSide(asked, side, theirs), result.conflicts, side);
  const { open: left, settled } = stillOpen(heard, result.document);
  const fresh = left.filter(({ key }) => !asked.some((one) => one.key === key));
  // What is asked is known before the document changes: nothing may count as settled in between.
  setConflicts(people, left);
  if (result.document !== before) {
    merges.set(result.document, { before, who });
    const { selection, edit, select } = store.getState();
    edit(() => result.document);
    if (names.size > 0) {
      const there = canvasKeys(result.document);
      select({
        nodes: [...selection.nodes].map((id) => names.get(id) ?? id).filter((id) => there.has(id)),
        wires: store.getState().selection.wires,
      });
    }
  }
  if (result.taken.length > 0)
    addNews(people, {
      who,
      words: takenWords(result.taken, before, result.document),
      nodes: [...new Set(result.taken.flatMap(({ node }) => node ?? []))],
    });
  for (const one of settled)
    addNews(people, {
      who,
      words: `agrees with you on ${conflictName(one, doc())}`,
      nodes: one.node === null ? [] : [one.node],
    });
  if (fresh.length > 0)
    addNews(people, {
      who,
      words: `changed ${fresh.map((one) => `“${conflictName(one, doc())}”`).join(", ")} too: choose which value holds`,
      nodes: fresh.flatMap(({ node }) => node ?? []),
    });
}
