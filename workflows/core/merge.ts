import { byId, changedLeaves, isDrawn, pathText, wireKey, type FieldChange } from "./diff.ts";
import type { DocumentNode, DocumentWire, PipelineDocument } from "./document.ts";
import { followRenames, type Rename } from "./follow-renames.ts";
import { isPlainObject, keysOf, own, sameJson, withKey } from "./json.ts";
import { mergeOrder, mergeSets } from "./merge-lists.ts";
import { endsOf, removedMeanwhile } from "./merge-removed.ts";
import { renameNode } from "./rename-node.ts";
import type { TriggerSpec } from "./triggers.ts";

type Address = readonly string[];
type Part = DocumentNode | TriggerSpec;

/** A field that both changed, each in their own way. */
export interface Conflict {
  /** The same for the same field, whatever the values. */
  id: string;
  /** Null for what belongs to no node. */
  node: string | null;
  /** Within the node, empty for the node as a whole; else within the document: `params.rows.default`. */
  path: string;
  /** Undefined: not set, or not there. */
  base: unknown;
  mine: unknown;
  theirs: unknown;
  /** Where it stands: keys, and ids in the lists of nodes and triggers. */
  address: Address;
  /** What comes back together with a node that only theirs has. */
  around?: { wires: DocumentWire[]; place?: { x: number; y: number } };
}

/** What came from theirs, by leaf field; a wire has the path `wires`, a place on the canvas `position`. */
export interface Taken extends FieldChange {
  node: string | null;
}

export interface Merged {
  /** Holds mine wherever there is a conflict. */
  document: PipelineDocument;
  taken: Taken[];
  conflicts: Conflict[];
}

interface Merge {
  theirs: PipelineDocument;
  mine: PipelineDocument;
  /** Nodes that one removed while the other worked on them. */
  held: ReadonlySet<string>;
  taken: Taken[];
  conflicts: Conflict[];
}

/**
 * Brings two documents together that both came from `base`: what one renamed is followed, then by node, trigger and param, and within each by field (arrays and
 * plain values count as a whole, wires by their ends). The same change made by both is no conflict, and neither is a place on
 * the canvas: there mine holds. What one removed while the other worked on it is a conflict.
 */
export function mergeDocuments(
  first: PipelineDocument,
  here: PipelineDocument,
  there: PipelineDocument,
): Merged {
  const { sides, renames, removed } = followRenames(first, here, there);
  const [base, mine, theirs] = sides;
  const merge: Merge = {
    theirs,
    mine,
    held: new Set([...removedMeanwhile(base, mine, theirs), ...removed]),
    taken: [],
    conflicts: [],
  };
  for (const rename of renames) nameOf(merge, rename);
  const merged = mergeAt(merge, [], base, mine, theirs) as PipelineDocument;
  const document = sameJson(base, theirs)
    ? mine
    : merge.held.size === 0 && sameJson(base, mine)
      ? theirs
      : withoutLooseEnds(merged, sides);
  return { document, taken: merge.taken, conflicts: merge.conflicts };
}

/** A name that only theirs gave is taken; of two new names, mine holds until it is answered. */
function nameOf({ taken, conflicts }: Merge, { before, mine, theirs }: Rename): void {
  if (mine === before) taken.push({ node: theirs, path: "id", before, after: theirs });
  else if (theirs !== before && theirs !== mine) {
    const address = ["nodes", mine, "id"];
    const at = { id: pathText(address), node: mine, path: "id", address };
    conflicts.push({ ...at, base: before, mine, theirs });
  }
}

function mergeAt(
  merge: Merge,
  at: Address,
  base: unknown,
  mine: unknown,
  theirs: unknown,
): unknown {
  if (sameJson(mine, theirs)) return mine;
  const way = at.join("/");
  if (way === "nodes" || way === "triggers")
    return mergeParts(merge, at, [list(base), list(mine), list(theirs)]);
  if (way === "wires") return mergeWires(merge, [list(base), list(mine), list(theirs)]);
  if (HOLDERS.has(way)) return mergeKeys(merge, at, base, mine, theirs);
  if (isHeld(merge, at)) {
    if (at[0] === "nodes") merge.conflicts.push(conflictOf(merge, at, base, mine, theirs));
    return mine;
  }
  if (sameJson(base, mine)) {
    take(merge, at, mine, theirs);
    return theirs;
  }
  if (sameJson(base, theirs)) return mine;
  if (at.length === 4 && way.startsWith("layout/groups/") && at[3] === "nodes")
    return mergeMembers(merge, at, [list(base), list(mine), list(theirs)]);
  const objects = isPlainObject(base) && isPlainObject(mine) && isPlainObject(theirs);
  const holder = at.length === 3 && at[0] === "nodes" && (at[2] === "config" || at[2] === "policy");
  if (objects || holder) return mergeKeys(merge, at, base, mine, theirs);
  if (isPlace(at)) return mine;
  merge.conflicts.push(conflictOf(merge, at, base, mine, theirs));
  return mine;
}

