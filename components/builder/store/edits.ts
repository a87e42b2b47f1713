import type {
  DocumentNode,
  DocumentParam,
  NodePolicy,
  PipelineDocument,
} from "../../../workflows/core/document.ts";
import { parseEnd } from "../../../workflows/core/document.ts";
import { withKey } from "../../../workflows/core/json.ts";
import type { Point } from "../../graph/geometry.ts";
import { wireId } from "../../graph/wire-id.ts";
import { groupKey, groupOf, noteKey, noteOf } from "./canvas-key.ts";
import { groupingOf, regroup, ungroup } from "./groups.ts";
import { withNotes } from "./notes.ts";
import { triggerKey } from "./trigger-key.ts";

// Every edit is a pure function from a document to the next. What does not change keeps its identity, so that
// only the nodes concerned are drawn again; an edit that changes nothing returns the document itself.

type Document = PipelineDocument;

export function nodeIds(document: Document): Set<string> {
  return new Set(document.nodes.map(({ id }) => id));
}

export function addNode(document: Document, node: DocumentNode, at: Point): Document {
  return moveNodes({ ...document, nodes: [...document.nodes, node] }, new Map([[node.id, at]]));
}

/** Moves nodes, triggers and notes, by their keys on the canvas. */
export function moveNodes(document: Document, places: ReadonlyMap<string, Point>): Document {
  const nodes = { ...document.layout?.nodes };
  const notes = { ...document.layout?.notes };
  let changed = false;
  let noted = false;
  for (const [id, { x, y }] of places) {
    const place = { x: Math.round(x), y: Math.round(y) };
    const note = noteOf(id);
    const before = note === null ? nodes[id] : notes[note];
    if (before?.x === place.x && before.y === place.y) continue;
    if (note === null) {
      nodes[id] = place;
      changed = true;
    } else if (notes[note]) {
      notes[note] = { ...notes[note], ...place };
      noted = true;
    }
  }
  const moved = changed ? { ...document, layout: { ...document.layout, nodes } } : document;
  return noted ? withNotes(moved, notes) : moved;
}

/** Changes one node; the id stays (see `renameNode`). */
function updateNode(
  document: Document,
  id: string,
  change: (node: DocumentNode) => DocumentNode,
): Document {
  const index = document.nodes.findIndex((node) => node.id === id);
  const node = document.nodes[index];
  if (!node) return document;
  const next = change(node);
  return next === node ? document : { ...document, nodes: document.nodes.with(index, next) };
}

/** Sets a config field; `undefined` unsets it, so that the default holds again. The last one takes the config along. */
export function setConfig(document: Document, id: string, field: string, value: unknown): Document {
  return updateNode(document, id, (node) => {
    const before = node.config ?? {};
    const config = withKey(before, field, value);
    if (config === before) return node;
    const { config: _, ...rest } = node;
    return Object.keys(config).length === 0 ? rest : { ...node, config };
  });
}

export function setPolicy<Field extends keyof NodePolicy>(
  document: Document,
  id: string,
  field: Field,
  value: NodePolicy[Field] | undefined,
): Document {
  return updateNode(document, id, (node) => {
    const policy = withKey({ ...node.policy }, field, value) as NodePolicy;
    const { policy: _, ...rest } = node;
    return Object.keys(policy).length === 0 ? rest : { ...rest, policy };
  });
}

export function setTitle(document: Document, id: string, title: string): Document {
  return updateNode(document, id, (node) => {
    if ((node.title ?? "") === title) return node;
    const { title: _, ...rest } = node;
    return title === "" ? rest : { ...rest, title };
  });
}

/** Lets what the node gave in a run stand in for it. */
export function pin(document: Document, id: string, run: string): Document {
  return updateNode(document, id, (node) => ({ ...node, pin: { run } }));
}

/** Lets the node run again instead of giving what it gave in an earlier run. */
export function unpin(document: Document, id: string): Document {
  return updateNode(document, id, (node) => {
    if (!node.pin) return node;
    const { pin: _, ...rest } = node;
    return rest;
  });
}

/** How many runs of the pipeline may go on at once; `undefined` for any number. */
export function setRunLimit(document: Document, runs: number | undefined): Document {
  if (document.concurrency?.runs === runs) return document;
  const { concurrency: _, ...rest } = document;
  return runs === undefined ? rest : { ...rest, concurrency: { runs } };
}

