"use client";
import { useEffect } from "react";
import { useEditorStore } from "../store/editor-context.tsx";
import { anchorKey } from "../store/trigger-key.ts";
import { fieldOf, listed, problemKey } from "./order.ts";

/**
 * F8 goes to the next problem, with Shift to the one before, wherever the focus is; Ctrl and a full stop apply the first remedy of
 * what is selected.
 */
export function useProblemKeys(readOnly: boolean): void {
  const store = useEditorStore();
  useEffect(() => {
    let last: string | null = null;
    function onKey(event: KeyboardEvent) {
      const { problems, problemsByNode, document, selection, jump } = store.getState();
      if (event.key === "F8") {
        const all = listed(problems, document);
        if (all.length === 0) return;
        event.preventDefault();
        const at = all.findIndex((problem) => problemKey(problem) === last);
        const step = event.shiftKey ? -1 : 1;
        const next =
          all[at < 0 ? (step > 0 ? 0 : all.length - 1) : at + step] ?? all.at(step > 0 ? 0 : -1)!;
        last = problemKey(next);
        jump(anchorKey(next.anchor, document), fieldOf(next));
      } else if (event.key === "." && (event.ctrlKey || event.metaKey) && !readOnly) {
        const [chosen] = selection.nodes;
        const own = (chosen !== undefined && problemsByNode.get(chosen)) || [];
        if (event.defaultPrevented || own.length === 0) return;
        event.preventDefault();
        void import("./apply-fix.ts").then(({ applyFix }) =>
          own.some((problem) => applyFix(store, problem)),
        );
      }
    }
    window.document.addEventListener("keydown", onKey);
    return () => window.document.removeEventListener("keydown", onKey);
  }, [store, readOnly]);
}