/** Objects whose entries stand for themselves; one that is not there counts as empty. */
const HOLDERS = new Set(["", "params", "layout", "layout/nodes", "layout/groups", "layout/notes"]);

function mergeKeys(merge: Merge, at: Address, base: unknown, mine: unknown, theirs: unknown) {
  const [b, m, t] = [base ?? {}, mine ?? {}, theirs ?? {}] as Record<string, unknown>[];
  const merged = Object.fromEntries(
    keysOf(m!, t!)
      .map((key) => [key, mergeAt(merge, [...at, key], own(b!, key), own(m!, key), own(t!, key))])
      .filter(([, value]) => value !== undefined),
  );
  if (Object.keys(merged).length > 0) return merged;
  const last = sameJson(base, mine) ? theirs : mine;
  return last === undefined ? undefined : merged;
}

/** Nodes or triggers, by id. */
function mergeParts(merge: Merge, at: Address, [base, mine, theirs]: readonly Part[][]) {
  const [b, m, t] = [base!, mine!, theirs!].map((parts) => byId<Part>(parts));
  const merged = new Map(
    [...new Set([...m!.keys(), ...t!.keys()])].flatMap((id) => {
      const part = mergeAt(merge, [...at, id], b!.get(id), m!.get(id), t!.get(id));
      return part === undefined ? [] : [[id, part] as const];
    }),
  );
  const order = mergeOrder(
    [[...b!.keys()], [...m!.keys()], [...t!.keys()]],
    new Set(merged.keys()),
  );
  if (order.length === 0 && at[0] === "triggers") return undefined;
  const parts = order.map((id) => merged.get(id));
  // What did not change keeps its identity: it is not drawn again.
  const same = parts.length === mine!.length && parts.every((part, n) => part === mine![n]);
  return same ? mine : parts;
}

function mergeWires(merge: Merge, sides: readonly DocumentWire[][]) {
  const { merged, added, removed } = mergeSets<DocumentWire>(
    sides as [DocumentWire[], DocumentWire[], DocumentWire[]],
    wireKey,
    (wire) => endsOf(wire).some((id) => merge.held.has(id)),
  );
  for (const wire of removed) takeWire(merge, wire, undefined);
  for (const wire of added) takeWire(merge, undefined, wire);
  return added.length + removed.length === 0 ? sides[1] : merged;
}

function takeWire(merge: Merge, before: DocumentWire | undefined, after: DocumentWire | undefined) {
  merge.taken.push({ node: endsOf((before ?? after)!)[1]!, path: "wires", before, after });
}

function mergeMembers(merge: Merge, at: Address, sides: readonly string[][]) {
  const { merged, added, removed } = mergeSets<string>(
    sides as [string[], string[], string[]],
    (id) => id,
    (id) => merge.held.has(id),
  );
  if (added.length + removed.length > 0) take(merge, at, sides[1], merged);
  return merged;
}

/** A node that one removed while the other worked on it, and its place. */
function isHeld({ held }: Merge, at: Address): boolean {
  return (
    (at.length === 2 && at[0] === "nodes" && held.has(at[1]!)) ||
    (at.length === 3 && at[0] === "layout" && at[1] === "nodes" && held.has(at[2]!))
  );
}

/** Where something lies or how it is drawn: nobody needs to be asked. */
function isPlace(at: Address): boolean {
  return at[0] === "layout" && (at[1] === "nodes" || (at.length > 3 && isDrawn(at[3]!)));
}

function take(merge: Merge, at: Address, before: unknown, after: unknown): void {
  const whole = before === undefined || after === undefined;
  const changes = whole || isPlace(at) ? [{ at, before, after }] : leaves(at, before, after);
  for (const change of changes)
    merge.taken.push({ ...belonging(change.at), before: change.before, after: change.after });
}

function leaves(at: Address, before: unknown, after: unknown) {
  return changedLeaves(before, after).map(({ keys, ...values }) => ({
    at: [...at, ...keys],
    ...values,
  }));
}

