"use client";
import type { NodeProps } from "@xyflow/react";
import { CircleAlert, Pause, TriangleAlert } from "lucide-react";
import { createElement, memo } from "react";
import { hasErrors, type Problem } from "../../../workflows/core/problems.ts";
import type { TriggerFlowNode } from "../canvas/flow-types.ts";
import { useDetail } from "../../graph/detail.ts";
import { useEditor } from "../store/editor-context.tsx";
import { triggerKey } from "../store/trigger-key.ts";
import { ChangeMark } from "../versions/change-marks.tsx";
import { TRIGGER_WORDS, triggerSummary } from "./trigger-words.ts";

const NONE: readonly Problem[] = [];

/** What starts runs, at the left of the graph. It carries no data: only a dotted line leads to where runs begin. */
export const TriggerNode = memo(function TriggerNode({
  data,
  selected,
}: NodeProps<TriggerFlowNode>) {
  const { spec } = data;
  const { title, icon } = TRIGGER_WORDS[spec.type];
  const problems = useEditor((state) => state.problemsByNode.get(triggerKey(spec.id)) ?? NONE);
  const detail = useDetail();
  const error = hasErrors(problems);
  return (
    <div
      className="pb-trigger"
      data-testid={`trigger-${spec.id}`}
      data-selected={selected || undefined}
      data-detail={detail}
      data-problem={error ? "error" : problems.length > 0 ? "warning" : undefined}
      title={problems.map(({ message }) => message).join("\n") || undefined}
    >
      <ChangeMark id={triggerKey(spec.id)} />
      <span className="pb-trigger-icon">
        {createElement(icon, { "aria-hidden": true, className: "size-4", strokeWidth: 1.75 })}
      </span>
      <span className="min-w-0 flex-1">
        <span className="pb-trigger-title block truncate text-[13px] leading-[18px] font-medium">
          {spec.title ?? title}
        </span>
        {detail === "near" && (
          <span className="text-muted block truncate text-[11px] leading-[14px]">
            {triggerSummary(spec)}
          </span>
        )}
      </span>
      {spec.paused && <Pause aria-label="Begins paused" className="text-muted size-3.5 shrink-0" />}
      {problems.length > 0 &&
        createElement(error ? CircleAlert : TriangleAlert, {
          "aria-label": problems.length === 1 ? "1 problem" : `${problems.length} problems`,
          className: `size-4 shrink-0 ${error ? "text-danger" : "text-warn"}`,
        })}
    </div>
  );
});
