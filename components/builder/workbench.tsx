"use client";
import { useMemo } from "react";
import { later } from "../ui/later.tsx";
import { ReadOnlyContext } from "./canvas/read-only.ts";
import { Palette } from "./palette/palette.tsx";
import { NewsLine } from "./people/news-line.tsx";
import { useProblemKeys } from "./problems/use-problem-keys.ts";
import { GoingOn } from "./run/going-on.tsx";
import { useOverlay } from "./run/overlay-context.tsx";
import type { RunAddress } from "./run/use-run-address.ts";
import { useEditor, useEditorStore } from "./store/editor-context.tsx";
import { createEditorStore } from "./store/editor-store.ts";
import type { Frame } from "./use-frame.ts";
import type { Looking } from "./versions/side.ts";
import { useComparison } from "./versions/use-compared.ts";
import { WorkbenchSide } from "./workbench-side.tsx";
import { WorkbenchView } from "./workbench-view.tsx";

const ProblemsPanel = later(
  async () => (await import("./problems/problems-panel.tsx")).ProblemsPanel,
  "Loading the problems…",
);
const RunBar = later(async () => (await import("./run/run-bar.tsx")).RunBar, "Loading the run…");
const ShortcutsDialog = later(async () => (await import("./shortcuts-dialog.tsx")).ShortcutsDialog);

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
  const { runId, asRun, show } = address;
  const ran = useRanStore(asRun);
  // What is selected is selected in the graph that is seen.
  const seen = asRun ? ran : draft;
  const drafting = looking === null && !asRun;
  const comparison = useComparison(name, looking);
  const shared = { name, readOnly, looking, onLook, address, comparison };
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
                draft.getState().setPanel("inspector");
              }}
            />
          ) : (
            looking === null && <GoingOn name={name} onShow={show} />
          )}
          <WorkbenchView {...shared} minimap={frame.minimap} ran={ran} />
          {frame.problems && drafting && <ProblemsPanel onClose={() => frame.toggle("problems")} />}
        </div>
        <WorkbenchSide {...shared} base={base} seen={seen} />
      </div>
      {frame.shortcuts && <ShortcutsDialog open onOpenChange={() => frame.toggle("shortcuts")} />}
    </ReadOnlyContext>
  );
}

/** The document of the run over the canvas, to be looked at. */
function useRanStore(asRun: boolean) {
  const document = useOverlay(({ view }) => (asRun ? view?.details.document : undefined));
  return useMemo(() => (document ? createEditorStore(document) : null), [document]);
}
