"use client";
import { useEffect } from "react";
import { useEditorStore } from "./editor-context.tsx";
import { keepHistory } from "./history.ts";

/** Undo and redo outlive a reload of the page in the same tab. */
export function useKeptHistory(name: string): void {
  const store = useEditorStore();
  useEffect(() => {
    let stop = keepHistory(store, name, window.sessionStorage);
    // `pagehide` is the last that a tab hears; a page that comes back from the browser's cache goes on.
    const last = () => {
      stop();
      stop = () => {};
    };
    const back = (event: PageTransitionEvent) => {
      if (event.persisted) stop = keepHistory(store, name, window.sessionStorage);
    };
    window.addEventListener("pagehide", last);
    window.addEventListener("pageshow", back);
    return () => {
      window.removeEventListener("pagehide", last);
      window.removeEventListener("pageshow", back);
      stop();
    };
  }, [store, name]);
}
