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
import { memo, useContext, useLayoutEffect, useRef } from "react";
import { parseEnd } from "../../../workflows/core/document.ts";
import type { PortType } from "../../../workflows/core/ports.ts";
import { registry } from "../../../workflows/steps/index.ts";
import { InRun, useOverlayStore } from "../run/overlay-context.tsx";
import { watch } from "../run/overlay-store.ts";
import { CURVATURE } from "../layout/wire-at.ts";
import { useWireChange } from "../versions/change-marks.tsx";
import { remove } from "../store/edits.ts";
import { useEditor, useEditorStore } from "../store/editor-context.tsx";
import { inputAt, outputAt, wireRefusal, wiringOf } from "../store/wiring.ts";
import { useDetail } from "../../graph/detail.ts";
import { portWords } from "../step-node/port-words.ts";
import type { FlowNode, FlowWire } from "./flow-types.ts";
import { useReadOnly } from "./read-only.ts";
import { endOf } from "./to-flow.ts";

type Props = EdgeProps<FlowWire>;

/**
 * A wire, coloured by the type it carries. Selected, it says the type and offers to be cut. Only contexts are read, so that a thousand
 * wires hang on no store; in a run each is marked past React.
 */
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
}: Props) {
  // Far out a line is as good as a curve, and many are drawn.
  const dot = useDetail() === "dot";
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
  const type = data?.type ?? "any";
  return (
    <g
      ref={useRunMark(id)}
      className="pb-wire"
      data-port={type}
      data-selected={selected || undefined}
      data-change={change}
      data-dot={dot || undefined}
    >
      <BaseEdge
        id={id}
        path={dot ? `M${sourceX} ${sourceY}L${targetX} ${targetY}` : path}
        interactionWidth={dot ? 0 : 14}
      />
      {selected && <WireLabel id={id} type={type} x={x} y={y} />}
    </g>
  );
});

/** Marks the line with what happened on it in the run over the canvas. */
function useRunMark(id: string) {
  const line = useRef<SVGGElement>(null);
  const inRun = useContext(InRun);
  const overlay = useOverlayStore();
  useLayoutEffect(() => {
    const { dataset } = line.current!;
    delete dataset.run;
    if (!inRun) return;
    return watch(
      overlay,
      ({ view }) => view?.wires.get(id),
      (run) => {
        if (run) dataset.run = run;
        else delete dataset.run;
      },
    );
  }, [id, inRun, overlay]);
  return line;
}

function WireLabel({
  id,
  type,
  x,
  y,
}: {
  id: string;
  type: PortType | "any";
  x: number;
  y: number;
}) {
  const store = useEditorStore();
  const readOnly = useReadOnly();
  return (
    <EdgeLabelRenderer>
      <div
        className="pb-wire-label nodrag nopan"
        data-port={type}
        style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}
      >
        {portWords(type)}
        {!readOnly && (
          <button
            type="button"
            aria-label="Remove this wire"
            title="Remove this wire (Delete)"
            onClick={() => store.getState().edit((document) => remove(document, { wires: [id] }))}
          >
            <X aria-hidden className="size-3" />
          </button>
        )}
      </div>
    </EdgeLabelRenderer>
  );
}

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
