"use client";
import { lazy, Suspense, useState } from "react";
import { SegmentedControl } from "../../ui/segmented-control.tsx";
import { TextareaWidget } from "./text-widgets.tsx";
import type { WidgetProps } from "./widget.ts";

const Markdown = lazy(() => import("../markdown.tsx"));

/** A text in Markdown, written or seen as its reader sees it. */
export function MarkdownWidget(props: WidgetProps) {
  const { value, schema, label } = props;
  const [view, setView] = useState<"write" | "preview">("write");
  const text = typeof value === "string" ? value : String(schema.default ?? "");
  return (
    <div className="flex flex-col gap-1">
      {view === "write" ? (
        <TextareaWidget {...props} />
      ) : (
        <div
          id={props.id}
          tabIndex={-1}
          role="region"
          aria-label={`${label}, as it is read`}
          className="pf-markdown border-line bg-sunken min-h-24 rounded-md border px-3 py-2"
        >
          {text.trim() === "" ? (
            <p className="text-muted text-xs">Nothing is written yet.</p>
          ) : (
            <Suspense fallback={<p className="text-muted text-xs">Loading the preview…</p>}>
              <Markdown text={text} />
            </Suspense>
          )}
        </div>
      )}
      <SegmentedControl
        label={`How to show ${label}`}
        className="self-end"
        options={[
          { value: "write", label: "Write" },
          { value: "preview", label: "Preview" },
        ]}
        value={view}
        onValueChange={setView}
      />
    </div>
  );
}
