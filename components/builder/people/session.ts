import { diffDocuments } from "../../../workflows/core/diff.ts";
import { documentSchema, type PipelineDocument } from "../../../workflows/core/document.ts";
import {
  isName,
  mergeDocuments,
  resolveConflict,
  type Merged,
} from "../../../workflows/core/merge.ts";
import type { LiveWord } from "../../../server/pipelines/live.ts";
import { toast } from "../../ui/toast.tsx";
import { createAutosave, type Autosave, type Draft, type SavedDraft } from "../store/autosave.ts";
import { mergeUnanswered } from "../store/merge-unanswered.ts";
import type { EditorStore } from "../store/editor-store.ts";
import { applyMerge, type Merges } from "./apply-merge.ts";
import { followDrafts } from "./follow-drafts.ts";
import { followNames } from "./follow-names.ts";
import { createKeeper } from "./kept-edits.ts";
import {
  commonGround,
  joinStretches,
  markKept,
  mergeSaved,
  stillOpen,
  type OpenConflict,
  type Person,
  type Side,
  type Stretch,
} from "./live-merge.ts";
import { markOpen } from "./open-tabs.ts";
import { addNews, setConflicts, setHere, type PeopleStore } from "./people-store.ts";
import { replayKept } from "./replay-kept.ts";
import { whileOpen } from "./while-open.ts";

/** A draft as it comes from the server. */
export interface DraftAnswer {
  document: unknown;
  source: string | null;
  revision: number;
  baseVersion: number | null;
  merged: Record<string, [number, number]>;
}

/** What the session asks of the server. */
interface SessionServer {
  save: (
    draft: Draft & {
      revision: number;
      merged: Record<string, [number, number]>;
      baseVersion?: number | null;
    },
  ) => Promise<{ revision: number }>;
  draft: (user: string) => Promise<DraftAnswer>;
  version: (number: number) => Promise<unknown>;
  keep: (to: string, field: string) => Promise<unknown>;
}

