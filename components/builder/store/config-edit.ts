import type { StepRegistry } from "../../../workflows/core/define-step.ts";
import { parseEnd, type PipelineDocument } from "../../../workflows/core/document.ts";
import { ERROR_PORT } from "../../../workflows/core/ports.ts";
import { portsOf } from "../../graph/node-ports.ts";
import { wireId } from "../../graph/wire-id.ts";
import { remove, setConfig } from "./edits.ts";

/**
 * Sets a config field, `undefined` unsets it. Where outputs come from the config (the cases of a switch), wires follow an
 * output that gets another name, and go with one whose entry is removed.
 */
export function setConfigWithWires(
  document: PipelineDocument,
  registry: StepRegistry,
  id: string,
  field: string,
  value: unknown,
): PipelineDocument {
  const next = setConfig(document, id, field, value);
  const node = next.nodes.find((one) => one.id === id);
  if (next === document || !node || !registry.get(node.kind)?.outputsOf || !next.wires) return next;
  const namesIn = (of: PipelineDocument) =>
    new Set(
      portsOf(
        of.nodes.find((one) => one.id === id)!,
        registry,
      )!.outputs.map(([name]) => name),
    );
  const before = namesIn(document);
  const after = namesIn(next);
  const added = [...after].filter((name) => !before.has(name));
  const dead = next.wires.filter(({ from }) => {
    const end = parseEnd(from);
    return end?.node === id && end.port !== ERROR_PORT && !after.has(end.port);
  });
  const lost = new Set(dead.map(({ from }) => from));
  if (lost.size === 0) return next;
  const was = document.nodes.find((one) => one.id === id)?.config?.[field];
  if (Array.isArray(was) && was.length > (Array.isArray(value) ? value.length : 0))
    return remove(next, { wires: dead.map(wireId) });
  if (added.length !== 1 || lost.size !== 1) return next;
  return {
    ...next,
    wires: next.wires.map((wire) =>
      lost.has(wire.from) ? { ...wire, from: `${id}.${added[0]}` } : wire,
    ),
  };
}
