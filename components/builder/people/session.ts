import type { LiveWord, PipelineNow } from "../../../server/pipelines/live.ts";
import { isName, resolveConflict } from "../../../workflows/core/merge.ts";
import { toast } from "../../ui/toast.tsx";
import type { Autosave, AutosaveOptions } from "../store/autosave.ts";
import type { EditorState, EditorStore } from "../store/editor-store.ts";
import { applyMerge, type BringIn, type Merges } from "./apply-merge.ts";
import { followNames } from "./follow-names.ts";
import { markKept, stillOpen, type OpenConflict, type Person } from "./live-merge.ts";
import { markOpen } from "./open-tabs.ts";
import { followOthers, takeOver } from "./others.ts";
import { createOwnDraft } from "./own-draft.ts";
import { setConflicts, type PeopleStore } from "./people-store.ts";
import { createServerDraft } from "./server-draft.ts";
import type { DraftAnswer, SessionServer } from "./session-server.ts";
import { createShowNow } from "./show-now.ts";
import { createVersionMerge } from "./version-merge.ts";

export interface SessionOptions {
  store: EditorStore;
  people: PeopleStore;
  server: SessionServer;
  failure: AutosaveOptions["failure"];
  /** Whose edits of which pipeline this browser keeps: `workspace/user/pipeline`. */
  owner: string;
  tab: string;
  /** By one's role; an archived pipeline takes no changes either. */
  mayWrite: boolean;
  draft: DraftAnswer;
}

export interface Session {
  autosave: Autosave;
  /** Begins to save and to bring together; the result ends it. */
  start: () => () => void;
  hear: (word: LiveWord) => void;
  /** Answers a question; nothing is applied before. */
  answer: (conflict: OpenConflict, choice: "mine" | "theirs") => void;
  /** Brings what somebody else's draft has beyond the version it began from into one's own. */
  takeOver: (user: Person) => Promise<void>;
  /** Brings the newest version into one's draft; it may be published on top of it once nothing is asked any more. */
  mergeVersion: () => Promise<void>;
}

/** One person's work on one pipeline in one tab, together with what others do to it meanwhile. */
export function createSession(options: SessionOptions): Session {
  const { store, people, server, failure, owner, tab } = options;
  const me = people.getState().me.id;
  const key = `${owner}/${tab}`;
  const mayWrite = () => options.mayWrite && !people.getState().archived;
  const merges: Merges = new WeakMap();
  const bringIn: BringIn = (result, side, theirs) => {
    applyMerge({ store, people, merges }, result, side, theirs);
    version.settle();
  };
  const { document } = store.getState();
  const serverDraft = createServerDraft({ me, server, opened: options.draft, document });
  const own = createOwnDraft({ store, people, serverDraft, failure, owner, key, bringIn });
  const { autosave } = own;
  const parts = { store, people, server, serverDraft, bringIn };
  const version = createVersionMerge({ ...parts, onMerged: autosave.changed });
  const others = followOthers(parts);
  const showNow = createShowNow({ people, serverDraft, tab });

  function onEdit(state: EditorState, before: EditorState): void {
    if (mayWrite() && state.untaken !== before.untaken) own.textChanged();
    if (state.document === before.document && state.source === before.source) return;
    const undone = merges.get(before.document);
    if (undone && state.document === undone.before)
      toast.info(`Undone: what ${undone.who.replace(/,$/, "")} changed`, "Redo brings it back.");
    setConflicts(people, stillOpen(people.getState().conflicts, state.document).open);
    if (!mayWrite()) return;
    own.changed();
    version.settle();
  }

  function hearNow(now: PipelineNow): void {
    const wasArchived = people.getState().archived;
    showNow(now);
    autosave.wake();
    const draft = now.drafts.find(({ user }) => user.id === me);
    if (draft) autosave.heard(draft.revision);
    // Who has no draft yet gets one, so that the others can tell what is changed from here on.
    else if (mayWrite() && now.people.some(({ user }) => user.id !== me)) autosave.changed();
    if (mayWrite()) others.hear(now);
    if (wasArchived && mayWrite()) {
      void own.replay();
      // The server refused it while the pipeline was archived.
      if (autosave.pending()) void autosave.flush().catch(() => {});
    }
  }

  /**
   * What this browser keeps comes back with the page: one that was left must not save it over what has become of the draft
   * since. Where it is kept nowhere it is tried on.
   */
  function stopIfKept(): void {
    const { save } = people.getState();
    if ("kept" in save && save.kept) autosave.stop();
  }

  return {
    autosave,
    start() {
      const close = markOpen(key);
      const stop = store.subscribe(onEdit);
      const stopLeaving = own.watchPage();
      if (mayWrite()) void own.replay();
      return () => {
        close();
        stopLeaving();
        others.stop();
        stop();
        if (autosave.pending()) void autosave.flush().catch(stopIfKept);
      };
    },
    hear(word) {
      if (word.type === "now") hearNow(word.now);
      else {
        const { user, field } = word.kept;
        setConflicts(people, markKept(people.getState().conflicts, user, field));
      }
    },
    answer(conflict, choice) {
      answerConflict({ store, people }, conflict, choice);
      if (choice === "mine" && conflict.side.kind === "person")
        void server.keep(conflict.side.person.id, conflict.id).catch(() => {});
      // Of two tabs' values the server has the other one until now.
      if (conflict.side.kind === "tab") autosave.changed();
      version.settle();
    },
    takeOver: (person) => takeOver(parts, person),
    mergeVersion: () => version.mergeVersion(),
  };
}

/** Applies the answer; what is asked of a step that gets a new name by it follows the name. */
function answerConflict(
  { store, people }: Pick<SessionOptions, "store" | "people">,
  conflict: OpenConflict,
  choice: "mine" | "theirs",
): void {
  const left = people.getState().conflicts.filter(({ key }) => key !== conflict.key);
  const named = choice === "theirs" && isName(conflict.address);
  const names = named ? [[conflict.address[1]!, String(conflict.theirs)] as const] : [];
  setConflicts(people, followNames(left, new Map(names)));
  store.getState().edit((document) => resolveConflict(document, conflict, choice));
}
