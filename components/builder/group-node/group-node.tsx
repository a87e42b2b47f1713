"use client";
import type { NodeProps } from "@xyflow/react";
import { CircleAlert, Group, Maximize2, Minimize2, TriangleAlert } from "lucide-react";
import { memo } from "react";
import { useShallow } from "zustand/react/shallow";
import type { GroupFlowNode } from "../canvas/flow-types.ts";
import { useActions } from "../canvas/use-actions.ts";
import { useEditor, useEditorStore } from "../store/editor-context.tsx";
import { setGroup } from "../store/groups.ts";
import { useDetail } from "../../graph/detail.ts";
import { sameButPlace } from "../step-node/same-but-place.ts";
import { PortEnds } from "../step-node/port-end.tsx";
import { TitleOnCanvas } from "../step-node/title-on-canvas.tsx";
import { groupKey } from "../store/canvas-key.ts";
import { GroupRun } from "./group-run.tsx";
import { ChangeMark } from "../versions/change-marks.tsx";

type Props = NodeProps<GroupFlowNode>;

/** The frame of an expanded group, with its title. */
export const FrameNode = memo(function FrameNode({ data, selected }: Props) {
  const detail = useDetail();
  const key = groupKey(data.id);
  const over = useEditor((state) => state.over === key);
  return (
    <div
      className="pb-frame"
      data-testid={`group-${data.id}`}
      data-detail={detail}
      data-selected={selected || undefined}
      data-over={over || undefined}
    >
      <ChangeMark id={key} />
      <div className="pb-frame-head">
        <GroupTitle {...data} />
        <Toggle id={data.id} collapsed={false} />
      </div>
    </div>
  );
}, sameButPlace);

/** A collapsed group: one node with the ports at which wires cross its border; problems inside count on it. */
export const CollapsedNode = memo(function CollapsedNode({ data, selected, width, height }: Props) {
  const detail = useDetail();
  const { steps, ports } = data;
  // Numbers, so that only another number draws it again.
  const { errors, warnings } = useEditor(
    useShallow(({ problemsByNode }) => {
      const found = { errors: 0, warnings: 0 };
      for (const id of steps)
        for (const { severity } of problemsByNode.get(id) ?? [])
          found[severity === "error" ? "errors" : "warnings"]++;
      return found;
    }),
  );
  const count = errors + warnings;
  return (
    <div
      className="pb-node pb-pile"
      data-testid={`group-${data.id}`}
      data-detail={detail}
      data-collapsed
      data-selected={selected || undefined}
      data-problem={errors > 0 ? "error" : warnings > 0 ? "warning" : undefined}
    >
      <GroupRun steps={steps} />
      <div className="pb-node-head">
        <span className="pb-node-icon">
          <Group aria-hidden className="size-4" strokeWidth={1.75} />
        </span>
        <span className="min-w-0 flex-1">
          <GroupTitle {...data} />
          {detail === "near" && (
            <span className="text-muted block truncate text-[11px] leading-[14px]">
              {steps.length === 1 ? "1 step" : `${steps.length} steps`}
            </span>
          )}
        </span>
        {count > 0 && (
          <span
            className={`pb-node-badge ${errors > 0 ? "text-danger" : "text-warn"}`}
            role="img"
            aria-label={`${count === 1 ? "1 problem" : `${count} problems`} inside`}
          >
            {errors > 0 ? (
              <CircleAlert aria-hidden className="size-4" />
            ) : (
              <TriangleAlert aria-hidden className="size-4" />
            )}
            <span className="text-[11px]">{count}</span>
          </span>
        )}
        <Toggle id={data.id} collapsed />
      </div>
      {detail === "near" && <div className="pb-node-summary">{steps.join(", ")}</div>}
      {ports && detail !== "dot" && (
        <PortEnds
          id={groupKey(data.id)}
          ports={ports}
          far={detail === "far"}
          width={width ?? 0}
          height={height ?? 0}
          withError={false}
        />
      )}
    </div>
  );
}, sameButPlace);

function GroupTitle({ id, group }: GroupFlowNode["data"]) {
  const store = useEditorStore();
  return (
    <span className="min-w-0 flex-1">
      <TitleOnCanvas
        canvasKey={groupKey(id)}
        title={group.title ?? ""}
        fallback="Group"
        onRename={(title) => store.getState().edit((now) => setGroup(now, id, { title }))}
      />
    </span>
  );
}

function Toggle({ id, collapsed }: { id: string; collapsed: boolean }) {
  const { toggleCollapsed } = useActions();
  const Icon = collapsed ? Maximize2 : Minimize2;
  const label = collapsed ? "Expand the group" : "Collapse the group";
  return (
    <button
      type="button"
      className="pb-group-toggle nodrag"
      aria-label={label}
      title={label}
      tabIndex={-1}
      onClick={() => toggleCollapsed(id)}
    >
      <Icon aria-hidden className="size-3.5" />
    </button>
  );
}
