import { resolveConflict } from "../../../workflows/core/merge.ts";
import {
  createAutosave,
  type AutosaveOptions,
  type Draft,
  type SavedDraft,
} from "../store/autosave.ts";
import type { EditorStore } from "../store/editor-store.ts";
import { mergeUnanswered } from "../store/merge-unanswered.ts";
import type { BringIn } from "./apply-merge.ts";
import { createKeeper } from "./kept-edits.ts";
import type { PeopleStore } from "./people-store.ts";
import { replayKept } from "./replay-kept.ts";
import type { ServerDraft } from "./server-draft.ts";
import { whileOpen } from "./while-open.ts";

interface Options {
  store: EditorStore;
  people: PeopleStore;
  serverDraft: ServerDraft;
  failure: AutosaveOptions["failure"];
  owner: string;
  /** The owner's, in this tab. */
  key: string;
  bringIn: BringIn;
}

/** One's own draft in this tab: saved on the server, and until then kept in this browser. */
export function createOwnDraft({
  store,
  people,
  serverDraft,
  failure,
  owner,
  key,
  bringIn,
}: Options) {
  const { name } = store.getState().document;
  /** What makes this browser forget the edits that were brought back. */
  const replayed: (() => Promise<void>)[] = [];
  let hasReplayed = false;

  const keeper = createKeeper(() => {
    const { document, source, untaken } = store.getState();
    const sent = autosave.sent().map((draft) => draft.document);
    return { key, base: serverDraft.saved(), document, source, untaken, sent, at: Date.now() };
  });

  const autosave = createAutosave({
    saved: serverDraft.saved(),
    current: () => toSave(store, people),
    save: (draft, revision) => serverDraft.save(draft, revision),
    load: () => serverDraft.load(),
    merge: (before, now, sent) => mergeTab({ store, bringIn }, before, now, sent),
    failure,
    keep: keeper.write,
    forget: () => {
      forget();
      for (const forgotten of replayed.splice(0)) void forgotten().catch(() => {});
    },
    onState: (save) => people.setState({ save }),
    onSaved: (now) => serverDraft.onSaved(now),
  });

  /** The draft is saved: only what it has no place for is kept on. */
  function forget(): void {
    const asked = people.getState().conflicts.some(({ side }) => side.kind === "tab");
    if (asked || store.getState().untaken) void keeper.write();
    else keeper.forget();
  }

  return {
    autosave,
    changed() {
      keeper.changed();
      autosave.changed();
    },
    /** The text that no save takes has changed, or is gone. */
    textChanged() {
      if (store.getState().untaken || autosave.pending()) keeper.changed();
      else forget();
    },
    /** Brings back what this browser kept, once. */
    async replay(): Promise<void> {
      if (hasReplayed) return;
      hasReplayed = true;
      const found = await replayKept({ owner, store, people });
      replayed.push(...found);
      if (found.length > 0) autosave.changed();
    },
    /** Saves when the page is left, and warns where that would lose edits; the result ends it. */
    watchPage: () =>
      whileOpen({
        name,
        autosave,
        write: keeper.write,
        lost: () => {
          const { save } = people.getState();
          if (store.getState().untaken && keeper.failed()) return true;
          return (save.status === "away" || save.status === "refused") && !save.kept;
        },
        beside: () => store.getState().untaken !== null,
        besides: serverDraft.besides,
      }),
  };
}

/** What another tab has saved stays on the server until it is answered which of the two holds. */
function toSave(store: EditorStore, people: PeopleStore): Draft {
  const { document, source } = store.getState();
  const asked = people.getState().conflicts.filter(({ side }) => side.kind === "tab");
  return {
    document: asked.reduce((next, one) => resolveConflict(next, one, "theirs"), document),
    source,
  };
}

/** Brings another tab's save into the editor. One of `sent` may be in it. */
function mergeTab(
  { store, bringIn }: Pick<Options, "store" | "bringIn">,
  before: SavedDraft,
  now: SavedDraft,
  sent: readonly Draft[],
): void {
  const { document, source, setSource } = store.getState();
  const result = mergeUnanswered({
    base: before.document,
    sent: sent.map((draft) => draft.document),
    mine: document,
    now: now.document,
  });
  const own = sent.some((draft) => draft.source === now.source);
  if (source === before.source && now.source !== source && !own) setSource(now.source);
  bringIn(result, { kind: "tab" }, now.document);
}
