"use client";
import { ReactFlowProvider } from "@xyflow/react";
import { later } from "../ui/later.tsx";
import { SkeletonRows } from "../ui/skeleton.tsx";
import { Canvas } from "./canvas/canvas.tsx";
import { WithoutRun } from "./run/overlay-context.tsx";
import type { RunAddress } from "./run/use-run-address.ts";
import { EditorContext, useEditor, useEditorStore } from "./store/editor-context.tsx";
import type { EditorStore } from "./store/editor-store.ts";
import type { Looking } from "./versions/side.ts";
import type { Comparison } from "./versions/use-compared.ts";

const CompareView = later(
  async () => (await import("./versions/compare-view.tsx")).CompareView,
  "Loading the comparison…",
);
const VersionView = later(
  async () => (await import("./versions/version-view.tsx")).VersionView,
  "Loading the version…",
);
const YamlView = later(
  async () => (await import("./yaml/yaml-view.tsx")).YamlView,
  "Loading the text…",
);

/** What is looked at: two sides compared, a version, a run's own graph, or the draft as a graph or as text. */
export function WorkbenchView({
  name,
  readOnly,
  minimap,
  looking,
  onLook,
  address,
  comparison,
  ran,
}: {
  name: string;
  readOnly: boolean;
  minimap: boolean;
  looking: Looking | null;
  onLook: (looking: Looking | null) => void;
  address: RunAddress;
  comparison: Comparison | null;
  /** The run's own graph; null while it is read. */
  ran: EditorStore | null;
}) {
  const draft = useEditorStore();
  const view = useEditor((state) => state.view);
  if (comparison)
    return (
      <WithoutRun>
        <CompareView name={name} comparison={comparison} onLook={onLook} />
      </WithoutRun>
    );
  if (looking?.kind === "version")
    return (
      <WithoutRun>
        <VersionView name={name} number={looking.number} readOnly={readOnly} onLook={onLook} />
      </WithoutRun>
    );
  if (address.asRun)
    return (
      <EditorContext value={ran ?? draft}>
        {ran ? (
          <ReactFlowProvider key={address.runId}>
            <Canvas readOnly minimap={minimap} />
          </ReactFlowProvider>
        ) : (
          <SkeletonRows />
        )}
      </EditorContext>
    );
  if (view === "yaml") return <YamlView readOnly={readOnly} />;
  return <Canvas readOnly={readOnly} minimap={minimap} />;
}
