"use client";
import { useRef, useState } from "react";
import { focusOnCanvas } from "../canvas/actions/looking.ts";
import { leaveField } from "../canvas/leave-field.ts";
import { useFocusInPlace } from "../canvas/use-focus-in-place.ts";
import { useEditor, useEditorStore } from "../store/editor-context.tsx";

/** A title on the canvas, which F2 lets one write in place: Enter keeps it, Escape leaves it as it was. */
export function TitleOnCanvas({
  canvasKey,
  title,
  fallback,
  onRename,
}: {
  canvasKey: string;
  title: string;
  /** Shown where there is no title. */
  fallback: string;
  onRename: (title: string) => void;
}) {
  const writing = useEditor((state) => state.renaming === canvasKey);
  if (!writing)
    return (
      <span className="pb-node-title block truncate text-[13px] leading-[18px] font-medium">
        {title || fallback}
      </span>
    );
  return <TitleInput {...{ canvasKey, title, fallback, onRename }} />;
}

function TitleInput({ canvasKey, title, fallback, onRename }: Parameters<typeof TitleOnCanvas>[0]) {
  const store = useEditorStore();
  const input = useRef<HTMLInputElement>(null);
  const done = useRef(false);
  const settled = useFocusInPlace(input);
  const [opened] = useState(title);
  function end(keep: boolean, back: boolean) {
    if (done.current) return;
    done.current = true;
    if (keep && input.current)
      leaveField(
        { opened: opened.trim(), typed: input.current.value.trim(), now: title.trim() },
        onRename,
      );
    store.getState().setRenaming(null);
    if (back) focusOnCanvas(canvasKey);
  }
  return (
    <input
      ref={input}
      className="pb-title-input nodrag nopan nokey"
      aria-label="Title"
      defaultValue={title}
      placeholder={fallback}
      maxLength={200}
      onBlur={() => settled() && end(true, false)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === "Enter") end(true, true);
        if (event.key === "Escape") end(false, true);
      }}
    />
  );
}
