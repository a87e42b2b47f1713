import { diffDocuments } from "../../../workflows/core/diff.ts";
import { sameJson } from "../../../workflows/core/json.ts";
import { dateTime } from "../../ui/format.ts";
import { toast } from "../../ui/toast.tsx";
import type { EditorStore } from "../store/editor-store.ts";
import { mergeUnanswered } from "../store/merge-unanswered.ts";
import { forgetKept, keepText, readKept } from "./kept-edits.ts";
import { addConflicts } from "./live-merge.ts";
import { setConflicts, type PeopleStore } from "./people-store.ts";

/**
 * Brings edits that have never reached the server back into the draft, merged with what it has become since, and says so.
 * Resolves to what makes this browser forget them, to be called once the draft is saved.
 */
export async function replayKept({
  owner,
  store,
  people,
}: {
  owner: string;
  store: EditorStore;
  people: PeopleStore;
}): Promise<(() => Promise<void>)[]> {
  const found = await readKept(owner).catch(() => []);
  for (const kept of found) {
    const { document: now, edit, setSource } = store.getState();
    const { document, conflicts } = mergeUnanswered({
      base: kept.base.document,
      sent: kept.sent ?? [],
      mine: kept.document,
      now,
    });
    if (kept.source !== kept.base.source) setSource(kept.source);
    if (document === now && conflicts.length === 0) continue;
    setConflicts(people, addConflicts(people.getState().conflicts, conflicts, { kind: "tab" }));
    edit(() => document);
    if (conflicts.length > 0 || !diffDocuments(now, document).same)
      toast.info(
        "Edits that had not been saved are back",
        `You made them on ${dateTime(new Date(kept.at).toISOString())}, and this browser kept them.`,
      );
  }
  const last = found.findLast(({ untaken }) => untaken)?.untaken;
  if (last) {
    const { document: now, setUntaken } = store.getState();
    setUntaken({ ...last, on: sameJson(last.on, now) ? now : last.on });
    toast.info(
      "Text that is not taken over yet is back",
      "It is in the YAML view; this browser kept it.",
    );
  }
  // The editor has room for one text: another tab's comes back when this one is settled.
  return found.map((kept) => () => {
    const other = kept.untaken && kept.untaken.text !== last?.text;
    return other ? keepText(kept) : forgetKept(kept.key);
  });
}
