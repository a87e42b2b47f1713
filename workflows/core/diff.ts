import type { DocumentNode, DocumentWire, PipelineDocument } from "./document.ts";
import { canonicalJson, isPlainObject, keysOf, own, sameJson } from "./json.ts";
import { pinAs } from "./pin-as.ts";
import type { TriggerSpec } from "./triggers.ts";

/** One field that differs; undefined where it is not set. */
export interface FieldChange {
  /** Dotted, for instance `config.max_depth`; a key that has a dot itself stands in brackets (see {@link pathText}). */
  path: string;
  before: unknown;
  after: unknown;
}

export type ChangeKind = "added" | "removed" | "changed" | "moved";

export interface PartDiff {
  /** `moved`: it only lies elsewhere on the canvas. */
  change: ChangeKind;
  /** Every field of what was added or removed; without its place on the canvas. */
  fields: FieldChange[];
  /** It lies elsewhere, whatever else happened to it. */
  moved: boolean;
}

/** What differs between two documents. What is the same in both is not listed. */
export interface DocumentDiff {
  nodes: Record<string, PartDiff>;
  triggers: Record<string, PartDiff>;
  groups: Record<string, PartDiff>;
  notes: Record<string, PartDiff>;
  wires: { added: DocumentWire[]; removed: DocumentWire[] };
  /** Of the pipeline itself: `title`, `description`, `concurrency.runs`, `params.rows.default`. */
  fields: FieldChange[];
  /** New id → old id, of nodes that are the same in all but the id (they count as removed and added). */
  renamed: Record<string, string>;
  same: boolean;
}

type Part = Record<string, unknown>;

/** What happened from `before` to `after`. */
export function diffDocuments(before: PipelineDocument, after: PipelineDocument): DocumentDiff {
  const places = [before.layout?.nodes ?? {}, after.layout?.nodes ?? {}] as const;
  const moved = (key: string) => !sameJson(own(places[0], key), own(places[1], key));
  const nodes = diffParts(byId(before.nodes), byId(after.nodes), moved);
  const triggers = diffParts(byId(before.triggers ?? []), byId(after.triggers ?? []), (id) =>
    moved(`trigger:${id}`),
  );
  const [groups, notes] = (["groups", "notes"] as const).map((kind) =>
    diffParts(
      new Map(Object.entries<Part>(before.layout?.[kind] ?? {})),
      new Map(Object.entries<Part>(after.layout?.[kind] ?? {})),
      () => false,
    ),
  ) as [DocumentDiff["groups"], DocumentDiff["notes"]];
  const fields = changedFields(ofItself(before), ofItself(after));
  const wires = diffWires(before.wires ?? [], after.wires ?? []);
  const parts = [nodes, triggers, groups, notes];
  return {
    nodes,
    triggers,
    groups,
    notes,
    wires,
    fields,
    renamed: renamedNodes(nodes, before, after),
    same:
      parts.every((part) => Object.keys(part).length === 0) &&
      fields.length + wires.added.length + wires.removed.length === 0,
  };
}

/** A wire's identity: its two ends. */
export function wireKey({ from, to }: DocumentWire): string {
  return `${from}->${to}`;
}

/** Nodes or triggers by id; where a text names an id twice, the second is `id#2`, so that none is forgotten. */
export function byId<Item extends DocumentNode | TriggerSpec>(
  items: readonly Item[],
): Map<string, Item> {
  const found = new Map<string, Item>();
  for (const item of items) {
    let key = item.id;
    for (let n = 2; found.has(key); n++) key = `${item.id}#${n}`;
    found.set(key, item);
  }
  return found;
}

