"use client";
import { useEffect } from "react";
import { isTyping } from "../canvas/use-shortcuts.ts";
import { useEditorStore } from "../store/editor-context.tsx";
import { useOverlayStore } from "./overlay-context.tsx";
import type { RunAddress } from "./use-run-address.ts";

/** Ctrl Enter runs, with Shift up to the selected step, with Alt that step alone; Escape closes the run over the canvas. */
export function useRunKeys({ mayRun, address }: { mayRun: boolean; address: RunAddress }): void {
  const editor = useEditorStore();
  const overlay = useOverlayStore();
  const { runId, show } = address;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const { selection, document: current } = editor.getState();
      const { ask, asked } = overlay.getState();
      if (event.key === "Escape" && runId !== null && asked === null && !isTyping(event.target)) {
        // The first Escape leaves the step, the second the run.
        const chosen = document.querySelector(
          ".react-flow__node.selected, .react-flow__edge.selected",
        );
        if (chosen || event.defaultPrevented) return;
        event.preventDefault();
        show(null);
        return;
      }
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      if (!mayRun || asked !== null) return;
      // A dialog has this key for itself, and so has what is written on the canvas.
      if (event.target instanceof HTMLElement && event.target.closest("[role=dialog], .nokey"))
        return;
      event.preventDefault();
      event.stopPropagation();
      const [node] = selection.nodes;
      const one = selection.nodes.size === 1 && current.nodes.some(({ id }) => id === node);
      if (!event.shiftKey && !event.altKey) ask({ what: "all" });
      else if (one && node) ask({ what: event.shiftKey ? "to" : "one", node });
    };
    document.addEventListener("keydown", onKey, true);
    return () => document.removeEventListener("keydown", onKey, true);
  }, [editor, overlay, mayRun, runId, show]);
}
