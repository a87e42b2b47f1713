import { crossingRefusal } from "../../../workflows/core/check-wires.ts";
import type { StepRegistry } from "../../../workflows/core/define-step.ts";
import {
  parseEnd,
  type DocumentWire,
  type PipelineDocument,
} from "../../../workflows/core/document.ts";
import { isMap } from "../../graph/node-ports.ts";
import { wireId } from "../../graph/wire-id.ts";
import { remove } from "./edits.ts";
import { wiringOf } from "./wiring.ts";

/** Why a node cannot stand inside a map, as a sentence; null when it can. */
export function parentRefusal(
  document: PipelineDocument,
  registry: StepRegistry,
  id: string,
): string | null {
  const node = document.nodes.find((one) => one.id === id);
  if (!node) return null;
  if (isMap(node, registry))
    return "A map cannot stand inside another: put it into a pipeline of its own and run that for each item.";
  if (node.policy?.phase)
    return `'${id}' runs in the phase '${node.policy.phase}', which belongs to the run as a whole: unset its phase first.`;
  return null;
}

/**
 * Puts nodes into a map, or out of theirs (`null`). Wires that would then cross a border are removed and given back.
 * Places are absolute and stay.
 */
export function setParent(
  document: PipelineDocument,
  registry: StepRegistry,
  ids: ReadonlySet<string>,
  parent: string | null,
): { document: PipelineDocument; cut: DocumentWire[] } {
  const nodes = document.nodes.map((node) => {
    if (!ids.has(node.id) || (node.parent ?? null) === parent) return node;
    const { parent: _, ...rest } = node;
    return parent === null ? rest : { ...rest, parent };
  });
  if (nodes.every((node, index) => node === document.nodes[index])) return { document, cut: [] };
  const moved = { ...document, nodes };
  const before = wiringOf(document, registry);
  const after = wiringOf(moved, registry);
  const cut = (document.wires ?? []).filter((wire) => {
    const [from, to] = [parseEnd(wire.from), parseEnd(wire.to)];
    if (!from || !to || !(ids.has(from.node) || ids.has(to.node))) return false;
    // A wire that was wrong before is the compiler's to report.
    return (
      crossingRefusal(from, to, before.nodes) === null &&
      crossingRefusal(from, to, after.nodes) !== null
    );
  });
  return { document: cut.length > 0 ? remove(moved, { wires: cut.map(wireId) }) : moved, cut };
}
