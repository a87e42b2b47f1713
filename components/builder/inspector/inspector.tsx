"use client";
import { useState } from "react";
import { later } from "../../ui/later.tsx";
import { useEditor } from "../store/editor-context.tsx";
import { groupOf, noteOf } from "../store/canvas-key.ts";
import { triggerOf } from "../store/trigger-key.ts";
import type { NodeTab } from "./node-panel.tsx";

const WORDS = "Loading the form…";
const GroupPanel = later(async () => (await import("./group-panel.tsx")).GroupPanel, WORDS);
const NodePanel = later(async () => (await import("./node-panel.tsx")).NodePanel, WORDS, "soon");
const NotePanel = later(async () => (await import("./note-panel.tsx")).NotePanel, WORDS);
const PipelinePanel = later(
  async () => (await import("./pipeline-panel.tsx")).PipelinePanel,
  WORDS,
);
const SeveralPanel = later(async () => (await import("./several-panel.tsx")).SeveralPanel, WORDS);
const TriggerPanel = later(async () => (await import("./trigger-panel.tsx")).TriggerPanel, WORDS);
const WirePanel = later(async () => (await import("./wire-panel.tsx")).WirePanel, WORDS);

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
