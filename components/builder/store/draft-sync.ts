import { sameJson } from "../../../workflows/core/json.ts";
import type { AutosaveOptions, Draft } from "./autosave.ts";

const TRIES = 5;
/** So many saves without an answer are kept in mind: the first ones, which the server may have had when it went, and the last. */
const MAX_SENT = 4;

type SyncOptions = Pick<
  AutosaveOptions,
  "saved" | "current" | "save" | "load" | "merge" | "failure" | "onSaved"
> & {
  /** A save is sent. */
  onSaving: () => void;
};

/** What the server has of a draft, and how the two come to say the same; when that is tried is said elsewhere. */
export function createDraftSync(options: SyncOptions) {
  const { save, load, merge, current, failure, onSaved, onSaving } = options;
  let { saved } = options;
  /** The newest revision that the server is said to have. */
  let newest = saved.revision;
  let unanswered: readonly Draft[] = [];
  let dirty = false;
  /** Something changed that no save has been sent with yet. */
  let unsent = false;

  async function write(): Promise<void> {
    dirty = false;
    unsent = false;
    const sent = current();
    const before = unanswered;
    const last = before.at(-1);
    if (last?.document !== sent.document || last.source !== sent.source)
      unanswered = [...before.slice(0, MAX_SENT - 1), sent];
    try {
      saved = { ...sent, revision: await save(sent, saved.revision) };
    } catch (error) {
      dirty = true;
      if (failure(error) !== "away") unanswered = before;
      throw error;
    }
    unanswered = [];
    onSaved?.(saved);
  }

  /** Takes in what another tab has saved; only what the editor then has beyond it is to be saved. */
  async function takeIn(): Promise<void> {
    const now = await load();
    const before = saved;
    saved = now;
    newest = now.revision;
    onSaved?.(saved);
    const sent = unanswered;
    unanswered = [];
    merge(before, now, sent);
    const mine = current();
    dirty = mine.source !== now.source || !sameJson(mine.document, now.document);
  }

  const behind = () => newest > saved.revision;

  return {
    changed() {
      dirty = true;
      unsent = true;
    },
    /** The server is said to have this revision. */
    heard(revision: number) {
      newest = Math.max(newest, revision);
    },
    dirty: () => dirty,
    unsent: () => unsent,
    /** The server has what is not in the editor yet. */
    behind,
    revision: () => saved.revision,
    sent: () => unanswered,
    /** Resolves when both say the same; one call at a time. */
    async run(): Promise<void> {
      for (let moved = 0; dirty || behind();) {
        if (behind()) {
          await takeIn();
          continue;
        }
        onSaving();
        try {
          await write();
        } catch (error) {
          if (failure(error) !== "moved" || ++moved > TRIES) throw error;
          newest = saved.revision + 1;
        }
      }
    },
  };
}
