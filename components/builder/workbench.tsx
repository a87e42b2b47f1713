"use client";
import { ReactFlowProvider } from "@xyflow/react";
import { useMemo } from "react";
import { later } from "../ui/later.tsx";
import { SkeletonRows } from "../ui/skeleton.tsx";
import { Canvas } from "./canvas/canvas.tsx";
import { ReadOnlyContext } from "./canvas/read-only.ts";
import { Inspector } from "./inspector/inspector.tsx";
import { Palette } from "./palette/palette.tsx";
import { NewsLine } from "./people/news-line.tsx";
import { useProblemKeys } from "./problems/use-problem-keys.ts";
import { GoingOn } from "./run/going-on.tsx";
import { useOverlay, WithoutRun } from "./run/overlay-context.tsx";
import type { RunAddress } from "./run/use-run-address.ts";
import { EditorContext, useEditor, useEditorStore } from "./store/editor-context.tsx";
import { createEditorStore } from "./store/editor-store.ts";
import type { Frame } from "./use-frame.ts";
import { MY_DRAFT, type Looking } from "./versions/side.ts";
import { useComparison } from "./versions/use-compared.ts";

const PeoplePanel = later(
  async () => (await import("./people/people-panel.tsx")).PeoplePanel,
  "Loading who works here…",
);
const ProblemsPanel = later(
  async () => (await import("./problems/problems-panel.tsx")).ProblemsPanel,
  "Loading the problems…",
);
const RunBar = later(async () => (await import("./run/run-bar.tsx")).RunBar, "Loading the run…");
const RunSide = later(async () => (await import("./run/run-side.tsx")).RunSide, "Loading the run…");
const RunsPanel = later(
  async () => (await import("./run/runs-panel.tsx")).RunsPanel,
  "Loading the runs…",
);
const ShortcutsDialog = later(async () => (await import("./shortcuts-dialog.tsx")).ShortcutsDialog);
const ChangesPanel = later(
  async () => (await import("./versions/changes-panel.tsx")).ChangesPanel,
  "Loading the changes…",
);
const CompareView = later(
  async () => (await import("./versions/compare-view.tsx")).CompareView,
  "Loading the comparison…",
);
const HistoryPanel = later(
  async () => (await import("./versions/history-panel.tsx")).HistoryPanel,
  "Loading the history…",
);
const VersionView = later(
  async () => (await import("./versions/version-view.tsx")).VersionView,
  "Loading the version…",
);
const YamlView = later(
  async () => (await import("./yaml/yaml-view.tsx")).YamlView,
  "Loading the text…",
);

/** Palette, canvas or text, and the panel at the right; which of them are open, and what lies over the canvas. */
export function Workbench({
  name,
  readOnly,
  base,
  looking,
  onLook,
  frame,
  address,
}: {
  name: string;
  readOnly: boolean;
  base: number | null;
  looking: Looking | null;
  onLook: (looking: Looking | null) => void;
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
  const drafting = looking === null && !asRun;
  const comparison = useComparison(name, looking);
  return (
    <ReadOnlyContext value={readOnly || !drafting}>
      <div className="flex min-h-0 flex-1">
        {frame.palette && view === "canvas" && drafting && !readOnly && <Palette />}
        <div className="relative flex min-h-0 min-w-0 flex-1 flex-col">
          <NewsLine />
          {looking === null && runId !== null ? (
            <RunBar
              runId={runId}
              address={address}
              onSummary={() => {
                seen?.getState().select({});
                setPanel("inspector");
              }}
            />
          ) : (
            looking === null && <GoingOn name={name} onShow={show} />
          )}
          {comparison ? (
            <WithoutRun>
              <CompareView name={name} comparison={comparison} onLook={onLook} />
            </WithoutRun>
          ) : looking?.kind === "version" ? (
            <WithoutRun>
              <VersionView
                name={name}
                number={looking.number}
                readOnly={readOnly}
                onLook={onLook}
              />
            </WithoutRun>
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
        </div>
        <aside
          className="pb-side pb-inspector"
          aria-label={
            comparison ? "Changes" : (SIDES[panel] ?? (runId === null ? "Properties" : "The run"))
          }
        >
          {comparison ? (
            comparison.found && (
              <EditorContext value={comparison.found.store}>
                <ChangesPanel changes={comparison.found.changes} onClose={() => onLook(null)} />
              </EditorContext>
            )
          ) : panel === "versions" || (panel === "inspector" && looking !== null) ? (
            <HistoryPanel
              name={name}
              base={base}
              looking={looking}
              onLook={onLook}
              readOnly={readOnly}
            />
          ) : panel === "people" ? (
            <PeoplePanel
              name={name}
              readOnly={readOnly}
              onCompare={(user) =>
                onLook({
                  kind: "compare",
                  before: MY_DRAFT,
                  after: { kind: "draft-of", user },
                })
              }
            />
          ) : runId !== null && looking === null ? (
            <EditorContext value={seen ?? draft}>
              <RunSide
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
                onLook(null);
                show(id, "run");
              }}
              onClose={() => setPanel("inspector")}
            />
          ) : (
            looking === null && <Inspector readOnly={readOnly} />
          )}
        </aside>
      </div>
      {frame.shortcuts && <ShortcutsDialog open onOpenChange={() => frame.toggle("shortcuts")} />}
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