export interface SessionOptions {
  store: EditorStore;
  people: PeopleStore;
  server: SessionServer;
  failure: (error: unknown) => "moved" | "refused" | "away";
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

const OWN_REVISIONS = 300;

/** One person's work on one pipeline in one tab, together with what others do to it meanwhile. */
export function createSession(options: SessionOptions): Session {
  const { store, people, server } = options;
  const { me } = people.getState();
  const mayWrite = () => options.mayWrite && !people.getState().archived;
  const name = store.getState().document.name;
  const own = new Map<number, PipelineDocument>();
  const merged: Record<string, Stretch> = { ...options.draft.merged };
  const merges: Merges = new WeakMap();
  /** The version that is merged, but for what is still asked; and the one the server does not know of yet. */
  let merging: number | null = null;
  let newBase: number | null = null;
  /** What the document would be without the edits made here. */
  let others = store.getState().document;
  const replayed: (() => Promise<void>)[] = [];
  let hasReplayed = false;
  let heard = false;
  let saved: SavedDraft = {
    document: store.getState().document,
    source: options.draft.source,
    revision: options.draft.revision,
  };
  own.set(saved.revision, saved.document);

  const doc = () => store.getState().document;
  const open = () => people.getState().conflicts;

  function current(): Draft {
    // What another tab has saved stays on the server until it is answered which of the two holds.
    const document = open()
      .filter(({ side }) => side.kind === "tab")
      .reduce((next, conflict) => resolveConflict(next, conflict, "theirs"), doc());
    return { document, source: store.getState().source };
  }

  /** What a save brings besides the draft: its base where that moved, and the one it was opened on with the first save. */
  function besides(revision: number) {
    const baseVersion = newBase ?? (revision === 0 ? options.draft.baseVersion : undefined);
    return {
      merged: merged as Record<string, [number, number]>,
      ...(baseVersion === undefined ? {} : { baseVersion }),
    };
  }

  const key = `${options.owner}/${options.tab}`;
  const keeper = createKeeper(() => ({
    key,
    base: saved,
    document: doc(),
    source: store.getState().source,
    untaken: store.getState().untaken,
    sent: autosave.sent().map(({ document }) => document),
    at: Date.now(),
  }));

  const autosave = createAutosave({
    saved,
    current,
    save: async (draft, revision) => {
      const baseVersion = newBase;
      const answer = await server.save({ ...draft, revision, ...besides(revision) });
      if (newBase === baseVersion) newBase = null;
      return answer.revision;
    },
    load: async () => {
      const found = await server.draft(me.id);
      const document = read(found.document);
      for (const [user, stretch] of Object.entries(found.merged)) {
        const joined = joinStretches(merged[user], stretch);
        if (joined) merged[user] = joined;
      }
      return { document, source: found.source, revision: found.revision };
    },
    merge: (before, now, sent) => {
      const result = mergeUnanswered({
        base: before.document,
        sent: sent.map(({ document }) => document),
        mine: doc(),
        now: now.document,
      });
      const { source, setSource } = store.getState();
      const own = sent.some((one) => one.source === now.source);
      if (source === before.source && now.source !== source && !own) setSource(now.source);
      bringIn(result, { kind: "tab" }, now.document);
    },
    failure: options.failure,
    keep: () => keeper.write(),
    forget: () => {
      forget();
      for (const forgotten of replayed.splice(0)) void forgotten().catch(() => {});
    },
    onState: (save) => people.setState({ save }),
    onSaved: (now) => {
      saved = now;
      own.set(now.revision, now.document);
      own.delete(now.revision - OWN_REVISIONS);
    },
  });

  /** The draft is saved: only what it has no place for is kept on. */
  function forget(): void {
    const asked = open().some(({ side }) => side.kind === "tab");
    if (asked || store.getState().untaken) void keeper.write();
    else keeper.forget();
  }

  function bringIn(result: Merged, side: Side, theirs: PipelineDocument): void {
    applyMerge({ store, people, merges }, result, side, theirs);
    settleVersion();
  }

  /** A version counts as merged when nothing of it is asked any more. */
  function settleVersion(): void {
    if (merging === null || open().some(({ side }) => side.kind === "version")) return;
    newBase = merging;
    people.setState({ base: merging });
    merging = null;
    autosave.changed();
  }

  const follower = followDrafts({
    me: me.id,
    load: async (user) => {
      const found = await server.draft(user);
      const document = documentSchema.safeParse(found.document).data;
      return document ? { ...found, document } : null;
    },
    onFirst: (person, now) => {
      // What differed before one of the two came is said, and never merged unasked.
      merged[person.id] = [now.revision, now.revision];
      if (!diffDocuments(doc(), now.document).same)
        addNews(people, {
          who: person.name,
          words: "has a draft that differs from yours: it is in the list of people",
          nodes: [],
        });
    },
    onSaved: (person, before, now) => {
      merged[person.id] = [merged[person.id]?.[0] ?? before.revision, now.revision];
      const ownAt = (revision: number) => own.get(revision);
      const result = mergeSaved({ mine: doc(), others, before, now, me: me.id, ownAt });
      others = result.others;
      bringIn(result, { kind: "person", person }, now.document);
    },
  });

  /** Brings back what this browser kept, once; it waits while the pipeline is archived. */
  async function replay(): Promise<void> {
    if (hasReplayed) return;
    hasReplayed = true;
    const found = await replayKept({ owner: options.owner, store, people });
    replayed.push(...found);
    if (found.length > 0) autosave.changed();
  }

  function start(): () => void {
    const close = markOpen(key);
    const stop = store.subscribe((state, before) => {
      if (mayWrite() && state.untaken !== before.untaken) {
        if (state.untaken || autosave.pending()) keeper.changed();
        else forget();
      }
      if (state.document === before.document && state.source === before.source) return;
      const undone = merges.get(before.document);
      if (undone && state.document === undone.before)
        toast.info(`Undone: what ${undone.who.replace(/,$/, "")} changed`, "Redo brings it back.");
      const { open: left } = stillOpen(open(), state.document);
      setConflicts(people, left);
      if (!mayWrite()) return;
      keeper.changed();
      autosave.changed();
      settleVersion();
    });
    const stopLeaving = whileOpen({
      name,
      autosave,
      write: keeper.write,
      lost: () => {
        const { save } = people.getState();
        if (store.getState().untaken && keeper.failed()) return true;
        return (save.status === "away" || save.status === "refused") && !save.kept;
      },
      beside: () => store.getState().untaken !== null,
      besides,
    });
    if (mayWrite()) void replay();
    return () => {
      close();
      stopLeaving();
      follower.stop();
      stop();
      if (autosave.pending()) void autosave.flush().catch(() => {});
    };
  }

  return {
    autosave,
    start,
    hear(word) {
      if (word.type === "kept") {
        setConflicts(people, markKept(open(), word.kept.user, word.kept.field));
        return;
      }
      const { now } = word;
      const { version: before, base, archived } = people.getState();
      const isRestored = archived && !now.archived;
      const draft = now.drafts.find(({ user }) => user.id === me.id);
      setHere(
        people,
        now.people
          .filter(({ tab }) => tab !== options.tab)
          .map(({ user, node }) => ({ person: user, node })),
      );
      people.setState({
        drafts: now.drafts.filter(({ user }) => user.id !== me.id),
        version: now.version,
        archived: now.archived,
        base: newBase ?? (draft ? draft.baseVersion : base),
      });
      // What had been published when the page was opened is no news.
      if (
        heard &&
        now.version &&
        now.version.number > (before?.number ?? 0) &&
        now.version.author.id !== me.id
      )
        addNews(people, {
          who: now.version.author.name,
          words: `published version ${now.version.number}: ${now.version.note}`,
          nodes: [],
        });
      heard = true;
      autosave.wake();
      if (draft) autosave.heard(draft.revision);
      // Who has no draft yet gets one, so that the others can tell what is changed from here on.
      else if (mayWrite() && now.people.some(({ user }) => user.id !== me.id)) autosave.changed();
      if (mayWrite()) follower.hear(now);
      if (isRestored && mayWrite()) {
        void replay();
        // The server refused it while the pipeline was archived.
        if (autosave.pending()) void autosave.flush().catch(() => {});
      }
    },
    answer(conflict, choice) {
      const left = open().filter(({ key }) => key !== conflict.key);
      const named = choice === "theirs" && isName(conflict.address);
      const names = named ? [[conflict.address[1]!, String(conflict.theirs)] as const] : [];
      setConflicts(people, followNames(left, new Map(names)));
      store.getState().edit((document) => resolveConflict(document, conflict, choice));
      if (choice === "mine" && conflict.side.kind === "person")
        void server.keep(conflict.side.person.id, conflict.id).catch(() => {});
      // Of two tabs' values the server has the other one until now.
      if (conflict.side.kind === "tab") autosave.changed();
      settleVersion();
    },
    async takeOver(person) {
      const found = await server.draft(person.id);
      const theirs = read(found.document);
      const base = await baseOf(found.baseVersion, theirs);
      bringIn(mergeDocuments(base, doc(), theirs), { kind: "person", person }, theirs);
    },
    async mergeVersion() {
      const { version, base } = people.getState();
      if (!version) return;
      const theirs = read(await server.version(version.number));
      const before = await baseOf(base, theirs);
      merging = version.number;
      const side: Side = {
        kind: "version",
        number: version.number,
        author: version.author.name,
      };
      bringIn(mergeDocuments(before, doc(), theirs), side, theirs);
    },
  };

  async function baseOf(
    version: number | null,
    theirs: PipelineDocument,
  ): Promise<PipelineDocument> {
    return version === null ? commonGround(doc(), theirs) : read(await server.version(version));
  }
}

/** @throws Error where it is not a document that can be drawn. */
function read(document: unknown): PipelineDocument {
  return documentSchema.parse(document);
}