export function connect(document: Document, from: string, to: string): Document {
  const wires = document.wires ?? [];
  if (wires.some((wire) => wire.from === from && wire.to === to)) return document;
  return { ...document, wires: [...wires, { from, to }] };
}

export function wireIds(document: Document): Set<string> {
  return new Set((document.wires ?? []).map(wireId));
}

function common(chosen: Iterable<string>, there: ReadonlySet<string>): Set<string> {
  return new Set([...chosen].filter((key) => there.has(key)));
}

/** The chosen nodes, and what stands inside those that are maps or groups. */
export function withInside(document: Document, ids: Iterable<string>): Set<string> {
  const all = new Set(ids);
  for (const key of all)
    for (const id of groupingOf(document).members.get(groupOf(key) ?? "") ?? []) all.add(id);
  for (const { id, parent } of document.nodes)
    if (parent !== undefined && all.has(parent)) all.add(id);
  return all;
}

/** Whatever can be chosen in a document: nodes by their ids, triggers, groups and notes by their keys on the canvas. */
export function canvasKeys(document: Document): Set<string> {
  return new Set([
    ...document.nodes.map(({ id }) => id),
    ...(document.triggers ?? []).map(({ id }) => triggerKey(id)),
    ...Object.keys(document.layout?.groups ?? {}).map(groupKey),
    ...Object.keys(document.layout?.notes ?? {}).map(noteKey),
  ]);
}

/**
 * Removes nodes (a map or a group with what stands inside it; triggers, groups and notes by their keys) with the wires
 * that end at them, and wires by {@link wireId}.
 */
export function remove(
  document: Document,
  { nodes = [], wires = [] }: { nodes?: Iterable<string>; wires?: Iterable<string> },
): Document {
  const gone = withInside(document, common(nodes, canvasKeys(document)));
  const cut = common(wires, wireIds(document));
  if (gone.size === 0 && cut.size === 0) return document;
  const next: Document = {
    ...document,
    nodes: gone.size === 0 ? document.nodes : document.nodes.filter(({ id }) => !gone.has(id)),
  };
  if (document.triggers) {
    next.triggers = document.triggers.filter(({ id }) => !gone.has(triggerKey(id)));
    if (next.triggers.length === 0) delete next.triggers;
  }
  if (document.wires)
    next.wires = document.wires.filter(
      (wire) =>
        !cut.has(wireId(wire)) &&
        !gone.has(parseEnd(wire.from)?.node ?? "") &&
        !gone.has(parseEnd(wire.to)?.node ?? ""),
    );
  if (document.layout?.nodes)
    next.layout = {
      ...document.layout,
      nodes: Object.fromEntries(
        Object.entries(document.layout.nodes).filter(([id]) => !gone.has(id)),
      ),
    };
  return withoutGone(next, gone);
}

/** The layout without groups and notes that are gone, and groups without steps that are. */
function withoutGone(document: Document, gone: ReadonlySet<string>): Document {
  let next = document;
  if (document.layout?.groups) {
    const groups = [...gone].flatMap((key) => groupOf(key) ?? []);
    next = regroup(ungroup(next, new Set(groups)), gone, null);
  }
  const notes = Object.entries(document.layout?.notes ?? {});
  const kept = notes.filter(([id]) => !gone.has(noteKey(id)));
  return kept.length === notes.length ? next : withNotes(next, Object.fromEntries(kept));
}

type PipelineFacts = Pick<Document, "title" | "description">;

export function setFacts(document: Document, facts: Partial<PipelineFacts>): Document {
  const next = { ...document, ...facts };
  if (!next.title) delete next.title;
  if (!next.description) delete next.description;
  return next;
}

/** Sets a param, under a new name when `name` differs from `previous`; `null` removes it. */
export function setParam(
  document: Document,
  name: string,
  param: DocumentParam | null,
  previous: string = name,
): Document {
  const entries = Object.entries(document.params ?? {});
  const index = entries.findIndex(([key]) => key === previous);
  if (param === null) entries.splice(index, index < 0 ? 0 : 1);
  else if (index < 0) entries.push([name, param]);
  else entries[index] = [name, param];
  const { params: _, ...rest } = document;
  return entries.length === 0 ? rest : { ...rest, params: Object.fromEntries(entries) };
}
