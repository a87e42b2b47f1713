import { byId, wireKey } from "./diff.ts";
import { parseEnd, type DocumentWire, type PipelineDocument } from "./document.ts";
import { sameJson } from "./json.ts";

/**
 * Nodes that one of two people removed while the other worked on them (changed a field, drew a wire to them, put a node
 * inside), and what was removed together with them as their map or from inside them.
 */
export function removedMeanwhile(
  base: PipelineDocument,
  mine: PipelineDocument,
  theirs: PipelineDocument,
): Set<string> {
  return new Set([...heldOf(base, mine, theirs), ...heldOf(base, theirs, mine)]);
}

function heldOf(
  base: PipelineDocument,
  remover: PipelineDocument,
  worker: PipelineDocument,
): Set<string> {
  const [before, left, others] = [base, remover, worker].map(({ nodes }) => byId(nodes)) as [
    Map<string, PipelineDocument["nodes"][number]>,
    Map<string, PipelineDocument["nodes"][number]>,
    Map<string, PipelineDocument["nodes"][number]>,
  ];
  const removed = [...before.keys()].filter((id) => !left.has(id) && others.has(id));
  if (removed.length === 0) return new Set();
  const drawn = new Set((base.wires ?? []).map(wireKey));
  const worked = new Set<string>();
  for (const wire of worker.wires ?? [])
    if (!drawn.has(wireKey(wire))) for (const end of endsOf(wire)) worked.add(end);
  for (const [id, { parent }] of others)
    if (parent !== undefined && before.get(id)?.parent !== parent) worked.add(parent);
  const held = new Set(
    removed.filter((id) => worked.has(id) || !sameJson(before.get(id), others.get(id))),
  );
  // A map and what stands inside it come back together.
  for (let size = -1; size !== held.size;) {
    size = held.size;
    for (const id of removed) {
      const parent = before.get(id)?.parent;
      if (parent === undefined || !removed.includes(parent)) continue;
      if (held.has(id)) held.add(parent);
      else if (held.has(parent)) held.add(id);
    }
  }
  return held;
}

/** The nodes at both ends of a wire. */
export function endsOf({ from, to }: DocumentWire): string[] {
  return [parseEnd(from)?.node ?? from, parseEnd(to)?.node ?? to];
}
