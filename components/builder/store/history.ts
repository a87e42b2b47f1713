import { documentSchema, type PipelineDocument } from "../../../workflows/core/document.ts";
import { canonicalJson } from "../../../workflows/core/json.ts";
import type { EditorStore } from "./editor-store.ts";
import { applyPatch, patchOf, type Patch } from "./patch.ts";

const PREFIX = "penstock.undo.";
/** A tab's session storage holds some 5 million characters; others want some too. */
const MOST_CHARACTERS = 2_000_000;
const QUIET_MS = 800;

type Storage = Pick<globalThis.Storage, "getItem" | "setItem" | "removeItem">;

/** What is kept: the newest document by its fingerprint, and patches from each document to the one before or after. */
interface Kept {
  of: string;
  past: Patch[];
  future: Patch[];
}

const texts = new WeakMap<PipelineDocument, WeakMap<PipelineDocument, string>>();

/** The patch between two documents of the history as text, worked out once. */
function patchText(from: PipelineDocument, to: PipelineDocument): string {
  let known = texts.get(from);
  if (!known) texts.set(from, (known = new WeakMap()));
  let text = known.get(to);
  if (text === undefined) known.set(to, (text = JSON.stringify(patchOf(from, to) ?? { o: {} })));
  return text;
}

/**
 * The history as text, for session storage: the newest document is not in it, only how to come from it to the others.
 * Steps that no longer fit into `most` characters are left out, the oldest first.
 */
export function historyText(store: EditorStore, most: number = MOST_CHARACTERS): string | null {
  const { document } = store.getState();
  const { pastStates, futureStates } = store.temporal.getState();
  let room = most;
  const chain = (steps: readonly { document?: PipelineDocument }[]): string[] => {
    const kept: string[] = [];
    let from = document;
    // The nearest step lies at the end of both lists.
    for (const { document: to } of steps.toReversed()) {
      if (!to) break;
      const text = patchText(from, to);
      room -= text.length + 1;
      if (room < 0) break;
      kept.push(text);
      from = to;
    }
    return kept;
  };
  const future = chain(futureStates);
  const past = chain(pastStates);
  if (past.length + future.length === 0) return null;
  return `{"of":${JSON.stringify(fingerprint(document))},"past":[${past.join()}],"future":[${future.join()}]}`;
}

/** Gives a store the history that was kept for the document it holds; false when it was kept for another one. */
export function restoreHistory(store: EditorStore, text: string): boolean {
  const { document } = store.getState();
  try {
    const kept = JSON.parse(text) as Kept;
    if (kept.of !== fingerprint(document)) return false;
    const chain = (patches: readonly Patch[]): { document: PipelineDocument }[] => {
      const steps: { document: PipelineDocument }[] = [];
      let from = document;
      for (const patch of patches) {
        from = applyPatch(from, patch) as PipelineDocument;
        steps.unshift({ document: from });
      }
      // What lies in the storage is this tab's own; still, nothing that is no document may come back.
      const last = steps[0];
      if (last && !documentSchema.safeParse(last.document).success) throw new TypeError("stale");
      return steps;
    };
    store.temporal.setState({ pastStates: chain(kept.past), futureStates: chain(kept.future) });
    return true;
  } catch {
    return false;
  }
}

/** Two documents that say the same have the same, whatever the order of their keys. */
function fingerprint(document: PipelineDocument): string {
  const text = canonicalJson(document);
  // cyrb53, a hash of 53 bits (bryc, public domain): no secret hangs on it.
  let h1 = 0xdeadbeef;
  let h2 = 0x41c6ce57;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    h1 = Math.imul(h1 ^ code, 2654435761);
    h2 = Math.imul(h2 ^ code, 1597334677);
  }
  h1 = Math.imul(h1 ^ (h1 >>> 16), 2246822507) ^ Math.imul(h2 ^ (h2 >>> 13), 3266489909);
  h2 = Math.imul(h2 ^ (h2 >>> 16), 2246822507) ^ Math.imul(h1 ^ (h1 >>> 13), 3266489909);
  return `${text.length}.${(4294967296 * (2097151 & h2) + (h1 >>> 0)).toString(36)}`;
}

/**
 * Keeps the history of one draft in the tab: read at once, written shortly after each change and as the page closes.
 * Returns what stops it.
 */
export function keepHistory(store: EditorStore, name: string, storage: Storage): () => void {
  const key = PREFIX + name;
  const found = read(storage, key);
  if (found !== null) restoreHistory(store, found);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const write = () => {
    clearTimeout(timer);
    timer = undefined;
    for (let most = MOST_CHARACTERS; most > 1_000; most /= 4) {
      const text = historyText(store, most);
      try {
        if (text === null) storage.removeItem(key);
        else storage.setItem(key, text);
        return;
      } catch {
        // No room: with fewer steps there may be.
      }
    }
  };
  const stop = store.subscribe((state, before) => {
    if (state.document !== before.document) timer ??= setTimeout(write, QUIET_MS);
  });
  return () => {
    stop();
    if (timer !== undefined) write();
  };
}

function read(storage: Storage, key: string): string | null {
  try {
    return storage.getItem(key);
  } catch {
    return null;
  }
}
