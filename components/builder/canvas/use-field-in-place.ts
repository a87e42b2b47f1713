import { useEffectEvent, useLayoutEffect, useRef, useState, type RefObject } from "react";
import { useEditorStore } from "../store/editor-context.tsx";
import { focusOnCanvas } from "./actions/looking.ts";
import { leaveField } from "./leave-field.ts";
import { useFocusInPlace } from "./use-focus-in-place.ts";

/**
 * A field in which something on the canvas is written in place. What is typed is written when the field is left, and also when
 * the canvas stops drawing what it stands in, where no blur is heard.
 */
export function useFieldInPlace<Field extends HTMLInputElement | HTMLTextAreaElement>({
  canvasKey,
  text,
  tidy = (typed) => typed,
  write,
}: {
  canvasKey: string;
  /** What stands in the document now. */
  text: string;
  /** What is made of a text before it is compared and written. */
  tidy?: (text: string) => string;
  write: (typed: string) => void;
}): {
  field: RefObject<Field | null>;
  onBlur: () => void;
  /** Leaves the field by a key: the thing on the canvas has the keyboard again. */
  leave: (keep: boolean) => void;
} {
  const store = useEditorStore();
  const field = useRef<Field>(null);
  const done = useRef(false);
  const settled = useFocusInPlace(field);
  const [opened] = useState(text);

  function keepTyped() {
    if (!field.current) return;
    leaveField({ opened: tidy(opened), typed: tidy(field.current.value), now: tidy(text) }, write);
  }
  function end(keep: boolean) {
    if (done.current) return;
    done.current = true;
    if (keep) keepTyped();
    store.getState().setRenaming(null);
  }

  const gone = useEffectEvent((here: Field | null) => {
    if (done.current) return;
    keepTyped();
    queueMicrotask(() => {
      const { renaming, setRenaming } = store.getState();
      // Still there where React only tries in development whether it may go.
      if (!here?.isConnected && renaming === canvasKey) setRenaming(null);
    });
  });
  useLayoutEffect(() => {
    const here = field.current;
    return () => gone(here);
  }, []);

  return {
    field,
    onBlur: () => {
      if (settled()) end(true);
    },
    leave: (keep) => {
      end(keep);
      focusOnCanvas(canvasKey);
    },
  };
}
