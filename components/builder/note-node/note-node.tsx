"use client";
import { NodeResizer, type NodeProps } from "@xyflow/react";
import { lazy, memo, Suspense } from "react";
import type { NoteFlowNode } from "../canvas/flow-types.ts";
import { useReadOnly } from "../canvas/read-only.ts";
import { useFieldInPlace } from "../canvas/use-field-in-place.ts";
import { noteKey } from "../store/canvas-key.ts";
import { useEditor, useEditorStore } from "../store/editor-context.tsx";
import { ChangeMark } from "../versions/change-marks.tsx";
import { NOTE_LEAST, NOTE_MOST, setNote } from "../store/notes.ts";

// Markdown comes with its chunk when the first note is drawn.
const Markdown = lazy(() => import("../../form/markdown.tsx"));

type Props = NodeProps<NoteFlowNode>;

/** A note on the canvas: Markdown, written in place on a double click or Enter. */
export const NoteNode = memo(
  function NoteNode({ data, selected }: Props) {
    const { id, note } = data;
    const store = useEditorStore();
    const readOnly = useReadOnly();
    const key = noteKey(id);
    const writing = useEditor((state) => state.renaming === key);
    return (
      <div
        className="pb-note"
        data-testid={`note-${id}`}
        data-selected={selected || undefined}
        onDoubleClick={() => !readOnly && store.getState().setRenaming(key)}
      >
        <ChangeMark id={key} />
        {selected && !readOnly && (
          <NodeResizer
            minWidth={NOTE_LEAST.width}
            minHeight={NOTE_LEAST.height}
            maxWidth={NOTE_MOST.width}
            maxHeight={NOTE_MOST.height}
            handleClassName="pb-note-handle"
            lineClassName="pb-note-line"
            onResizeEnd={(_event, { x, y, width, height }) =>
              store.getState().edit((now) =>
                setNote(now, id, {
                  x: Math.round(x),
                  y: Math.round(y),
                  width: Math.round(width),
                  height: Math.round(height),
                }),
              )
            }
          />
        )}
        {writing ? (
          <NoteInput id={id} text={note.text} />
        ) : (
          <div className="pb-note-text">
            <Suspense fallback={<p className="whitespace-pre-wrap">{note.text}</p>}>
              {note.text.trim() === "" ? (
                <p className="text-muted">An empty note. Double click to write.</p>
              ) : (
                <Markdown text={note.text} />
              )}
            </Suspense>
          </div>
        )}
      </div>
    );
  },
  (before, after) =>
    before.data === after.data &&
    before.selected === after.selected &&
    before.width === after.width &&
    before.height === after.height,
);

function NoteInput({ id, text }: { id: string; text: string }) {
  const store = useEditorStore();
  const { field, onBlur, leave } = useFieldInPlace<HTMLTextAreaElement>({
    canvasKey: noteKey(id),
    text,
    write: (typed) => store.getState().edit((now) => setNote(now, id, { text: typed })),
  });
  return (
    <textarea
      ref={field}
      className="nodrag nopan nowheel nokey"
      aria-label="Note, in Markdown"
      placeholder="Markdown: **bold**, `code`, - list"
      defaultValue={text}
      maxLength={20_000}
      onBlur={onBlur}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === "Escape") leave(true);
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) leave(true);
      }}
    />
  );
}
