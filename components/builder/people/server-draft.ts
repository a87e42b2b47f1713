import type { PipelineDocument } from "../../../workflows/core/document.ts";
import type { Draft, SavedDraft } from "../store/autosave.ts";
import { joinStretches, type Stretch } from "./live-merge.ts";
import {
  readDocument,
  type Besides,
  type DraftAnswer,
  type SessionServer,
} from "./session-server.ts";

/** So many of one's own revisions are kept in mind, to tell others' changes from what came back of one's own. */
const OWN_REVISIONS = 300;

export type ServerDraft = ReturnType<typeof createServerDraft>;

/** One's own draft as the server has it, and what is to be saved with it the next time. */
export function createServerDraft({
  me,
  server,
  opened,
  document,
}: {
  me: string;
  server: SessionServer;
  /** The draft that the page was opened on; `document` is what it says. */
  opened: DraftAnswer;
  document: PipelineDocument;
}) {
  let saved: SavedDraft = { document, source: opened.source, revision: opened.revision };
  const own = new Map([[saved.revision, saved.document]]);
  const merged: Record<string, Stretch> = { ...opened.merged };
  /** A base that the server does not know of yet. */
  let newBase: number | null = null;

  /** What a save brings besides the draft: its base where that moved, and the one it was opened on with the first save. */
  function besides(revision: number): Besides {
    const baseVersion = newBase ?? (revision === 0 ? opened.baseVersion : undefined);
    return {
      merged: merged as Record<string, [number, number]>,
      ...(baseVersion === undefined ? {} : { baseVersion }),
    };
  }

  return {
    besides,
    saved: () => saved,
    newBase: () => newBase,
    /** One's own draft as it was at a revision; undefined where that is long ago, or was not seen. */
    at: (revision: number) => own.get(revision),
    /** A version has been merged: the draft goes on from there. */
    moveBase(version: number) {
      newBase = version;
    },
    /** Another's draft is followed from this revision on. */
    followFrom(user: string, revision: number) {
      merged[user] = [revision, revision];
    },
    /** What changed in another's draft between two revisions is taken in. */
    tookIn(user: string, before: number, now: number) {
      merged[user] = [merged[user]?.[0] ?? before, now];
    },
    /** Saves on a revision and resolves to the new one. */
    async save(draft: Draft, revision: number): Promise<number> {
      const sent = newBase;
      const answer = await server.save({ ...draft, revision, ...besides(revision) });
      if (newBase === sent) newBase = null;
      return answer.revision;
    },
    /** Reads back what another tab has saved, and takes over what that has merged. */
    async load(): Promise<SavedDraft> {
      const found = await server.draft(me);
      const document = readDocument(found.document);
      for (const [user, stretch] of Object.entries(found.merged)) {
        const joined = joinStretches(merged[user], stretch);
        if (joined) merged[user] = joined;
      }
      return { document, source: found.source, revision: found.revision };
    },
    onSaved(now: SavedDraft) {
      saved = now;
      own.set(now.revision, now.document);
      own.delete(now.revision - OWN_REVISIONS);
    },
  };
}
