import { byId, isDrawn, pathText } from "../../../workflows/core/diff.ts";
import { parseEnd, type PipelineDocument } from "../../../workflows/core/document.ts";
import { isPlainObject, own, sameJson } from "../../../workflows/core/json.ts";
import {
  isName,
  mergeDocuments,
  resolveConflict,
  type Conflict,
  type Merged,
  type Taken,
} from "../../../workflows/core/merge.ts";

export interface Person {
  id: string;
  name: string;
}

/** After the first and up to the second revision of a draft. */
export type Stretch = readonly [from: number, to: number];

/** Somebody's draft as it was saved. */
export interface Saved {
  document: PipelineDocument;
  revision: number;
  /** What it has taken in from others, by user. */
  merged: Readonly<Record<string, Stretch>>;
}

/** Whose value stands against one's own. */
export type Side =
  | { kind: "person"; person: Person }
  /** One's own draft as another tab, or an earlier page, has left it. */
  | { kind: "tab" }
  | { kind: "version"; number: number; author: string };

export interface OpenConflict extends Conflict {
  /** The same for the same field against the same side. */
  key: string;
  side: Side;
  /** The other has chosen to keep theirs. */
  kept: boolean;
}

/**
 * Brings what another person has changed since `before` into mine. What came back to them from me (`ownAt` knows my own
 * draft by revision) is not a change of theirs: mine may have gone on since. Where they set back what I changed (an undo
 * does so), it is asked; `others` is what the document would be without my own edits, and comes back brought forward.
 */
export function mergeSaved({
  mine,
  others,
  before,
  now,
  me,
  ownAt,
}: {
  mine: PipelineDocument;
  others: PipelineDocument;
  before: Saved;
  now: Saved;
  me: string;
  ownAt: (revision: number) => PipelineDocument | undefined;
}): Merged & { others: PipelineDocument } {
  const [from, to] = echo(before.merged[me], now.merged[me]) ?? [];
  const [had, have] = [ownAt(from ?? -1), ownAt(to ?? -1)];
  const base = had && have ? mergeDocuments(had, before.document, have).document : before.document;
  const first = mergeDocuments(base, mine, now.document);
  const setBack = first.taken.flatMap((taken) => setBackConflict(taken, others) ?? []);
  const theirs = setBack.reduce((next, conflict) => withMine(next, conflict, mine), now.document);
  const merged = setBack.length === 0 ? first : mergeDocuments(base, mine, theirs);
  return {
    document: keepIdentity(mine, merged.document),
    taken: merged.taken,
    conflicts: [...merged.conflicts, ...setBack],
    others: mergeDocuments(base, others, now.document).document,
  };
}

/** The question about what I had changed and what now is as it was without me; of wires and places nobody is asked. */
function setBackConflict(
  { node, path, before, after }: Taken,
  others: PipelineDocument,
): Conflict | null {
  if (path === "wires" || path === "position" || path === "id") return null;
  const address = [...(node === null ? [] : ["nodes", node]), ...keysOfPath(path)];
  if (address[0] === "layout" && isDrawn(address[3] ?? "")) return null;
  const without = valueAt(others, { address });
  if (!sameJson(after, without) || sameJson(before, without)) return null;
  return { id: pathText(address), node, path, base: before, mine: before, theirs: after, address };
}

/** The other's document with my value where the question is. */
function withMine(
  document: PipelineDocument,
  conflict: Conflict,
  mine: PipelineDocument,
): PipelineDocument {
  const { node, path } = conflict;
  const wires = (mine.wires ?? []).filter(({ from, to }) =>
    [from, to].some((end) => parseEnd(end)?.node === node),
  );
  const place = mine.layout?.nodes?.[node ?? ""];
  const around = path === "" ? { around: { wires, ...(place ? { place } : {}) } } : {};
  return resolveConflict(document, { ...conflict, ...around, theirs: conflict.mine }, "theirs");
}

const PATH_KEY = /\["((?:[^"\\]|\\.)*)"\]|[^.[\]"]+/g;

/** The keys that {@link pathText} wrote. */
function keysOfPath(path: string): string[] {
  return [...path.matchAll(PATH_KEY)].map(([key, quoted]) =>
    quoted === undefined ? key : (JSON.parse(`"${quoted}"`) as string),
  );
}

/** The stretch of my own draft that came to them between two of their saves; null for none. */
function echo(before: Stretch | undefined, now: Stretch | undefined): Stretch | null {
  if (!now) return null;
  const from = before && before[0] === now[0] ? before[1] : now[0];
  return from < now[1] ? [from, now[1]] : null;
}

/** What two stretches of the same draft amount to: both, where they meet, else the later one. */
export function joinStretches(a: Stretch | undefined, b: Stretch | undefined): Stretch | undefined {
  if (!a || !b) return a ?? b;
  const [first, second] = a[0] <= b[0] ? [a, b] : [b, a];
  return first[1] >= second[0] ? [first[0], Math.max(first[1], second[1])] : second;
}

