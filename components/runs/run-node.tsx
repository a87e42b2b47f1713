"use client";

import { Handle, Position, type NodeProps } from "@xyflow/react";
import { memo } from "react";
import { registry } from "../../workflows/steps/index.ts";
import { useDetail } from "../graph/detail.ts";
import { PhaseMark } from "../graph/phase-mark.tsx";
import { DotFace } from "./dot-face.tsx";
import type { StepFlowNode } from "./graph-model.ts";
import { KindIcon } from "./kind-icon.tsx";
import { RunFace, RunFailure } from "./run-face.tsx";

type Props = NodeProps<StepFlowNode>;

/** A step on the run's graph, as on the builder's canvas, without the ports: what it is, and what it does now. */
export const RunNode = memo(function RunNode({ data: { run, lines }, selected }: Props) {
  const { step } = run;
  const detail = useDetail();
  return (
    <div
      className={`pb-node pb-node-compact ${step.map ? "outline-line-strong outline-1 outline-offset-4" : ""}`}
      data-category={registry.get(step.kind)?.category ?? "unknown"}
      data-detail={detail}
      data-selected={selected || undefined}
    >
      <Handle type="target" position={Position.Left} className="pb-run-end" />
      {step.phase && (
        <div className="pb-marks">
          <PhaseMark phase={step.phase} />
        </div>
      )}
      {detail === "dot" ? <DotFace shown={run.shown} /> : <RunFace run={run} told={lines > 0} />}
      <RunFailure run={run} lines={lines} />
      {detail !== "dot" && (
        <div className="pb-node-head" title={step.title}>
          <span className="pb-node-icon">
            <KindIcon kind={step.kind} className="size-4" />
          </span>
          <span className="min-w-0 flex-1">
            <span
              className="pb-node-title block truncate text-sm font-medium"
              style={{ WebkitLineClamp: 1 }}
            >
              {step.title}
            </span>
            <span
              className={`text-muted block truncate font-mono ${detail === "near" ? "text-[11px] leading-[14px]" : "text-[15px] leading-[18px]"}`}
            >
              {step.id}
            </span>
          </span>
        </div>
      )}
      <Handle type="source" position={Position.Right} className="pb-run-end" />
    </div>
  );
}, isSame);

/** An event changes one of a thousand steps: the others are not drawn again. */
function isSame(before: Props, { data, selected }: Props): boolean {
  return (
    before.data.run === data.run && before.data.lines === data.lines && before.selected === selected
  );
}
