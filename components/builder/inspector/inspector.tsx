"use client";
import { Copy, CopyPlus, Trash2 } from "lucide-react";
import { Button } from "../../ui/button.tsx";
import { useActions } from "../canvas/use-actions.ts";
import { copyToClipboard } from "../copy-to-clipboard.ts";
import { remove, wireId } from "../store/edits.ts";
import { useEditor } from "../store/editor-context.tsx";
import { NodePanel } from "./node-panel.tsx";
import { PipelinePanel } from "./pipeline-panel.tsx";

/** What is selected, to be read and changed: a step, a wire, several steps, or the pipeline itself. */
export function Inspector({ readOnly }: { readOnly: boolean }) {
  const selection = useEditor((state) => state.selection);
  const [node] = selection.nodes;
  const [wire] = selection.wires;
  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-y-auto" data-testid="inspector">
      {selection.nodes.size > 1 ? (
        <SeveralPanel count={selection.nodes.size} readOnly={readOnly} />
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
  const actions = useActions();
  return (
    <div className="p-4">
      <h2 className="text-sm font-semibold">{count} steps selected</h2>
      <p className="text-muted mt-1 text-xs">
        Drag to move them together. Their text can be pasted into any other pipeline.
      </p>
      <div className="mt-3 flex flex-wrap gap-2">
        <Button
          size="sm"
          icon={<Copy aria-hidden />}
          onClick={() => void copyToClipboard(actions.copied())}
        >
          Copy
        </Button>
        {!readOnly && (
          <>
            <Button size="sm" icon={<CopyPlus aria-hidden />} onClick={actions.duplicate}>
              Duplicate
            </Button>
            <Button size="sm" icon={<Trash2 aria-hidden />} onClick={actions.removeSelected}>
              Remove
            </Button>
          </>
        )}
      </div>
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
