"use client";
import { useEffect } from "react";
import { useEditor, useEditorStore } from "../store/editor-context.tsx";
import { loadClipboard } from "./actions/copying.ts";
import { followTyping, isField } from "./field-history.ts";
import { actionOf, enter, historyKey, type KeyContext } from "./keys.ts";
import { leavePressed, portAt } from "./port-at.ts";
import { pressedOnPort } from "./port-keys.ts";
import type { Actions } from "./use-actions.ts";

// A toast is a dialog too, one with a type, but takes no keys from the canvas.
const APART = `[role=dialog]:not([data-type]), [role=alertdialog]:not([data-type]), [role=listbox], [role=menu], .cm-editor`;
const TAKES_KEYS = `input, textarea, select, ${APART}`;

/** Whether keys belong to a text, a list or a dialog rather than to the canvas. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.closest(TAKES_KEYS) !== null)
  );
}

/**
 * Keys and clipboard of the canvas. They work wherever the focus is, except in fields and dialogs; undo and redo in a field
 * that has nothing of its own to undo as well.
 */
export function useShortcuts({ actions, readOnly }: { actions: Actions; readOnly: boolean }): void {
  const store = useEditorStore();
  const chosen = useEditor(({ selection }) => selection.nodes.size > 0);
  useEffect(() => {
    if (chosen) void loadClipboard();
  }, [chosen]);
  useEffect(() => {
    const contextOf = ({ target }: KeyboardEvent): KeyContext => ({
      actions,
      state: store.getState,
      readOnly,
      onCanvas: isOnCanvas(target),
    });
    const typing = followTyping();
    const onFocus = ({ target }: FocusEvent) => {
      if (isField(target)) typing.focused(target);
      else leavePressed(target);
    };
    const onInput = ({ target }: Event) => isField(target) && typing.typed(target);
    /** Undoes or redoes from within a field, where that is not the field's own. */
    function undone(event: KeyboardEvent): boolean {
      const { target } = event;
      const way = readOnly ? null : historyKey(event);
      if (way === null || !(target instanceof HTMLInputElement || isField(target))) return false;
      if (target.closest(APART) || (isField(target) && typing.hasOwn(target, way))) return false;
      store.getState()[way]();
      return true;
    }
    function onKey(event: KeyboardEvent) {
      if (event.defaultPrevented || isTyping(event.target)) return;
      const context = contextOf(event);
      const plainly = !event.ctrlKey && !event.metaKey && !event.altKey;
      if (event.key === "Enter" && plainly && context.onCanvas) {
        // React Flow selects the focused node by Enter; the same key then leads into it.
        const focused = (event.target as HTMLElement).closest<HTMLElement>(".react-flow__node")
          ?.dataset["id"];
        const [key] = focused ? [focused] : store.getState().selection.nodes;
        if (key === undefined) return;
        event.preventDefault();
        enter(key, context);
        return;
      }
      const action = actionOf(event, context);
      if (!action) return;
      event.preventDefault();
      action();
    }
    // Before React Flow, which would move or select the focused node whatever else is held down, or is focused in it.
    function onFirst(event: KeyboardEvent) {
      const { target } = event;
      if (undone(event)) event.preventDefault();
      else if (portAt(target) && !event.defaultPrevented) {
        if (pressedOnPort(event, target as HTMLElement, contextOf(event))) event.preventDefault();
      } else if (event.key.startsWith("Arrow")) onKey(event);
      if (event.defaultPrevented) event.stopPropagation();
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
      void actions.pasteText(text);
    }
    document.addEventListener("focusin", onFocus);
    document.addEventListener("input", onInput, true);
    document.addEventListener("keydown", onFirst, true);
    document.addEventListener("keydown", onKey);
    document.addEventListener("copy", onCopy);
    document.addEventListener("cut", onCopy);
    document.addEventListener("paste", onPaste);
    return () => {
      document.removeEventListener("focusin", onFocus);
      document.removeEventListener("input", onInput, true);
      document.removeEventListener("keydown", onFirst, true);
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
    (target instanceof HTMLElement && target.closest(".react-flow") !== null)
  );
}
