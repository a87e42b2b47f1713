"use client";
import { ViewportPortal } from "@xyflow/react";
import { memo, useContext, useMemo } from "react";
import { ChangeMarks } from "../versions/change-marks.tsx";
import type { FlowNode, FlowWire } from "./flow-types.ts";
import { spansOf } from "./wire-spans.ts";

/** Wires drawn as one line: where a node changes, only the lines that cross it are painted again. */
const TOGETHER = 40;

interface Look {
  port: string;
  selected: boolean;
  change: string | undefined;
}

/**
 * The wires of a large pipeline seen from afar, where none can be pointed at: straight, and those that look the same as one line.
 * Each by itself, as React Flow draws them, a thousand take more time with every frame than all else. What happened on them in a
 * run is told from nearer by.
 */
export const FarWires = memo(function FarWires({
  nodes,
  wires,
}: {
  nodes: readonly FlowNode[];
  wires: readonly FlowWire[];
}) {
  const changes = useContext(ChangeMarks).wires;
  const spans = useMemo(() => spansOf(nodes, wires), [nodes, wires]);
  const byId = useMemo(() => new Map(wires.map((wire) => [wire.id, wire])), [wires]);
  const lines = useMemo(() => {
    const found = new Map<string, Look & { path: string }>();
    for (const [index, { id, from, to }] of spans.entries()) {
      const { data, selected = false } = byId.get(id)!;
      const look = { port: data?.type ?? "any", selected, change: changes.get(id) };
      const key = [Math.floor(index / TOGETHER), ...Object.values(look)].join(" ");
      const path = `${found.get(key)?.path ?? ""}M${from.x} ${from.y}L${to.x} ${to.y}`;
      found.set(key, { ...look, path });
    }
    return [...found];
  }, [spans, byId, changes]);
  return (
    <ViewportPortal>
      <svg className="pb-far-wires" aria-hidden>
        {lines.map(([key, { path, port, selected, change }]) => (
          <g
            key={key}
            className="pb-wire"
            data-dot
            data-port={port}
            data-selected={selected || undefined}
            data-change={change}
          >
            <path className="react-flow__edge-path" d={path} />
          </g>
        ))}
      </svg>
    </ViewportPortal>
  );
});
