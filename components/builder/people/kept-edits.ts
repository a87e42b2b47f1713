"use client";
import type { PipelineDocument } from "../../../workflows/core/document.ts";
import type { SavedDraft } from "../store/autosave.ts";
import type { Untaken } from "../store/editor-store.ts";
import { openTabs } from "./open-tabs.ts";

/** Edits that have not reached the server, and text that no save takes. */
export interface KeptEdits {
  /** Whose, of which pipeline, and in which tab. */
  key: string;
  /** What the server had when they were made. */
  base: SavedDraft;
  document: PipelineDocument;
  source: string | null;
  untaken?: Untaken | null;
  /** Saves without an answer, oldest first: the server may have one of them. */
  sent?: readonly PipelineDocument[];
  /** When the last of them was made, in milliseconds since 1970. */
  at: number;
}

const STORE = "unsaved";
let opened: Promise<IDBDatabase> | null = null;

function open(): Promise<IDBDatabase> {
  opened ??= new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open("penstock", 1);
    request.addEventListener("upgradeneeded", () =>
      request.result.createObjectStore(STORE, { keyPath: "key" }),
    );
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () =>
      reject(request.error ?? new Error("IndexedDB does not open.")),
    );
  }).catch((error: unknown) => {
    opened = null;
    throw error;
  });
  return opened;
}

async function within<T>(
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(STORE, mode);
    const request = work(transaction.objectStore(STORE));
    transaction.addEventListener("complete", () => resolve(request.result));
    transaction.addEventListener("abort", () =>
      reject(transaction.error ?? new Error("The browser did not keep the edits.")),
    );
    // A page that closes in the next moment must not take what was asked for with it.
    transaction.commit();
  });
}

/** Edits of this person in this pipeline that pages which are gone have left behind, the oldest first: an open tab keeps its own. */
export async function readKept(owner: string): Promise<KeptEdits[]> {
  const found = await within<KeptEdits[]>("readonly", (store) =>
    store.getAll(IDBKeyRange.bound(`${owner}/`, `${owner}/\uffff`)),
  );
  const open = await openTabs();
  return found.filter(({ key }) => !open.has(key)).sort((a, b) => a.at - b.at);
}

export async function forgetKept(key: string): Promise<void> {
  await within("readwrite", (store) => store.delete(key));
}

/** Keeps of these edits the text alone: the rest is saved. */
export async function keepText(kept: KeptEdits): Promise<void> {
  const { document, source } = kept.base;
  await within("readwrite", (store) => store.put({ ...kept, document, source, sent: [] }));
}

const GATHER_MS = 100;

/** Writes edits into this browser shortly after each change, so that no way of closing the page loses them. */
export function createKeeper(read: () => KeptEdits) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failed = false;
  const write = async (): Promise<boolean> => {
    clearTimeout(timer);
    timer = undefined;
    failed = await within("readwrite", (store) => store.put(read())).then(
      () => false,
      () => true,
    );
    return !failed;
  };
  return {
    changed() {
      timer ??= setTimeout(() => void write(), GATHER_MS);
    },
    /** Writes at once; false where this browser keeps nothing. */
    write,
    /** The last time, this browser kept nothing. */
    failed: () => failed,
    /** Everything has been saved. */
    forget() {
      clearTimeout(timer);
      timer = undefined;
      void forgetKept(read().key).catch(() => {});
    },
  };
}
