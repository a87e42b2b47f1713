"use client";
import { ArrowDown, Plus, Trash2 } from "lucide-react";
import { parseEnd } from "../../../workflows/core/document.ts";
import type { Port } from "../../../workflows/core/ports.ts";
import { registry } from "../../../workflows/steps/index.ts";
import { Button } from "../../ui/button.tsx";
import { StepIcon } from "../../graph/icons.tsx";
import { wireId } from "../../graph/wire-id.ts";
import { remove } from "../store/edits.ts";
import { useEditor } from "../store/editor-context.tsx";
import { inputAt, outputAt, wiringOf } from "../store/wiring.ts";

/** A wire: where it comes from and goes to, what it carries; several wires can be removed together. */
export function WirePanel({ readOnly }: { readOnly: boolean }) {
  const edit = useEditor((state) => state.edit);
  const wires = useEditor((state) => state.selection.wires);
  const [id] = wires;
  const wire = useEditor(({ document }) => document.wires?.find((one) => wireId(one) === id));
  if (!wire || id === undefined) return null;
  return (
    <div className="p-4">
      <h2 className="text-base font-semibold">
        {wires.size === 1 ? "Wire" : `${wires.size} wires selected`}
      </h2>
      {wires.size === 1 && <Ends from={wire.from} to={wire.to} />}
      {!readOnly && (
        <div className="mt-4 flex flex-wrap gap-2">
          {wires.size === 1 && <Insert wire={id} />}
          <Button
            size="sm"
            icon={<Trash2 aria-hidden />}
            onClick={() => edit((document) => remove(document, { wires }))}
          >
            Remove
          </Button>
        </div>
      )}
    </div>
  );
}

function Insert({ wire }: { wire: string }) {
  const setQuick = useEditor((state) => state.setQuick);
  return (
    <Button
      size="sm"
      icon={<Plus aria-hidden />}
      onClick={({ currentTarget }) => {
        const { left, bottom } = currentTarget.getBoundingClientRect();
        setQuick({ for: "wire", wire, at: null, screen: { x: left, y: bottom + 4 } });
      }}
    >
      Insert a step
    </Button>
  );
}

function Ends({ from, to }: { from: string; to: string }) {
  const document = useEditor((state) => state.document);
  const wiring = wiringOf(document, registry);
  const source = parseEnd(from);
  const target = parseEnd(to);
  const output = source ? outputAt(wiring, source) : undefined;
  const input = target ? inputAt(wiring, target) : undefined;
  return (
    <div className="mt-3 flex flex-col">
      <End end={from} port={output} word="From" />
      <div className="text-muted flex items-center gap-2 py-1.5 pl-2.5 text-xs">
        <ArrowDown aria-hidden className="size-4" />
        {output
          ? `carries ${output.type === "any" ? "what came in there" : `a ${output.type}`}`
          : "leads nowhere"}
      </div>
      <End end={to} port={input} word="To" />
    </div>
  );
}

/** The step and port at one end; a click leads to the step. */
function End({ end, port, word }: { end: string; port: Port | undefined; word: string }) {
  const jump = useEditor((state) => state.jump);
  const parsed = parseEnd(end);
  const node = useEditor(({ document }) => document.nodes.find(({ id }) => id === parsed?.node));
  const step = node && registry.get(node.kind);
  return (
    <button
      type="button"
      disabled={!node}
      data-category={step?.category ?? "unknown"}
      className="border-line enabled:hover:bg-hover flex items-center gap-2.5 rounded-md border px-2.5 py-2 text-left"
      onClick={() => node && jump(node.id)}
    >
      <span className="pb-node-icon">
        <StepIcon name={step?.icon} className="size-4" />
      </span>
      <span className="min-w-0 flex-1">
        <span className="block truncate text-sm font-medium">
          <span className="sr-only">{word} </span>
          {node?.title ?? step?.title ?? end}
        </span>
        <span className="text-muted block truncate text-xs">
          {port?.title ?? "No such port"} <span className="font-mono">{end}</span>
        </span>
      </span>
    </button>
  );
}
