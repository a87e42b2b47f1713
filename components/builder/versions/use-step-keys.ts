"use client";
import { useEffect } from "react";
import { isTyping } from "../canvas/use-shortcuts.ts";

/** `n` and `p` lead to the next thing that differs and to the one before, wherever the focus is, but not in a field. */
export function useStepKeys(step: (by: 1 | -1) => void): void {
  useEffect(() => {
    function onKey(event: KeyboardEvent) {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (event.key !== "n" && event.key !== "p") return;
      event.preventDefault();
      event.stopPropagation();
      step(event.key === "n" ? 1 : -1);
    }
    // Before the canvas hears of them.
    document.addEventListener("keydown", onKey, { capture: true });
    return () => document.removeEventListener("keydown", onKey, { capture: true });
  }, [step]);
}
