"use client";
import { MoreHorizontal, Trash2 } from "lucide-react";
import { Button } from "../../ui/button.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { Menu } from "../../ui/menu.tsx";
import { NodeMenuItems } from "../canvas/node-menu.tsx";
import { remove, wireId } from "../store/edits.ts";
import { useEditor } from "../store/editor-context.tsx";
import { triggerOf } from "../store/trigger-key.ts";
import { NodePanel } from "./node-panel.tsx";
import { PipelinePanel } from "./pipeline-panel.tsx";
import { TriggerPanel } from "./trigger-panel.tsx";

/** What is selected, to be read and changed: a step, a trigger, a wire, several steps, or the pipeline itself. */
export function Inspector({ readOnly }: { readOnly: boolean }) {
  const selection = useEditor((state) => state.selection);
  const [node] = selection.nodes;
  const [wire] = selection.wires;
  const trigger = node === undefined ? null : triggerOf(node);
  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-y-auto" data-testid="inspector">
      {selection.nodes.size > 1 ? (
        <SeveralPanel count={selection.nodes.size} readOnly={readOnly} />
      ) : trigger !== null ? (
        <TriggerPanel key={trigger} id={trigger} readOnly={readOnly} />
      ) : node !== undefined ? (
        <NodePanel key={node} id={node} readOnly={readOnly} />
      ) : wire !== undefined ? (
        <WirePanel id={wire} count={selection.wires.size} readOnly={readOnly} />
      ) : (
        <PipelinePanel readOnly={readOnly} />
      )}
    </div>
  );
}

function SeveralPanel({ count, readOnly }: { count: number; readOnly: boolean }) {
  return (
    <div className="p-4">
      <div className="flex items-center justify-between gap-2">
        <h2 className="text-sm font-semibold">{count} selected</h2>
        <Menu
          align="end"
          trigger={
            <IconButton
              size="sm"
              label="What can be done with them"
              icon={<MoreHorizontal aria-hidden />}
            />
          }
        >
          <NodeMenuItems readOnly={readOnly} />
        </Menu>
      </div>
      <p className="text-muted mt-1 text-xs">
        Drag to move them together. Steps can be pasted into any other pipeline.
      </p>
    </div>
  );
}

function WirePanel({ id, count, readOnly }: { id: string; count: number; readOnly: boolean }) {
  const edit = useEditor((state) => state.edit);
  const wire = useEditor(({ document }) => document.wires?.find((one) => wireId(one) === id));
  const wires = useEditor((state) => state.selection.wires);
  if (!wire) return null;
  return (
    <div className="p-4">
      <h2 className="text-sm font-semibold">{count === 1 ? "Wire" : `${count} wires selected`}</h2>
      {count === 1 && (
        <dl className="mt-2 grid grid-cols-[auto_1fr] gap-x-3 gap-y-1 text-xs">
          <dt className="text-muted">From</dt>
          <dd className="font-mono">{wire.from}</dd>
          <dt className="text-muted">To</dt>
          <dd className="font-mono">{wire.to}</dd>
        </dl>
      )}
      {!readOnly && (
        <Button
          size="sm"
          className="mt-3"
          icon={<Trash2 aria-hidden />}
          onClick={() => edit((document) => remove(document, { wires }))}
        >
          Remove
        </Button>
      )}
    </div>
  );
}
