"use client";
import { Handle, Position, useStore, type NodeProps } from "@xyflow/react";
import { CircleAlert, TriangleAlert } from "lucide-react";
import { memo } from "react";
import type { StepDefinition } from "../../../workflows/core/define-step.ts";
import { schemaFacts } from "../../../workflows/core/check-config.ts";
import type { Port } from "../../../workflows/core/ports.ts";
import type { Problem } from "../../../workflows/core/problems.ts";
import type { FlowNode } from "../canvas/to-flow.ts";
import { portY } from "../layout/geometry.ts";
import { useEditor } from "../store/editor-context.tsx";
import { StepIcon } from "./icons.tsx";
import { summarize } from "./summary.ts";

const NONE: readonly Problem[] = [];

/** A step on the canvas. Far out only its icon and title are drawn, since nothing else could be read. */
export const StepNode = memo(function StepNode({ data, selected }: NodeProps<FlowNode>) {
  const { node, step } = data;
  const problems = useEditor((state) => state.problemsByNode.get(node.id) ?? NONE);
  const far = useStore(isFar);
  const error = problems.find(({ severity }) => severity === "error");
  return (
    <div
      className="pb-node"
      data-testid={`node-${node.id}`}
      data-category={step?.category ?? "unknown"}
      data-selected={selected || undefined}
      data-far={far || undefined}
      data-problem={error ? "error" : problems.length > 0 ? "warning" : undefined}
    >
      <div className="pb-node-head">
        <span className="pb-node-icon">
          <StepIcon name={step?.icon} className="size-4" />
        </span>
        <span className="min-w-0 flex-1">
          <span className="pb-node-title block truncate text-[13px] leading-[18px] font-medium">
            {node.title ?? step?.title ?? "Unknown step"}
          </span>
          {!far && (
            <span className="block truncate font-mono text-[11px] leading-[14px] text-muted">
              {node.id}
              <span className="opacity-60"> · {node.kind}</span>
            </span>
          )}
        </span>
        {problems.length > 0 && <ProblemBadge problems={problems} error={error !== undefined} />}
      </div>
      {!far && (
        <div className="pb-node-summary">
          {summarize(step, node.config, step ? schemaFacts(step).fields : []) || (
            <span className="opacity-60">{step ? "defaults" : "no such kind of step"}</span>
          )}
        </div>
      )}
      {step && <Ports id={node.id} step={step} far={far} />}
    </div>
  );
});

function isFar({ transform }: { transform: [number, number, number] }): boolean {
  return transform[2] < 0.6;
}

function ProblemBadge({ problems, error }: { problems: readonly Problem[]; error: boolean }) {
  const Icon = error ? CircleAlert : TriangleAlert;
  const text = problems.map(({ message }) => message).join("\n");
  return (
    <span
      className={`pb-node-badge ${error ? "text-danger" : "text-warn"}`}
      title={text}
      role="img"
      aria-label={problems.length === 1 ? "1 problem" : `${problems.length} problems`}
    >
      <Icon aria-hidden className="size-4" />
      {problems.length > 1 && <span className="text-[11px]">{problems.length}</span>}
    </span>
  );
}

const Ports = memo(function Ports({
  id,
  step,
  far,
}: {
  id: string;
  step: StepDefinition;
  far: boolean;
}) {
  return (
    <>
      {Object.entries(step.inputs).map(([name, port], index) => (
        <PortEnd key={`in-${name}`} {...{ id, name, port, index, far }} side="in" />
      ))}
      {Object.entries(step.outputs).map(([name, port], index) => (
        <PortEnd key={`out-${name}`} {...{ id, name, port, index, far }} side="out" />
      ))}
    </>
  );
});

function PortEnd({
  id,
  name,
  port,
  index,
  side,
  far,
}: {
  id: string;
  name: string;
  port: Port;
  index: number;
  side: "in" | "out";
  far: boolean;
}) {
  const fits = useEditor(({ fitting }) =>
    fitting === null ? undefined : fitting.has(`${id}.${name}`) ? "yes" : "no",
  );
  const about = [
    `${port.title} (${port.type}${port.optional ? ", optional" : ""}${port.multiple ? ", takes several" : ""})`,
    port.description,
  ];
  return (
    <>
      <Handle
        id={name}
        type={side === "in" ? "target" : "source"}
        position={side === "in" ? Position.Left : Position.Right}
        className="pb-handle"
        style={{ top: portY(index) }}
        data-testid={`handle-${id}-${side}-${name}`}
        data-port={port.type}
        data-optional={port.optional || undefined}
        data-fits={fits}
        title={about.filter(Boolean).join("\n")}
      />
      {!far && (
        <span
          className="pb-port"
          data-side={side}
          data-fits={fits}
          style={{ top: portY(index) }}
          title={about.filter(Boolean).join("\n")}
        >
          {port.title}
        </span>
      )}
    </>
  );
}
