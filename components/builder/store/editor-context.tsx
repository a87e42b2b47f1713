"use client";
import { createContext, useContext } from "react";
import { useStore } from "zustand";
import type { EditorState, EditorStore } from "./editor-store.ts";

export const EditorContext = createContext<EditorStore | null>(null);

/** The store itself, for handlers that read when they are called. */
export function useEditorStore(): EditorStore {
  const store = useContext(EditorContext);
  if (!store) throw new Error("useEditorStore is called outside of an EditorContext.");
  return store;
}

export function useEditor<T>(selector: (state: EditorState) => T): T {
  return useStore(useEditorStore(), selector);
}

/** How many steps can be undone and redone. */
export function useHistory(): { undo: number; redo: number } {
  const { temporal } = useEditorStore();
  return {
    undo: useStore(temporal, (state) => state.pastStates.length),
    redo: useStore(temporal, (state) => state.futureStates.length),
  };
}
