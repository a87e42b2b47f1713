"use client";
import { MousePointerClick } from "lucide-react";
import { useEditor } from "../store/editor-context.tsx";

/** What to do first, while the canvas is empty. */
export function CanvasHint({ readOnly }: { readOnly: boolean }) {
  const empty = useEditor(({ document }) => document.nodes.length === 0);
  if (!empty) return null;
  return (
    <div className="pointer-events-none absolute inset-0 grid place-items-center">
      <div className="max-w-80 text-center">
        <MousePointerClick
          aria-hidden
          className="mx-auto mb-3 size-6 text-muted"
          strokeWidth={1.5}
        />
        <p className="text-sm font-medium">
          {readOnly ? "No steps in this version" : "Add the first step"}
        </p>
        {!readOnly && (
          <p className="mt-1 text-[13px] text-muted">
            Drag a step here from the left, or press Enter on it. Most pipelines begin with Load
            data.
          </p>
        )}
      </div>
    </div>
  );
}
