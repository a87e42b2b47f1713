"use client";
import { useEffect, useRef, type RefObject } from "react";
import { useEditor } from "../store/editor-context.tsx";

/** Puts the cursor where a jump leads: into the field, or into the first one. `key` is what the panel is about. */
export function useFocus(key: string): RefObject<HTMLDivElement | null> {
  const focus = useEditor((state) => state.focus);
  const panel = useRef<HTMLDivElement>(null);
  const done = useRef(0);
  useEffect(() => {
    if (!focus || focus.node !== key || focus.field === null || done.current === focus.at) return;
    const { field, at } = focus;
    // Code editors come with their chunk: the frame after that is early enough for everything else.
    const frame = requestAnimationFrame(() => {
      done.current = at;
      const name = field.startsWith("policy.") ? field : field.split(".")[0]!;
      const row =
        name === ""
          ? panel.current?.querySelector(".pf-field")
          : panel.current?.querySelector(
              `[data-field="${CSS.escape(name.replace(/^policy\./, ""))}"]`,
            );
      const section = row?.closest("details");
      if (section) section.open = true;
      row?.scrollIntoView({ block: "center" });
      row
        ?.querySelector<HTMLElement>(
          "input:not([aria-hidden=true]), textarea, [contenteditable=true], [role=combobox], [role=switch], button:not(.pf-reset)",
        )
        ?.focus({ preventScroll: true });
    });
    return () => cancelAnimationFrame(frame);
  }, [focus, key]);
  return panel;
}
