import type { PipelineDocument } from "../../../workflows/core/document.ts";
import { createDraftSync } from "./draft-sync.ts";

export type SaveState =
  | { status: "saved" }
  | { status: "waiting" }
  | { status: "saving" }
  /** The server does not answer; it is tried again by itself. `kept`: what is not saved lies in this browser. */
  | { status: "away"; kept: boolean }
  /** The server said no; the next change, or the person, tries again. */
  | { status: "refused"; message: string; kept: boolean };

/** What a save writes. */
export interface Draft {
  document: PipelineDocument;
  /** The text that was last written by hand; null where it was only drawn. */
  source: string | null;
}

export interface SavedDraft extends Draft {
  revision: number;
}

export interface AutosaveOptions {
  /** What the server has. */
  saved: SavedDraft;
  /** What is to be on the server, as the editor has it now. */
  current: () => Draft;
  /** Saves on a revision and resolves to the new one. */
  save: (draft: Draft, revision: number) => Promise<number>;
  /** Reads the draft back, when another tab has saved it. */
  load: () => Promise<SavedDraft>;
  /** Brings another tab's save into the editor. One of `sent` may be in it: these are one's own, and their answer never came. */
  merge: (before: SavedDraft, now: SavedDraft, sent: readonly Draft[]) => void;
  /** Another tab saved in between; the server said no; or it gave no answer. */
  failure: (error: unknown) => "moved" | "refused" | "away";
  /** Makes sure that what is not saved lies in this browser; false where that cannot be. */
  keep: () => Promise<boolean>;
  /** Everything is saved: nothing needs to be kept. */
  forget: () => void;
  onState: (state: SaveState) => void;
  onSaved?: (saved: SavedDraft) => void;
  /** Quiet time after the last change, in milliseconds. */
  delay?: number;
  /** The pause after a failure, in milliseconds; the n-th, beginning at 0. */
  pause?: (failures: number) => number;
}

export interface Autosave {
  /** Tells of a change; it is saved after the quiet time. */
  changed: () => void;
  /** Saves at once what is not saved yet; resolves when it is, rejects when it cannot be. */
  flush: () => Promise<void>;
  /** Tries again what failed, without waiting for the pause to end. */
  wake: () => void;
  /** The server is said to have this revision: if it is another tab's, that comes into the editor. */
  heard: (revision: number) => void;
  /** What is not saved yet, for a last request while the page closes. */
  pending: () => (Draft & { revision: number }) | null;
  /** Saves without an answer, oldest first: on their way, or lost; the server may have one of them. */
  sent: () => readonly Draft[];
  /** Tries no more by itself, until something changes again. */
  stop: () => void;
}

const DELAY_MS = 600;

/** Half a second, doubled with each failure, ten at most. */
function doubling(failures: number): number {
  return Math.min(500 * 2 ** failures, 10_000);
}

/**
 * Keeps one save in flight at a time and always ends with the newest draft saved: it tries again when the server does not
 * answer, and merges when another tab has saved in between.
 */
export function createAutosave(options: AutosaveOptions): Autosave {
  const { current, failure, keep, forget, onState } = options;
  const { delay = DELAY_MS, pause = doubling } = options;
  const sync = createDraftSync({ ...options, onSaving: () => onState({ status: "saving" }) });
  let failures = 0;
  let stopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let flight: Promise<void> | null = null;

  function later(ms: number): void {
    clearTimeout(timer);
    // A failure has been told by onState, and sets the next time itself.
    if (!stopped) timer = setTimeout(() => void flush().catch(() => {}), ms);
  }

  async function tell(error: unknown): Promise<never> {
    const kept = await keep().catch(() => false);
    const why = failure(error);
    if (why === "refused") {
      // The server answers again: no pause holds a change back, also none that was made while the refused save was on its way.
      if (failures > 0 && sync.unsent()) later(delay);
      failures = 0;
      onState({
        status: "refused",
        message: error instanceof Error ? error.message : String(error),
        kept,
      });
    } else {
      onState({ status: "away", kept });
      later(pause(failures++));
    }
    throw error;
  }

  /** One thing at a time, each after the one before, however that ended. */
  function enqueue(): Promise<void> {
    const next = (flight ?? Promise.resolve()).catch(() => {}).then(() => sync.run());
    const mine = next
      .then(() => {
        failures = 0;
        if (sync.dirty()) return;
        forget();
        onState({ status: "saved" });
      }, tell)
      .finally(() => {
        if (flight === mine) flight = null;
      });
    flight = mine;
    return mine;
  }

  function flush(): Promise<void> {
    clearTimeout(timer);
    return sync.dirty() || sync.behind() ? enqueue() : (flight ?? Promise.resolve());
  }

  return {
    changed() {
      stopped = false;
      sync.changed();
      if (!flight && failures === 0) onState({ status: "waiting" });
      // While the server does not answer, the pause between tries holds.
      if (failures === 0) later(delay);
    },
    flush,
    wake() {
      if (failures > 0) later(0);
    },
    heard(revision) {
      sync.heard(revision);
      // Most often it is one's own save, whose answer is still on its way.
      if (sync.behind()) void flush().catch(() => {});
    },
    pending: () => (sync.dirty() || flight ? { ...current(), revision: sync.revision() } : null),
    sent: sync.sent,
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
