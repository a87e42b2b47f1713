"use client";
import { useStore, type NodeProps } from "@xyflow/react";
import { memo, type CSSProperties } from "react";
import type { Problem } from "../../../workflows/core/problems.ts";
import type { StepFlowNode } from "../canvas/to-flow.ts";
import { bodyTop } from "../layout/frame.ts";
import { NodeRun } from "../run/node-run.tsx";
import { useEditor } from "../store/editor-context.tsx";
import { isFar } from "./is-far.ts";
import { NodeHead } from "./node-head.tsx";
import { NodeMarks } from "./node-marks.tsx";
import { PortEnds } from "./port-end.tsx";

const NONE: readonly Problem[] = [];

/** A step on the canvas. Far out only its icon and title are drawn, since nothing else could be read. */
export const StepNode = memo(function StepNode(props: NodeProps<StepFlowNode>) {
  const { node, step, ports } = props.data;
  const facts = useNodeFacts(node.id);
  return (
    <div
      className="pb-node"
      data-testid={`node-${node.id}`}
      data-category={step?.category ?? "unknown"}
      data-selected={props.selected || undefined}
      data-far={facts.far || undefined}
      data-problem={facts.worst}
      data-phase={node.policy?.phase}
    >
      <NodeMarks node={node} />
      <NodeHead node={node} step={step} {...facts} />
      <NodeRun id={node.id} />
      {ports && (
        <PortEnds
          id={node.id}
          ports={ports}
          far={facts.far}
          width={props.width ?? 0}
          height={props.height ?? 0}
        />
      )}
    </div>
  );
});

/** A map: its own ports above, what runs for each item inside, and at the inner right border what is gathered. */
export const MapNode = memo(function MapNode(props: NodeProps<StepFlowNode>) {
  const { node, step, ports } = props.data;
  const facts = useNodeFacts(node.id);
  const over = useEditor((state) => state.over === node.id);
  const empty = useEditor(
    ({ document }) => !document.nodes.some(({ parent }) => parent === node.id),
  );
  return (
    <div
      className="pb-node pb-map"
      data-testid={`node-${node.id}`}
      data-category={step?.category ?? "unknown"}
      data-selected={props.selected || undefined}
      data-over={over || undefined}
      data-far={facts.far || undefined}
      data-problem={facts.worst}
      style={{ "--pb-body-top": `${bodyTop(ports)}px` } as CSSProperties}
    >
      <NodeMarks node={node} />
      <NodeHead node={node} step={step} {...facts} />
      <NodeRun id={node.id} />
      <div className="pb-map-body">
        {empty && (
          <p className="pb-map-empty">Put the steps here that shall run once for each item.</p>
        )}
      </div>
      {ports && (
        <PortEnds
          id={node.id}
          ports={ports}
          far={facts.far}
          width={props.width ?? 0}
          height={props.height ?? 0}
        />
      )}
    </div>
  );
});

function useNodeFacts(id: string) {
  const problems = useEditor((state) => state.problemsByNode.get(id) ?? NONE);
  const far = useStore(isFar);
  const worst = problems.some(({ severity }) => severity === "error")
    ? "error"
    : problems.length > 0
      ? "warning"
      : undefined;
  return { problems, far, worst };
}
