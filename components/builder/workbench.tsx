"use client";
import { useQuery } from "@tanstack/react-query";
import { ReactFlowProvider } from "@xyflow/react";
import { useMemo } from "react";
import type { PipelineDocument } from "../../workflows/core/document.ts";
import { useTRPC } from "../trpc.tsx";
import { Button } from "../ui/button.tsx";
import { SkeletonRows } from "../ui/skeleton.tsx";
import { Canvas } from "./canvas/canvas.tsx";
import { ReadOnlyContext } from "./canvas/read-only.ts";
import { Inspector } from "./inspector/inspector.tsx";
import { Palette } from "./palette/palette.tsx";
import { NewsLine } from "./people/news-line.tsx";
import { PeoplePanel } from "./people/people-panel.tsx";
import { useProblemKeys } from "./problems/use-problem-keys.ts";
import { ProblemsPanel } from "./problems/problems-panel.tsx";
import { GoingOn } from "./run/going-on.tsx";
import { useOverlay } from "./run/overlay-context.tsx";
import { RunBar } from "./run/run-bar.tsx";
import { RunSide } from "./run/run-side.tsx";
import { RunsPanel } from "./run/runs-panel.tsx";
import type { RunAddress } from "./run/use-run-address.ts";
import { ShortcutsDialog } from "./shortcuts-dialog.tsx";
import { EditorContext, useEditor, useEditorStore } from "./store/editor-context.tsx";
import { createEditorStore } from "./store/editor-store.ts";
import type { Frame } from "./use-frame.ts";
import { VersionsPanel, type VersionRow } from "./versions-panel.tsx";
import { YamlView } from "./yaml/yaml-view.tsx";

/** Palette, canvas or text, and the panel at the right; which of them are open, and what lies over the canvas. */
export function Workbench({
  name,
  readOnly,
  versions,
  base,
  shown,
  onShow,
  frame,
  address,
}: {
  name: string;
  readOnly: boolean;
  versions: readonly VersionRow[];
  base: number | null;
  shown: number | null;
  onShow: (version: number | null) => void;
  frame: Frame;
  address: RunAddress;
}) {
  const draft = useEditorStore();
  useProblemKeys(readOnly);
  const view = useEditor((state) => state.view);
  const panel = useEditor((state) => state.panel);
  const { setPanel } = draft.getState();
  const { runId, asRun, show } = address;
  const ran = useRanStore(asRun);
  // What is selected is selected in the graph that is seen.
  const seen = asRun ? ran : draft;
  const drafting = shown === null && !asRun;
  return (
    <ReadOnlyContext value={readOnly || !drafting}>
      <div className="flex min-h-0 flex-1">
        {frame.palette && view === "canvas" && drafting && !readOnly && <Palette />}
        <main className="relative flex min-h-0 min-w-0 flex-1 flex-col">
          <NewsLine />
          {shown === null && runId !== null ? (
            <RunBar
              runId={runId}
              address={address}
              onSummary={() => {
                seen?.getState().select({});
                setPanel("inspector");
              }}
            />
          ) : (
            shown === null && <GoingOn name={name} onShow={show} />
          )}
          {shown !== null ? (
            <OldVersion
              name={name}
              number={shown}
              readOnly={readOnly}
              onClose={() => onShow(null)}
            />
          ) : asRun ? (
            <EditorContext value={ran ?? draft}>
              {ran ? (
                <ReactFlowProvider key={runId}>
                  <Canvas readOnly minimap={frame.minimap} />
                </ReactFlowProvider>
              ) : (
                <SkeletonRows />
              )}
            </EditorContext>
          ) : view === "yaml" ? (
            <YamlView readOnly={readOnly} />
          ) : (
            <Canvas readOnly={readOnly} minimap={frame.minimap} />
          )}
          {frame.problems && drafting && <ProblemsPanel onClose={() => frame.toggle("problems")} />}
        </main>
        <aside
          className="pb-side pb-inspector"
          aria-label={SIDES[panel] ?? (runId === null ? "Properties" : "The run")}
        >
          {panel === "versions" ? (
            <VersionsPanel versions={versions} base={base} shown={shown} onShow={onShow} />
          ) : panel === "people" ? (
            <PeoplePanel name={name} readOnly={readOnly} />
          ) : runId !== null && shown === null ? (
            <EditorContext value={seen ?? draft}>
              <RunSide
                key={`${runId} ${asRun}`}
                name={name}
                draft={draft}
                readOnly={readOnly}
                history={panel === "runs"}
                address={address}
              />
            </EditorContext>
          ) : panel === "runs" ? (
            <RunsPanel
              name={name}
              shown={null}
              onShow={(id) => {
                onShow(null);
                show(id, "run");
              }}
              onClose={() => setPanel("inspector")}
            />
          ) : (
            shown === null && <Inspector readOnly={readOnly} />
          )}
        </aside>
      </div>
      <ShortcutsDialog open={frame.shortcuts} onOpenChange={() => frame.toggle("shortcuts")} />
    </ReadOnlyContext>
  );
}

const SIDES: Partial<Record<string, string>> = {
  versions: "Versions",
  people: "People",
  runs: "Runs",
};

/** The document of the run over the canvas, to be looked at. */
function useRanStore(asRun: boolean) {
  const document = useOverlay(({ view }) => (asRun ? view?.details.document : undefined));
  return useMemo(() => (document ? createEditorStore(document) : null), [document]);
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