/** Nodes and wires that say the same as before stay the same objects: they are not drawn again. */
function keepIdentity(before: PipelineDocument, next: PipelineDocument): PipelineDocument {
  if (next === before) return before;
  const nodes = byId(before.nodes);
  return {
    ...next,
    nodes: next.nodes.map((node) => {
      const old = nodes.get(node.id);
      return old && sameJson(old, node) ? old : node;
    }),
    ...(next.wires && sameJson(before.wires, next.wires) ? { wires: before.wires } : {}),
  };
}

/** What two documents agree on: the base of a merge where nothing is known that both came from. */
export function commonGround(mine: PipelineDocument, theirs: PipelineDocument): PipelineDocument {
  const { nodes, wires = [], triggers = [], ...rest } = mine;
  const parts = byId(theirs.nodes);
  const started = byId(theirs.triggers ?? []);
  const { nodes: _, wires: drawn = [], triggers: __, ...others } = theirs;
  const common = <Part extends { id: string }>(items: readonly Part[], of: Map<string, Part>) =>
    items.flatMap((item) => (of.has(item.id) ? [shared(item, of.get(item.id)) as Part] : []));
  return {
    ...(shared(rest, others) as Omit<PipelineDocument, "nodes">),
    nodes: common(nodes, parts),
    wires: wires.filter((wire) => drawn.some((other) => sameJson(wire, other))),
    triggers: common(triggers, started),
  };
}

function shared(a: unknown, b: unknown): unknown {
  if (sameJson(a, b)) return a;
  if (!isPlainObject(a) || !isPlainObject(b)) return undefined;
  const entries = Object.keys(a).map((key) => [key, shared(a[key], own(b, key))] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** What stands in a document where a conflict is about; undefined where nothing does. */
export function valueAt(
  document: PipelineDocument,
  { address }: Pick<Conflict, "address">,
): unknown {
  let value: unknown = document;
  for (const key of address)
    if (Array.isArray(value)) value = byId(value as PipelineDocument["nodes"]).get(key);
    else if (isPlainObject(value)) value = own(value, key);
    else return undefined;
  return value;
}

function sideKey(side: Side): string {
  return side.kind === "person" ? `person:${side.person.id}` : side.kind;
}

/** Adds what a merge could not settle; a field that is asked about already keeps where it began, with the newer values. */
export function addConflicts(
  open: readonly OpenConflict[],
  found: readonly Conflict[],
  side: Side,
): readonly OpenConflict[] {
  if (found.length === 0) return open;
  const added = found.map((conflict): OpenConflict => {
    const key = `${sideKey(side)}/${conflict.id}`;
    const before = open.find((one) => one.key === key);
    return { ...conflict, base: before ? before.base : conflict.base, key, side, kept: false };
  });
  const keys = new Set(added.map(({ key }) => key));
  return [...open.filter(({ key }) => !keys.has(key)), ...added];
}

/** Takes up what the other side's document says now about what is asked. */
export function hearSide(
  open: readonly OpenConflict[],
  side: Side,
  theirs: PipelineDocument,
): readonly OpenConflict[] {
  return changed(open, (one) => {
    // There, the step goes by the other name.
    if (sideKey(one.side) !== sideKey(side) || isName(one.address)) return one;
    const value = valueAt(theirs, one);
    return sameJson(value, one.theirs) ? one : { ...one, theirs: value, kept: false };
  });
}

/**
 * Keeps what still needs an answer: the two differ, the other side has not gone back to where both began, and the step is
 * still there.
 */
export function stillOpen(
  open: readonly OpenConflict[],
  mine: PipelineDocument,
): { open: readonly OpenConflict[]; settled: OpenConflict[] } {
  const settled: OpenConflict[] = [];
  const left = changed(open, (one) => {
    const value = valueAt(mine, one);
    const [list, id, ...field] = one.address;
    const gone =
      list === "nodes" &&
      field.length > 0 &&
      valueAt(mine, { address: ["nodes", id!] }) === undefined;
    if (gone || sameJson(value, one.theirs) || sameJson(one.theirs, one.base)) {
      settled.push(one);
      return null;
    }
    return sameJson(value, one.mine) ? one : { ...one, mine: value };
  });
  return { open: left, settled };
}

/** The other keeps theirs: worth saying, and still mine to answer. */
export function markKept(
  open: readonly OpenConflict[],
  person: Person,
  id: string,
): readonly OpenConflict[] {
  return changed(open, (one) =>
    one.id === id && one.side.kind === "person" && one.side.person.id === person.id
      ? { ...one, kept: true }
      : one,
  );
}

/** The list itself where nothing changed. */
function changed<Item>(
  items: readonly Item[],
  change: (item: Item) => Item | null,
): readonly Item[] {
  const next = items.map(change);
  return next.every((item, index) => item === items[index])
    ? items
    : next.filter((item) => item !== null);
}