const PLAIN_KEY = /^[^.[\]"]+$/;

/** A path as one text: `config.types["a.b"]`. */
export function pathText(path: readonly string[]): string {
  return path
    .map((key, index) =>
      PLAIN_KEY.test(key) ? (index === 0 ? key : `.${key}`) : `[${JSON.stringify(key)}]`,
    )
    .join("");
}

/** Every leaf that differs, with the keys that lead there: objects are looked into, arrays count as a whole. */
export function changedLeaves(
  before: unknown,
  after: unknown,
  keys: readonly string[] = [],
): { keys: readonly string[]; before: unknown; after: unknown }[] {
  if (sameJson(before, after)) return [];
  const [a, b] = [inside(before, after), inside(after, before)];
  if (a && b)
    return keysOf(a, b).flatMap((key) => changedLeaves(own(a, key), own(b, key), [...keys, key]));
  return [{ keys, before, after }];
}

function changedFields(before: unknown, after: unknown): FieldChange[] {
  return changedLeaves(before, after).map(({ keys, ...values }) => ({
    path: pathText(keys),
    ...values,
  }));
}

/** The value as an object to look into; what is not set counts as an empty one beside an object that has something. */
function inside(value: unknown, other: unknown): Part | null {
  if (isPlainObject(value)) return value;
  return value === undefined && isPlainObject(other) && Object.keys(other).length > 0 ? {} : null;
}

/** Fields that say where something lies or how it is drawn. */
const DRAWN = new Set(["x", "y", "width", "height", "collapsed"]);

/** Whether a field of a group or a note only says how it is drawn. */
export function isDrawn(field: string): boolean {
  return DRAWN.has(field);
}

function diffParts(
  before: ReadonlyMap<string, object>,
  after: ReadonlyMap<string, object>,
  moved: (key: string) => boolean,
): Record<string, PartDiff> {
  const found: Record<string, PartDiff> = {};
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    const [a, b] = [before.get(key), after.get(key)];
    if (a === b && !moved(key)) continue;
    const all = changedFields(content(a), content(b));
    const drawn = a && b ? all.filter(({ path }) => isLayoutPart(a) && isDrawn(path)) : [];
    const fields = all.filter((field) => !drawn.includes(field));
    const lies = a !== undefined && b !== undefined && (drawn.length > 0 || moved(key));
    if (fields.length === 0 && !lies && a && b) continue;
    found[key] = {
      change: !a ? "added" : !b ? "removed" : fields.length > 0 ? "changed" : "moved",
      fields,
      moved: lies,
    };
  }
  return found;
}

/** Nodes and triggers have a kind or a type; a note or a group lies on the canvas and nowhere else. */
function isLayoutPart(part: object): boolean {
  return !("kind" in part) && !("type" in part);
}

function content(part: object | undefined): Part {
  if (!part) return {};
  const { id: _, ...rest } = part as Part;
  return rest;
}

/** No params and an empty list of them are the same. */
function ofItself({ nodes: _n, wires: _w, triggers: _t, layout: _l, ...rest }: PipelineDocument) {
  return { ...rest, params: rest.params ?? {} };
}

function diffWires(before: readonly DocumentWire[], after: readonly DocumentWire[]) {
  const [had, has] = [new Set(before.map(wireKey)), new Set(after.map(wireKey))];
  return {
    added: after.filter((wire) => !had.has(wireKey(wire))),
    removed: before.filter((wire) => !has.has(wireKey(wire))),
  };
}

function renamedNodes(
  nodes: DocumentDiff["nodes"],
  before: PipelineDocument,
  after: PipelineDocument,
): Record<string, string> {
  const changed = (items: readonly DocumentNode[], change: ChangeKind) =>
    [...byId(items)].filter(([id]) => nodes[id]?.change === change);
  const text = (node: object) => canonicalJson(content(node));
  // With a new name a pinned node also gets written what it was called in the run.
  const removed = changed(before.nodes, "removed").map(
    ([id, node]) => [id, [text(node), text({ ...node, ...pinAs(node, id) })]] as const,
  );
  const renamed: Record<string, string> = {};
  for (const [id, node] of changed(after.nodes, "added")) {
    const now = text(node);
    const index = removed.findIndex(([, either]) => either.includes(now));
    if (index < 0) continue;
    renamed[id] = removed[index]![0];
    removed.splice(index, 1);
  }
  return renamed;
}
