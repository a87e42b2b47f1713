"use client";
import { useQuery } from "@tanstack/react-query";
import { ReactFlowProvider } from "@xyflow/react";
import { useMemo } from "react";
import { useTRPC } from "../../trpc.tsx";
import { Button } from "../../ui/button.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { Canvas } from "../canvas/canvas.tsx";
import { Inspector } from "../inspector/inspector.tsx";
import { EditorContext, useEditor } from "../store/editor-context.tsx";
import { createEditorStore } from "../store/editor-store.ts";
import { BlameAs } from "./blame-as.ts";
import { MY_DRAFT, versionSide, type Looking } from "./side.ts";
import { useRestore } from "./use-restore.ts";

/** A published version in place of the draft, to be looked at or brought back. */
export function VersionView({
  name,
  number,
  readOnly,
  onLook,
}: {
  name: string;
  number: number;
  readOnly: boolean;
  onLook: (looking: Looking | null) => void;
}) {
  const trpc = useTRPC();
  const restore = useRestore(name);
  const version = useQuery(
    trpc.pipelines.version.queryOptions({ name, number }, { staleTime: Infinity }),
  );
  const document = version.data?.document;
  const store = useMemo(() => (document ? createEditorStore(document) : null), [document]);
  return (
    <div className="flex min-h-0 flex-1 flex-col" data-testid="version">
      <div className="bg-info-soft flex shrink-0 flex-wrap items-center gap-2 px-4 py-1.5 text-sm">
        <span className="font-medium">Version {number}</span>
        <span className="text-muted min-w-0 flex-1 truncate" title={version.data?.note}>
          {version.data?.note.split("\n")[0]}
        </span>
        <Button
          size="sm"
          onClick={() => onLook({ kind: "compare", before: versionSide(number), after: MY_DRAFT })}
        >
          Compare with my draft
        </Button>
        <Button size="sm" onClick={() => onLook(null)}>
          Back to the draft
        </Button>
        {!readOnly && (
          <Button
            size="sm"
            variant="primary"
            disabled={!document}
            onClick={() => {
              onLook(null);
              void restore(number);
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
          <BlameAs value={number}>
            <ReactFlowProvider>
              <div className="flex min-h-0 flex-1">
                <Canvas readOnly minimap={false} />
                <SelectedPane />
              </div>
            </ReactFlowProvider>
          </BlameAs>
        </EditorContext>
      )}
    </div>
  );
}

/** The form of what is selected in the version, to be read. */
function SelectedPane() {
  const selected = useEditor(({ selection }) => selection.nodes.size > 0);
  if (!selected) return null;
  return (
    <aside className="pb-side pb-inspector" aria-label="Properties in this version">
      <Inspector readOnly />
    </aside>
  );
}
