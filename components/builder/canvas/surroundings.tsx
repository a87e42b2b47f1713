"use client";
import { useStore } from "@xyflow/react";
import { useEffect, type ReactNode } from "react";
import { InRun, useOverlay } from "../run/overlay-context.tsx";
import { DetailContext, useZoomDetail } from "../../graph/detail.ts";
import { DotIcons } from "../step-node/dot-icon.tsx";
import { useEditorStore } from "../store/editor-context.tsx";

/** Above so many nodes, those far away are patches of colour alone. */
const FEW = 150;

const isSmall = ({ nodeLookup }: { nodeLookup: ReadonlyMap<string, unknown> }) =>
  nodeLookup.size <= FEW;

/** What every node and wire is drawn by. Read once: thousands of readers would be asked with every frame, and kept. */
export function Surroundings({ children }: { children: ReactNode }) {
  useOverWire();
  return (
    <DetailContext value={useZoomDetail()}>
      <DotIcons value={useStore(isSmall)}>
        <InRun value={useOverlay(({ view }) => view !== null)}>{children}</InRun>
      </DotIcons>
    </DetailContext>
  );
}

/** Marks the wire that something is held over, past React, for the same reason. */
function useOverWire() {
  const store = useEditorStore();
  useEffect(() => {
    const mark = (id: string | null, over: boolean) => {
      if (id === null) return;
      const edge = document.querySelector(`.react-flow__edge[data-id="${CSS.escape(id)}"]`);
      edge?.querySelector(".pb-wire")?.toggleAttribute("data-over", over);
    };
    return store.subscribe(({ overWire }, before) => {
      if (overWire === before.overWire) return;
      mark(before.overWire, false);
      mark(overWire, true);
    });
  }, [store]);
}