/** The node that an address belongs to, and the path in it. */
function belonging(at: Address): { node: string | null; path: string } {
  if (at[0] === "nodes") return { node: at[1]!, path: pathText(at.slice(2)) };
  if (at[0] === "layout" && at[1] === "nodes") return { node: at[2]!, path: "position" };
  return { node: null, path: pathText(at) };
}

function conflictOf(
  { theirs: document }: Merge,
  at: Address,
  base: unknown,
  mine: unknown,
  theirs: unknown,
): Conflict {
  const conflict = { id: pathText(at), ...belonging(at), base, mine, theirs, address: at };
  if (at[0] !== "nodes" || at.length > 2 || theirs === undefined) return conflict;
  const place = document.layout?.nodes?.[at[1]!];
  const wires = (document.wires ?? []).filter((wire) => endsOf(wire).includes(at[1]!));
  return { ...conflict, around: { wires, ...(place ? { place } : {}) } };
}

/** Takes out wires, places and members of groups that belong to a node which the merge removed. */
function withoutLooseEnds(
  document: PipelineDocument,
  sides: readonly PipelineDocument[],
): PipelineDocument {
  const left = byId(document.nodes);
  const gone = new Set(
    sides.flatMap(({ nodes }) => nodes.map(({ id }) => id)).filter((id) => !left.has(id)),
  );
  return gone.size === 0 ? document : withoutNodes(document, gone);
}

/** The document without what belongs to nodes that are not there (any more): wires, places, members of groups. */
function withoutNodes(document: PipelineDocument, gone: ReadonlySet<string>): PipelineDocument {
  const next = { ...document };
  if (document.wires)
    next.wires = document.wires.filter((wire) => !endsOf(wire).some((id) => gone.has(id)));
  const { nodes: places, groups } = document.layout ?? {};
  if (places)
    next.layout = {
      ...next.layout,
      nodes: Object.fromEntries(Object.entries(places).filter(([id]) => !gone.has(id))),
    };
  if (groups)
    next.layout = {
      ...next.layout,
      groups: Object.fromEntries(
        Object.entries(groups).map(([key, group]) => [
          key,
          group.nodes.some((id) => gone.has(id))
            ? { ...group, nodes: group.nodes.filter((id) => !gone.has(id)) }
            : group,
        ]),
      ),
    };
  return next;
}

/** Whether an address is that of a node's id: a conflict about it is about two new names. */
export function isName(address: Address): boolean {
  return address.length === 3 && address[0] === "nodes" && address[2] === "id";
}

/** Answers a conflict in a document, which may have gone on since: `mine` leaves it as it is. */
export function resolveConflict(
  document: PipelineDocument,
  { address, theirs, around }: Conflict,
  choice: "mine" | "theirs",
): PipelineDocument {
  if (choice === "mine") return document;
  if (isName(address)) {
    const taken = document.nodes.some(({ id }) => id === theirs);
    return taken ? document : renameNode(document, address[1]!, String(theirs));
  }
  const next = setAt(document, address, theirs) as PipelineDocument;
  if (address[0] !== "nodes" || address.length > 2) return next;
  if (theirs === undefined) return withoutNodes(next, new Set([address[1]!]));
  const ids = byId(next.nodes);
  const drawn = new Set((next.wires ?? []).map(wireKey));
  const wires = (around?.wires ?? []).filter(
    (wire) => !drawn.has(wireKey(wire)) && endsOf(wire).every((id) => ids.has(id)),
  );
  const withWires = wires.length > 0 ? { ...next, wires: [...(next.wires ?? []), ...wires] } : next;
  const lies = withWires.layout?.nodes?.[address[1]!] !== undefined;
  return !around?.place || lies
    ? withWires
    : (setAt(withWires, ["layout", "nodes", address[1]!], around.place) as PipelineDocument);
}

/** Sets (undefined: unsets) a value; what would stand in a node or trigger that is gone is left out. */
function setAt(value: unknown, [key, ...rest]: Address, to: unknown): unknown {
  if (key === undefined) return to;
  if (Array.isArray(value)) {
    const parts = value as Part[];
    const index = [...byId(parts).keys()].indexOf(key);
    if (index < 0) return rest.length > 0 || to === undefined ? parts : [...parts, to];
    const part = setAt(parts[index], rest, to);
    return part === undefined ? parts.toSpliced(index, 1) : parts.with(index, part as Part);
  }
  const object = isPlainObject(value) ? value : {};
  const before = own(object, key) ?? (key === "triggers" && rest.length === 1 ? [] : undefined);
  return withKey(object, key, setAt(before, rest, to));
}

function list<Item>(value: unknown): Item[] {
  return (value ?? []) as Item[];
}
