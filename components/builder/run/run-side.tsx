"use client";
import { useMemo, useState } from "react";
import { parseEnd } from "../../../workflows/core/document.ts";
import { SegmentedControl } from "../../ui/segmented-control.tsx";
import { Inspector } from "../inspector/inspector.tsx";
import { useEditor } from "../store/editor-context.tsx";
import type { EditorStore } from "../store/editor-store.ts";
import { WirePreview } from "../wire-preview/wire-preview.tsx";
import { useSelectedStep } from "./run-button.tsx";
import { RunSummary } from "./run-summary.tsx";
import { RunsPanel } from "./runs-panel.tsx";
import { StepRunPanel } from "./step-run-panel.tsx";
import type { RunAddress } from "./use-run-address.ts";

/** Beside a run over the canvas: the selected step as it ran, the run as a whole, or all runs; and the draft's settings. */
export function RunSide({
  name,
  draft,
  readOnly,
  history,
  address,
}: {
  name: string;
  draft: EditorStore;
  readOnly: boolean;
  /** The list of runs is open. */
  history: boolean;
  address: RunAddress;
}) {
  const [about, setAbout] = useState<"run" | "settings">("run");
  const step = useSelectedStep();
  const wire = useSelectedWire();
  const select = useEditor((state) => state.select);
  const jump = useEditor((state) => state.jump);
  const { runId, asRun, show } = address;
  if (history && step === null && wire === null)
    return (
      <RunsPanel
        name={name}
        shown={runId}
        onShow={(id) => show(id, "run")}
        onClose={() => draft.getState().setPanel("inspector")}
      />
    );
  return (
    <>
      {!asRun && (
        <div className="border-line border-b px-3 py-2">
          <SegmentedControl
            label="About"
            value={about}
            onValueChange={setAbout}
            options={[
              { value: "run", label: "This run" },
              { value: "settings", label: "Settings" },
            ]}
          />
        </div>
      )}
      {about === "settings" && !asRun ? (
        <Inspector readOnly={readOnly} />
      ) : step !== null ? (
        <StepRunPanel
          key={step}
          id={step}
          draft={draft}
          asRun={asRun}
          readOnly={readOnly}
          onStarted={(id) => show(id, "draft")}
          onClose={() => select({})}
        />
      ) : wire !== null && runId !== null ? (
        <WirePreview
          key={`${wire.node}.${wire.port}`}
          runId={runId}
          {...wire}
          onClose={() => select({})}
        />
      ) : (
        <RunSummary
          draft={draft}
          readOnly={readOnly}
          onSelect={(node) => jump(node)}
          onRestored={() => show(runId, "draft")}
        />
      )}
    </>
  );
}

/** Where the one wire that is selected comes from; null when there are none or several. */
function useSelectedWire(): { node: string; port: string } | null {
  const id = useEditor(({ selection: { nodes, wires } }) =>
    nodes.size === 0 && wires.size === 1 ? [...wires][0] : undefined,
  );
  return useMemo(() => parseEnd(id?.split("->")[0] ?? ""), [id]);
}
