"use client";
import { useEffect } from "react";
import { useEditorStore } from "../store/editor-context.tsx";
import type { Actions } from "./use-actions.ts";

/** Whether keys belong to a text, a list or a dialog rather than to the canvas. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.closest(
        "input, textarea, select, [role=dialog], [role=listbox], [role=menu], .cm-editor",
      ) !== null)
  );
}

/** Keys and clipboard of the canvas. They work wherever the focus is, except in fields and dialogs. */
export function useShortcuts({ actions, readOnly }: { actions: Actions; readOnly: boolean }): void {
  const store = useEditorStore();
  useEffect(() => {
    function onKey(event: KeyboardEvent) {
      if (event.defaultPrevented || isTyping(event.target)) return;
      const { undo, redo, selection, select, jump } = store.getState();
      const key = event.key.toLowerCase();
      const run = (action: () => void) => {
        event.preventDefault();
        action();
      };
      if (event.ctrlKey || event.metaKey) {
        if (key === "a") run(actions.selectAll);
        else if (readOnly) return;
        else if (key === "z") run(event.shiftKey ? redo : undo);
        else if (key === "y") run(redo);
        else if (key === "d") run(actions.duplicate);
        return;
      }
      if (event.altKey) return;
      if (event.shiftKey && event.code === "Digit1") run(actions.fit);
      else if (event.shiftKey && event.code === "Digit2") run(actions.fitSelection);
      else if (key === "+" || key === "=") run(() => actions.zoom(1.25));
      else if (key === "-") run(() => actions.zoom(0.8));
      else if (key === "escape") run(() => select({}));
      else if (!readOnly && (key === "delete" || key === "backspace")) run(actions.removeSelected);
      else if (key === "enter" && isOnCanvas(event.target)) {
        // React Flow selects the focused node by Enter; the same key then leads into its form.
        const focused = (event.target as HTMLElement).closest<HTMLElement>(".react-flow__node")
          ?.dataset["id"];
        const [node] = focused ? [focused] : selection.nodes;
        if (node) run(() => jump(node, ""));
      }
    }
    function onCopy(event: ClipboardEvent) {
      if (isTyping(event.target) || !window.getSelection()?.isCollapsed) return;
      const text = actions.copied();
      if (text === null) return;
      event.preventDefault();
      event.clipboardData?.setData("text/plain", text);
      if (event.type === "cut" && !readOnly) actions.removeSelected();
    }
    function onPaste(event: ClipboardEvent) {
      if (readOnly || isTyping(event.target)) return;
      const text = event.clipboardData?.getData("text/plain");
      if (!text) return;
      event.preventDefault();
      actions.pasteText(text);
    }
    document.addEventListener("keydown", onKey);
    document.addEventListener("copy", onCopy);
    document.addEventListener("cut", onCopy);
    document.addEventListener("paste", onPaste);
    return () => {
      document.removeEventListener("keydown", onKey);
      document.removeEventListener("copy", onCopy);
      document.removeEventListener("cut", onCopy);
      document.removeEventListener("paste", onPaste);
    };
  }, [store, actions, readOnly]);
}

function isOnCanvas(target: EventTarget | null): boolean {
  return (
    target === document.body ||
    (target instanceof HTMLElement && target.closest(".pb-canvas") !== null)
  );
}
