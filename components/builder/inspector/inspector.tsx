"use client";
import { useState } from "react";
import { useEditor } from "../store/editor-context.tsx";
import { groupOf, noteOf } from "../store/canvas-key.ts";
import { triggerOf } from "../store/trigger-key.ts";
import { GroupPanel } from "./group-panel.tsx";
import { NodePanel, type NodeTab } from "./node-panel.tsx";
import { NotePanel } from "./note-panel.tsx";
import { PipelinePanel } from "./pipeline-panel.tsx";
import { SeveralPanel } from "./several-panel.tsx";
import { TriggerPanel } from "./trigger-panel.tsx";
import { WirePanel } from "./wire-panel.tsx";

const ERASING: ReadonlySet<string> = new Set(["Delete", "Backspace"]);

/** What is selected, to be read and changed: a step, a trigger, a group, a note, a wire, several of them, or the pipeline itself. */
export function Inspector({ readOnly }: { readOnly: boolean }) {
  // From one step to the next the same side of it stays in view.
  const [tab, setTab] = useState<NodeTab>("config");
  const { nodes, wires } = useEditor((state) => state.selection);
  const [key] = nodes;
  return (
    <div
      className="flex min-h-0 flex-1 flex-col overflow-y-auto"
      data-testid="inspector"
      onKeyDown={(event) => {
        // A button of a form that is pressed by mistake takes no step off the canvas.
        if (ERASING.has(event.key) && event.target instanceof HTMLButtonElement)
          event.preventDefault();
      }}
    >
      {nodes.size > 1 ? (
        <SeveralPanel keys={nodes} readOnly={readOnly} />
      ) : key !== undefined ? (
        <One key={key} of={key} tab={tab} onTab={setTab} readOnly={readOnly} />
      ) : wires.size > 0 ? (
        <WirePanel readOnly={readOnly} />
      ) : (
        <PipelinePanel readOnly={readOnly} />
      )}
    </div>
  );
}

function One({
  of,
  ...props
}: {
  of: string;
  tab: NodeTab;
  onTab: (tab: NodeTab) => void;
  readOnly: boolean;
}) {
  const { readOnly } = props;
  const trigger = triggerOf(of);
  if (trigger !== null) return <TriggerPanel id={trigger} readOnly={readOnly} />;
  const group = groupOf(of);
  if (group !== null) return <GroupPanel id={group} readOnly={readOnly} />;
  const note = noteOf(of);
  if (note !== null) return <NotePanel id={note} readOnly={readOnly} />;
  return <NodePanel id={of} {...props} />;
}
