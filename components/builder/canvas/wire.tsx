"use client";
import {
  BaseEdge,
  EdgeLabelRenderer,
  getBezierPath,
  useConnection,
  type ConnectionLineComponentProps,
  type EdgeProps,
} from "@xyflow/react";
import { X } from "lucide-react";
import { memo } from "react";
import { parseEnd } from "../../../workflows/core/document.ts";
import { registry } from "../../../workflows/steps/index.ts";
import { useWireRun } from "../run/overlay-context.tsx";
import { CURVATURE } from "../layout/wire-at.ts";
import { useWireChange } from "../versions/change-marks.tsx";
import { remove } from "../store/edits.ts";
import { useEditor, useEditorStore } from "../store/editor-context.tsx";
import { inputAt, outputAt, wireRefusal, wiringOf } from "../store/wiring.ts";
import { useDetail } from "../step-node/detail.ts";
import { portWords } from "../step-node/port-end.tsx";
import type { FlowNode, FlowWire } from "./flow-types.ts";
import { useReadOnly } from "./read-only.ts";
import { endOf } from "./to-flow.ts";

/** A wire, coloured by the type it carries. Selected, it says the type and offers to be cut. */
export const Wire = memo(function Wire({
  id,
  sourceX,
  sourceY,
  sourcePosition,
  targetX,
  targetY,
  targetPosition,
  selected,
  data,
}: EdgeProps<FlowWire>) {
  const store = useEditorStore();
  const over = useEditor((state) => state.overWire === id);
  // Far out a line is as good as a curve, and many are drawn.
  const dot = useDetail() === "dot";
  const run = useWireRun(id);
  const readOnly = useReadOnly();
  const change = useWireChange(id);
  const [path, x, y] = getBezierPath({
    sourceX,
    sourceY,
    sourcePosition,
    targetX,
    targetY,
    targetPosition,
    curvature: CURVATURE,
  });
  return (
    <g
      className="pb-wire"
      data-port={data?.type ?? "any"}
      data-selected={selected || undefined}
      data-run={run}
      data-change={change}
      data-over={over || undefined}
      data-dot={dot || undefined}
    >
      <BaseEdge
        id={id}
        path={dot ? `M${sourceX} ${sourceY}L${targetX} ${targetY}` : path}
        interactionWidth={dot ? 0 : 14}
      />
      {selected && (
        <EdgeLabelRenderer>
          <div
            className="pb-wire-label nodrag nopan"
            data-port={data?.type ?? "any"}
            style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}
          >
            {portWords(data?.type ?? "any")}
            {!readOnly && (
              <button
                type="button"
                aria-label="Remove this wire"
                title="Remove this wire (Delete)"
                onClick={() =>
                  store.getState().edit((document) => remove(document, { wires: [id] }))
                }
              >
                <X aria-hidden className="size-3" />
              </button>
            )}
          </div>
        </EdgeLabelRenderer>
      )}
    </g>
  );
});

/** The wire while it is drawn, coloured by what it carries, red over an end that refuses it. */
export function DrawnWire({
  fromX,
  fromY,
  fromPosition,
  toX,
  toY,
  toPosition,
  fromHandle,
  connectionStatus,
  fromNode,
}: ConnectionLineComponentProps<FlowNode>) {
  const wiring = useEditor(({ document }) => wiringOf(document, registry));
  const end = parseEnd(endOf(fromNode.id, fromHandle.id)) ?? { node: "", port: "" };
  const type =
    wiring.types.get(`${end.node}.${end.port}`) ??
    (fromHandle.type === "source" ? outputAt : inputAt)(wiring, end)?.type ??
    "any";
  const [path] = getBezierPath({
    sourceX: fromX,
    sourceY: fromY,
    sourcePosition: fromPosition,
    targetX: toX,
    targetY: toY,
    targetPosition: toPosition,
    curvature: CURVATURE,
  });
  return (
    <g className="pb-wire" data-port={type} data-status={connectionStatus ?? undefined} data-drawn>
      <path d={path} fill="none" className="react-flow__edge-path" />
      <circle cx={toX} cy={toY} r={4} />
    </g>
  );
}

/** Why the wire being drawn cannot end where the pointer is: said at once, not only on letting go. */
export function RefusalHint() {
  const store = useEditorStore();
  const reason = useConnection((connection) => {
    if (!connection.inProgress || connection.isValid !== false || !connection.toHandle) return null;
    return refusalOf(store.getState().document, connection.fromHandle, connection.toHandle);
  });
  if (reason === null) return null;
  return (
    <div role="status" className="pb-refusal">
      {reason}
    </div>
  );
}

interface End {
  nodeId: string;
  id?: string | null;
  type: "source" | "target";
}

/** Why a wire between two handles, drawn either way, is refused; null when it may be drawn. */
export function refusalOf(
  document: Parameters<typeof wireRefusal>[0],
  a: End,
  b: End,
): string | null {
  if (a.type === b.type)
    return a.type === "source"
      ? "Both are outputs: end the wire on an input, at the left of a node."
      : "Both are inputs: end the wire on an output, at the right of a node.";
  const [from, to] = a.type === "source" ? [a, b] : [b, a];
  return wireRefusal(document, registry, endOf(from.nodeId, from.id), endOf(to.nodeId, to.id));
}
