"use client";
import { useEffect, useRef, type RefObject } from "react";
import { useEditor } from "../store/editor-context.tsx";

/** How long a field is waited for: two seconds or so. */
const FRAMES = 120;

/** Puts the cursor where a jump leads: into the field, or into the first one. `key` is what the panel is about. */
export function useFocus(key: string): RefObject<HTMLDivElement | null> {
  const focus = useEditor((state) => state.focus);
  const panel = useRef<HTMLDivElement>(null);
  const done = useRef(0);
  useEffect(() => {
    if (!focus || focus.node !== key || focus.field === null || done.current === focus.at) return;
    const { field, at } = focus;
    let left = FRAMES;
    // A section is made when it opens, an editor comes with its chunk: the field may be some frames away.
    let frame = requestAnimationFrame(function look() {
      const name = field.startsWith("policy.") ? field.slice(7) : field.split(".")[0]!;
      const row = panel.current?.querySelector(
        name === "" ? ".pf-field" : `[data-field="${CSS.escape(name)}"]`,
      );
      const control = row?.querySelector<HTMLElement>(
        "input:not([aria-hidden=true]), textarea, [contenteditable=true], [role=combobox], [role=switch], .pf-param",
      );
      if (!control && left-- > 0) {
        const section =
          row?.closest("details") ??
          panel.current?.querySelector<HTMLDetailsElement>(
            `details[data-fields~="${CSS.escape(name)}"]`,
          );
        if (section) section.open = true;
        frame = requestAnimationFrame(look);
        return;
      }
      done.current = at;
      const section = row?.closest("details");
      if (section) section.open = true;
      row?.scrollIntoView({ block: "center" });
      (control ?? row?.querySelector<HTMLElement>("button"))?.focus({ preventScroll: true });
    });
    return () => cancelAnimationFrame(frame);
  }, [focus, key]);
  return panel;
}
