"use client";
import { useStore } from "@xyflow/react";
import { useEffect, type ReactNode } from "react";
import { InRun, useOverlay } from "../run/overlay-context.tsx";
import { DetailContext, useZoomDetail } from "../../graph/detail.ts";
import { DotRoomContext, dotRoomAt } from "../step-node/dot-head.tsx";
import { useEditorStore } from "../store/editor-context.tsx";

/** What every node and wire is drawn by. Read once: thousands of readers would be asked with every frame, and kept. */
export function Surroundings({ children }: { children: ReactNode }) {
  useOverWire();
  return (
    <DetailContext value={useZoomDetail()}>
      <DotRoomContext value={useDotRoom()}>
        <InRun value={useOverlay(({ view }) => view !== null)}>{children}</InRun>
      </DotRoomContext>
    </DetailContext>
  );
}

function useDotRoom() {
  return useStore(({ nodeLookup, transform }) => dotRoomAt(nodeLookup.size, transform[2]));
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
