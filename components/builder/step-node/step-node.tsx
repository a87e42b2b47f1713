"use client";
import type { NodeProps } from "@xyflow/react";
import { memo, useContext, type CSSProperties } from "react";
import { hasErrors, type Problem } from "../../../workflows/core/problems.ts";
import type { StepFlowNode } from "../canvas/flow-types.ts";
import { NodePeople } from "../people/node-people.tsx";
import { bodyTop } from "../../graph/frame.ts";
import { DotRun } from "../run/dot-run.tsx";
import { NodeRun } from "../run/node-run.tsx";
import { InRun } from "../run/overlay-context.tsx";
import { useEditor } from "../store/editor-context.tsx";
import { ChangeMark } from "../versions/change-marks.tsx";
import { DotHead } from "./dot-head.tsx";
import { useDetail } from "../../graph/detail.ts";
import { NodeHead } from "./node-head.tsx";
import { NodeMarks } from "./node-marks.tsx";
import { PortEnds } from "./port-end.tsx";
import { sameButPlace } from "./same-but-place.ts";

const NONE: readonly Problem[] = [];
type Props = NodeProps<StepFlowNode>;

/** A step on the canvas. Far out only its icon and title are drawn, and further still only its colour. */
export const StepNode = memo(function StepNode(props: Props) {
  const { node, step, ports } = props.data;
  const { detail, problems, worst, inRun } = useNodeFacts(node.id);
  return (
    <div
      className="pb-node"
      data-testid={`node-${node.id}`}
      data-category={step?.category ?? "unknown"}
      data-selected={props.selected || undefined}
      data-detail={detail}
      data-problem={worst}
      data-phase={node.policy?.phase}
    >
      {detail === "dot" && <DotHead node={node} step={step} inRun={inRun} />}
      {inRun && (detail === "dot" ? <DotRun id={node.id} /> : <NodeRun id={node.id} />)}
      <ChangeMark id={node.id} />
      {detail !== "dot" && (
        <>
          <NodeMarks node={node} />
          <NodePeople id={node.id} />
          <NodeHead node={node} step={step} problems={problems} far={detail === "far"} />
          {ports && (
            <PortEnds
              id={node.id}
              ports={ports}
              far={detail === "far"}
              width={props.width ?? 0}
              height={props.height ?? 0}
            />
          )}
        </>
      )}
    </div>
  );
}, sameButPlace);

/** A map: its own ports above, what runs for each item inside, and at the inner right border what is gathered. */
export const MapNode = memo(function MapNode(props: Props) {
  const { node, step, ports } = props.data;
  const { detail, problems, worst, inRun } = useNodeFacts(node.id);
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
      data-detail={detail}
      data-problem={worst}
      style={{ "--pb-body-top": `${bodyTop(ports)}px` } as CSSProperties}
    >
      {inRun && <NodeRun id={node.id} />}
      <ChangeMark id={node.id} />
      <NodeMarks node={node} />
      <NodePeople id={node.id} />
      <NodeHead node={node} step={step} problems={problems} far={detail !== "near"} />
      <div className="pb-map-body">
        {empty && (
          <p className="pb-map-empty">Put the steps here that shall run once for each item.</p>
        )}
      </div>
      {ports && detail !== "dot" && (
        <PortEnds
          id={node.id}
          ports={ports}
          far={detail === "far"}
          width={props.width ?? 0}
          height={props.height ?? 0}
        />
      )}
    </div>
  );
}, sameButPlace);

function useNodeFacts(id: string) {
  const problems = useEditor((state) => state.problemsByNode.get(id) ?? NONE);
  const detail = useDetail();
  const inRun = useContext(InRun);
  const worst = hasErrors(problems) ? "error" : problems.length > 0 ? "warning" : undefined;
  return { problems, detail, worst, inRun };
}
