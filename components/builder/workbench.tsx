"use client";
import { useQuery } from "@tanstack/react-query";
import { ReactFlowProvider } from "@xyflow/react";
import { useEffect, useMemo, useState, type ReactNode } from "react";
import type { PipelineDocument } from "../../workflows/core/document.ts";
import { useTRPC } from "../trpc.tsx";
import { Button } from "../ui/button.tsx";
import { SkeletonRows } from "../ui/skeleton.tsx";
import { Canvas } from "./canvas/canvas.tsx";
import { isTyping } from "./canvas/use-shortcuts.ts";
import { Inspector } from "./inspector/inspector.tsx";
import { Palette } from "./palette/palette.tsx";
import { ProblemsPanel } from "./problems-panel.tsx";
import { ShortcutsDialog } from "./shortcuts-dialog.tsx";
import { EditorContext, useEditor } from "./store/editor-context.tsx";
import { createEditorStore } from "./store/editor-store.ts";
import type { ToolbarProps } from "./toolbar.tsx";
import { VersionsPanel, type VersionRow } from "./versions-panel.tsx";
import { YamlView } from "./yaml/yaml-view.tsx";

type Controls = Pick<
  ToolbarProps,
  "showProblems" | "onProblems" | "palette" | "onPalette" | "minimap" | "onMinimap" | "onShortcuts"
>;

/** Palette, canvas or text, and the panel at the right; which of them are open. */
export function Workbench({
  name,
  readOnly,
  versions,
  base,
  shown,
  onShow,
  notice,
  toolbar,
}: {
  name: string;
  readOnly: boolean;
  versions: readonly VersionRow[];
  base: number | null;
  shown: number | null;
  onShow: (version: number | null) => void;
  notice: ReactNode;
  toolbar: (controls: Controls) => ReactNode;
}) {
  const view = useEditor((state) => state.view);
  const panel = useEditor((state) => state.panel);
  const [palette, setPalette] = useState(true);
  const [problems, setProblems] = useState(false);
  const [minimap, setMinimap] = useState(true);
  const [shortcuts, setShortcuts] = useState(false);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "?" && !isTyping(event.target)) setShortcuts(true);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);

  return (
    <>
      {toolbar({
        showProblems: problems,
        onProblems: () => setProblems((open) => !open),
        palette,
        onPalette: () => setPalette((open) => !open),
        minimap,
        onMinimap: () => setMinimap((open) => !open),
        onShortcuts: () => setShortcuts(true),
      })}
      {notice}
      <div className="flex min-h-0 flex-1">
        {palette && view === "canvas" && shown === null && !readOnly && <Palette />}
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
            <Canvas readOnly={readOnly} minimap={minimap} />
          )}
          {problems && <ProblemsPanel onClose={() => setProblems(false)} />}
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
      <ShortcutsDialog open={shortcuts} onOpenChange={setShortcuts} />
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
            <Canvas readOnly minimap={false} />
          </ReactFlowProvider>
        </EditorContext>
      )}
    </div>
  );
}
