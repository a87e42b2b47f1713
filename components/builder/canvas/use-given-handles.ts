import { useStoreApi } from "@xyflow/react";
import { useState } from "react";

/**
 * Keeps React Flow from measuring nodes whose size and handles are given with them. It does so whenever one comes into view, and
 * takes what it finds for all there is: far out, where no ports are drawn, every wire would be lost, also for when they are again.
 */
export function useGivenHandles(): void {
  const flow = useStoreApi();
  useState(() => {
    const { updateNodeInternals: measure } = flow.getState();
    flow.setState({
      updateNodeInternals: (updates) => {
        const { nodeLookup } = flow.getState();
        const unknown = [...updates].filter(([id]) => !nodeLookup.get(id)?.handles);
        if (unknown.length > 0) measure(new Map(unknown));
      },
    });
  });
}
