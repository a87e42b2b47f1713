import { byId } from "./diff.ts";
import type { DocumentNode, PipelineDocument } from "./document.ts";
import { sameJson } from "./json.ts";
import { endsOf } from "./merge-removed.ts";
import { pinAs } from "./pin-as.ts";
import { renameNode } from "./rename-node.ts";

/** A node's id before, and what either side calls it. */
export interface Rename {
  before: string;
  mine: string;
  theirs: string;
}

type Sides = readonly [base: PipelineDocument, mine: PipelineDocument, theirs: PipelineDocument];

/**
 * Three documents in which a node that one side gave another id is called by it on all sides (by mine, where both did), so
 * that they can be merged by id.
 */
export function followRenames(
  base: PipelineDocument,
  mine: PipelineDocument,
  theirs: PipelineDocument,
): {
  sides: Sides;
  renames: Rename[];
  /** New names of nodes that the other side removed. */
  removed: string[];
} {
  let sides: Sides = [base, mine, theirs];
  const renames: Rename[] = [];
  const removed: string[] = [];
  const [here, there] = [renamesOf(base, mine), renamesOf(base, theirs)];
  for (const before of new Set([...here.keys(), ...there.keys()])) {
    const rename = {
      before,
      mine: here.get(before) ?? before,
      theirs: there.get(before) ?? before,
    };
    const to = rename.mine === before ? rename.theirs : rename.mine;
    const names = [before, rename.mine, rename.theirs];
    const free = sides.every((side, index) => names[index] === to || !has(side, to));
    if (!free) continue;
    const present = sides.every((side, index) => has(side, names[index]!));
    sides = sides.map((side, index) => renameNode(side, names[index]!, to)) as unknown as Sides;
    if (present) renames.push(rename);
    else removed.push(to);
  }
  return { sides, renames, removed };
}

/** Old id → new id of the nodes that lie with another name where the old one lay, or are the same in all but the name. */
function renamesOf(before: PipelineDocument, after: PipelineDocument): Map<string, string> {
  const [had, have] = [byId(before.nodes), byId(after.nodes)];
  const added = [...have].filter(([id]) => !had.has(id));
  const renamed = new Map<string, string>();
  if (added.length === 0) return renamed;
  const removed = [...had].filter(([id]) => !have.has(id));
  const places = [before.layout?.nodes ?? {}, after.layout?.nodes ?? {}] as const;
  const lies = ([from]: Named, [to]: Named) =>
    places[0][from] !== undefined && sameJson(places[0][from], places[1][to]);
  const alike = ([from, node]: Named, [to, other]: Named) =>
    sameJson(
      { ...node, ...pinAs(node, from), id: "" },
      { ...other, ...pinAs(other, from), id: "" },
    ) &&
    (Object.keys(node.config ?? {}).length > 0 || sameWires([before, from], [after, to]));
  const left = new Map(added);
  for (const fits of [lies, alike])
    for (const old of removed) {
      const found = [...left].find((now) => old[1].kind === now[1].kind && fits(old, now));
      if (!found || renamed.has(old[0])) continue;
      renamed.set(old[0], found[0]);
      left.delete(found[0]);
    }
  return renamed;
}

type Named = readonly [id: string, node: DocumentNode];

/** Steps that nobody has set up yet are all alike: these are told apart by their wires, or by their place. */
function sameWires(...ends: readonly (readonly [PipelineDocument, string])[]): boolean {
  const [a, b] = ends.map(([{ wires = [] }, id]) =>
    wires
      .filter((wire) => endsOf(wire).includes(id))
      .map((wire) =>
        [wire.from, wire.to]
          .map((end) => (end.startsWith(`${id}.`) ? `*${end.slice(id.length)}` : end))
          .join(),
      )
      .sort(),
  );
  return a!.length > 0 && sameJson(a, b);
}

function has({ nodes }: PipelineDocument, name: string): boolean {
  return nodes.some(({ id }) => id === name);
}
