"use client";
import { useFieldInPlace } from "../canvas/use-field-in-place.ts";
import { useEditor } from "../store/editor-context.tsx";

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
  const { field, onBlur, leave } = useFieldInPlace<HTMLInputElement>({
    canvasKey,
    text: title,
    tidy: (typed) => typed.trim(),
    write: onRename,
  });
  return (
    <input
      ref={field}
      className="pb-title-input nodrag nopan nokey"
      aria-label="Title"
      defaultValue={title}
      placeholder={fallback}
      maxLength={200}
      onBlur={onBlur}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === "Enter") leave(true);
        if (event.key === "Escape") leave(false);
      }}
    />
  );
}
