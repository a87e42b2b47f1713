"use client";
import { useEffect } from "react";
import type { EditorStore } from "../store/editor-store.ts";
import { differences } from "./differences.ts";
import { useOverlay, useOverlayStore } from "./overlay-context.tsx";

/** Edits follow each other quickly; the marks may come a moment later. */
const QUIET_MS = 150;

/** Keeps what differs between the run over the canvas and the draft in the overlay. */
export function useDifferences(draft: EditorStore): void {
  const overlay = useOverlayStore();
  const ran = useOverlay(({ view }) => view?.details.document);
  useEffect(() => {
    if (!ran) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const compare = () => {
      const { view, setDiff } = overlay.getState();
      if (view) setDiff(differences(ran, view.details.run.overrides, draft.getState().document));
    };
    compare();
    const stop = draft.subscribe((state, before) => {
      if (state.document === before.document) return;
      clearTimeout(timer);
      timer = setTimeout(compare, QUIET_MS);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [overlay, draft, ran]);
}
