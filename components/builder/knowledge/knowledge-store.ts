"use client";
import { useEffect } from "react";
import { useStore } from "zustand";
import { createStore, type StoreApi } from "zustand/vanilla";
import type { KnownColumns } from "../../../workflows/core/known-columns.ts";
import { useEditorStore } from "../store/editor-context.tsx";
import type { EditorStore } from "../store/editor-store.ts";

interface Knowledge {
  /** As last heard from the server; what did not change keeps its identity. */
  nodes: KnownColumns;
  /** Names of pipelines with a published version, once some step or trigger names one and the server has answered. */
  pipelines?: ReadonlySet<string>;
  /** Names of datasets, likewise, once a trigger names one. */
  datasets?: ReadonlySet<string>;
  /** `waiting` until the first answer; `stale` while the server does not give a newer one. */
  status: "waiting" | "known" | "stale";
  /** Counts up where the server is to be asked again about the same document. */
  wanted: number;
}

type KnowledgeStore = StoreApi<Knowledge>;

const stores = new WeakMap<EditorStore, KnowledgeStore>();

/** What is known of the columns in the document of an editor; it lives beside the editor's own store. */
export function knowledgeOf(editor: EditorStore): KnowledgeStore {
  let store = stores.get(editor);
  if (!store) {
    store = createStore<Knowledge>(() => ({ nodes: {}, status: "waiting", wanted: 0 }));
    stores.set(editor, store);
  }
  return store;
}

/** Asks again what the document itself does not tell: a dataset may have been added since. */
export function askAgain(editor: EditorStore): void {
  knowledgeOf(editor).setState(({ wanted }) => ({ wanted: wanted + 1 }));
}

/** Asks again when a dialog opens whose button depends on the answer. */
export function useAskAgain(): void {
  const editor = useEditorStore();
  useEffect(() => askAgain(editor), [editor]);
}

export function useKnowledge<T>(selector: (state: Knowledge) => T): T {
  return useStore(knowledgeOf(useEditorStore()), selector);
}

/** The newer answer, with the objects of the older one wherever they say the same. */
export function keepSame(before: KnownColumns, next: KnownColumns): KnownColumns {
  let same = Object.keys(before).length === Object.keys(next).length;
  const nodes: Record<string, KnownColumns[string]> = {};
  for (const [id, ports] of Object.entries(next)) {
    const old = before[id];
    if (old && JSON.stringify(old) === JSON.stringify(ports)) nodes[id] = old;
    else {
      same = false;
      nodes[id] = Object.fromEntries(
        Object.entries(ports).map(([port, known]) => {
          const one = old?.[port];
          return [port, one && JSON.stringify(one) === JSON.stringify(known) ? one : known];
        }),
      );
    }
  }
  return same ? before : nodes;
}
