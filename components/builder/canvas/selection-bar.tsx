"use client";
import {
  AlignCenterHorizontal,
  AlignCenterVertical,
  AlignEndHorizontal,
  AlignEndVertical,
  AlignHorizontalDistributeCenter,
  AlignStartHorizontal,
  AlignStartVertical,
  AlignVerticalDistributeCenter,
  Group,
  WandSparkles,
  type LucideIcon,
} from "lucide-react";
import type { Axis, Edge } from "../layout/align.ts";
import { isStepKey } from "../store/canvas-key.ts";
import { useEditor } from "../store/editor-context.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import type { Actions } from "./use-actions.ts";

export const EDGES: [edge: Edge, label: string, keys: string, icon: LucideIcon][] = [
  ["left", "Align left", "Alt A", AlignStartVertical],
  ["center", "Align centres", "Alt H", AlignCenterVertical],
  ["right", "Align right", "Alt D", AlignEndVertical],
  ["top", "Align top", "Alt W", AlignStartHorizontal],
  ["middle", "Align middles", "Alt V", AlignCenterHorizontal],
  ["bottom", "Align bottom", "Alt S", AlignEndHorizontal],
];

export const AXES: [axis: Axis, label: string, keys: string, icon: LucideIcon][] = [
  ["horizontally", "Distribute horizontally", "Alt ⇧ H", AlignHorizontalDistributeCenter],
  ["vertically", "Distribute vertically", "Alt ⇧ V", AlignVerticalDistributeCenter],
];

/** What can be done with several things at once, above the canvas while they are selected. */
export function SelectionBar({ actions }: { actions: Actions }) {
  const count = useEditor(({ selection }) => selection.nodes.size);
  const steps = useEditor(({ selection }) => [...selection.nodes].filter(isStepKey).length);
  return (
    <div className="pb-selection-bar" role="toolbar" aria-label="The selection">
      <span className="text-muted px-2 text-xs whitespace-nowrap tabular-nums">
        {count} selected
      </span>
      <span className="bg-line h-4 w-px" />
      {EDGES.map(([edge, label, keys, Icon]) => (
        <IconButton
          key={edge}
          size="sm"
          label={label}
          keys={keys}
          icon={<Icon aria-hidden />}
          onClick={() => actions.align(edge)}
        />
      ))}
      <span className="bg-line h-4 w-px" />
      {AXES.map(([axis, label, keys, Icon]) => (
        <IconButton
          key={axis}
          size="sm"
          label={label}
          keys={keys}
          icon={<Icon aria-hidden />}
          disabled={count < 3}
          onClick={() => actions.distribute(axis)}
        />
      ))}
      <span className="bg-line h-4 w-px" />
      <IconButton
        size="sm"
        label="Lay out the selection"
        keys="T"
        icon={<WandSparkles aria-hidden />}
        disabled={steps < 2}
        onClick={() => void actions.tidy("selected")}
      />
      <IconButton
        size="sm"
        label="Group"
        keys="Ctrl G"
        icon={<Group aria-hidden />}
        disabled={steps === 0}
        onClick={actions.group}
      />
    </div>
  );
}
