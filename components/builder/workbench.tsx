"use client";
import { useQuery } from "@tanstack/react-query";
import { ReactFlowProvider } from "@xyflow/react";
import { useMemo } from "react";
import type { PipelineDocument } from "../../workflows/core/document.ts";
import { useTRPC } from "../trpc.tsx";
import { Button } from "../ui/button.tsx";
import { SkeletonRows } from "../ui/skeleton.tsx";
import { Canvas } from "./canvas/canvas.tsx";
import { Inspector } from "./inspector/inspector.tsx";
import { Palette } from "./palette/palette.tsx";
import { ProblemsPanel } from "./problems-panel.tsx";
import { ShortcutsDialog } from "./shortcuts-dialog.tsx";
import { EditorContext, useEditor } from "./store/editor-context.tsx";
import { createEditorStore } from "./store/editor-store.ts";
import type { Frame } from "./use-frame.ts";
import { VersionsPanel, type VersionRow } from "./versions-panel.tsx";
import { YamlView } from "./yaml/yaml-view.tsx";

/** Palette, canvas or text, and the panel at the right; which of them are open. */
export function Workbench({
  name,
  readOnly,
  versions,
  base,
  shown,
  onShow,
  frame,
}: {
  name: string;
  readOnly: boolean;
  versions: readonly VersionRow[];
  base: number | null;
  shown: number | null;
  onShow: (version: number | null) => void;
  frame: Frame;
}) {
  const view = useEditor((state) => state.view);
  const panel = useEditor((state) => state.panel);
  return (
    <>
      <div className="flex min-h-0 flex-1">
        {frame.palette && view === "canvas" && shown === null && !readOnly && <Palette />}
        <main className="flex min-h-0 min-w-0 flex-1 flex-col">
          {shown !== null ? (
            <OldVersion
              name={name}
              number={shown}
              readOnly={readOnly}
              onClose={() => onShow(null)}
            />
          ) : view === "yaml" ? (
            <YamlView readOnly={readOnly} />
          ) : (
            <Canvas readOnly={readOnly} minimap={frame.minimap} />
          )}
          {frame.problems && <ProblemsPanel onClose={() => frame.toggle("problems")} />}
        </main>
        <aside
          className="pb-side pb-inspector"
          aria-label={panel === "versions" ? "Versions" : "Properties"}
        >
          {panel === "versions" ? (
            <VersionsPanel versions={versions} base={base} shown={shown} onShow={onShow} />
          ) : (
            shown === null && <Inspector readOnly={readOnly} />
          )}
        </aside>
      </div>
      <ShortcutsDialog open={frame.shortcuts} onOpenChange={() => frame.toggle("shortcuts")} />
    </>
  );
}

/** A published version in place of the draft, to be looked at or brought back. */
function OldVersion({
  name,
  number,
  readOnly,
  onClose,
}: {
  name: string;
  number: number;
  readOnly: boolean;
  onClose: () => void;
}) {
  const trpc = useTRPC();
  const edit = useEditor((state) => state.edit);
  const version = useQuery(
    trpc.pipelines.version.queryOptions({ name, number }, { staleTime: Infinity }),
  );
  const document = version.data?.document as PipelineDocument | undefined;
  const store = useMemo(() => (document ? createEditorStore(document) : null), [document]);
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="bg-info-soft flex shrink-0 flex-wrap items-center gap-2 px-4 py-1.5 text-sm">
        <span className="font-medium">Version {number}</span>
        <span className="text-muted min-w-0 flex-1 truncate">
          Read only. Your draft is untouched.
        </span>
        <Button size="sm" onClick={onClose}>
          Back to the draft
        </Button>
        {!readOnly && (
          <Button
            size="sm"
            variant="primary"
            disabled={!document}
            onClick={() => {
              if (document) edit(() => document);
              onClose();
            }}
          >
            Restore into the draft
          </Button>
        )}
      </div>
      {version.isError && (
        <p role="alert" className="text-danger p-4 text-sm">
          {version.error.message}
        </p>
      )}
      {version.isPending && <SkeletonRows />}
      {store && (
        <EditorContext value={store}>
          <ReactFlowProvider>
            <div className="flex min-h-0 flex-1">
              <Canvas readOnly minimap={false} />
              <SelectedPane />
            </div>
          </ReactFlowProvider>
        </EditorContext>
      )}
    </div>
  );
}

/** The form of what is selected in the old version, to be read. */
function SelectedPane() {
  const selected = useEditor(({ selection }) => selection.nodes.size > 0);
  if (!selected) return null;
  return (
    <aside className="pb-side pb-inspector" aria-label="Properties in this version">
      <Inspector readOnly />
    </aside>
  );
}
