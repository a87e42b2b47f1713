import type { PipelineDocument } from "../../../workflows/core/document.ts";

export type SaveState =
  | { status: "saved" }
  | { status: "waiting" }
  | { status: "saving" }
  /** `conflict`: another tab saved in between; saving stays off until the page is loaded again. */
  | { status: "failed"; message: string; conflict: boolean };

export interface AutosaveOptions {
  /** Saves and resolves to the draft's new revision. */
  save: (document: PipelineDocument, revision: number) => Promise<number>;
  isConflict: (error: unknown) => boolean;
  onState: (state: SaveState) => void;
  document: PipelineDocument;
  revision: number;
  /** Quiet time after the last change, in milliseconds. */
  delay?: number;
}

export interface Autosave {
  /** Tells of a new document; it is saved after the quiet time. */
  changed: (document: PipelineDocument) => void;
  /** Saves at once what is not saved yet; resolves when it is, rejects when it cannot be. */
  flush: () => Promise<void>;
  /** What is not saved yet, for a last request while the page closes. */
  pending: () => { document: PipelineDocument; revision: number } | null;
  /** The draft's newest revision that the server is known to have; 0 when nothing was ever saved. */
  revision: () => number;
  stop: () => void;
}

/** Keeps one save in flight at a time, and always ends with the latest document saved. */
export function createAutosave({
  save,
  isConflict,
  onState,
  document: initial,
  revision: first,
  delay = 600,
}: AutosaveOptions): Autosave {
  let latest = initial;
  let saved = initial;
  let revision = first;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let flight: Promise<void> | null = null;
  let conflict = false;

  async function run(): Promise<void> {
    while (latest !== saved) {
      const sent = latest;
      onState({ status: "saving" });
      try {
        revision = await save(sent, revision);
        saved = sent;
      } catch (error) {
        conflict = isConflict(error);
        const message = error instanceof Error ? error.message : String(error);
        onState({ status: "failed", message, conflict });
        throw error;
      }
    }
    onState({ status: "saved" });
  }

  function flush(): Promise<void> {
    clearTimeout(timer);
    if (conflict)
      return Promise.reject(
        new Error("This draft was changed in another tab: load the page again to see it."),
      );
    flight ??= run().finally(() => {
      flight = null;
    });
    return flight;
  }

  return {
    changed(document) {
      latest = document;
      if (conflict || latest === saved) return;
      if (!flight) onState({ status: "waiting" });
      clearTimeout(timer);
      // A failure has been told by onState; the next change tries again.
      timer = setTimeout(() => void flush().catch(() => {}), delay);
    },
    flush,
    pending: () => (latest === saved || conflict ? null : { document: latest, revision }),
    revision: () => revision,
    stop: () => clearTimeout(timer),
  };
}
