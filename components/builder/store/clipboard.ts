import { stringify } from "yaml";
import {
  API_VERSION,
  documentSchema,
  parseEnd,
  type CanvasNote,
  type DocumentNode,
  type DocumentWire,
  type NodeGroup,
  type PipelineDocument,
} from "../../../workflows/core/document.ts";
import { isPlainObject } from "../../../workflows/core/json.ts";
import { pinAs } from "../../../workflows/core/pin-as.ts";
import { readYaml } from "../../../workflows/core/text/parse-yaml.ts";
import type { TriggerSpec } from "../../../workflows/core/triggers.ts";
import type { Point } from "../../graph/geometry.ts";
import { groupKey, noteKey } from "./canvas-key.ts";
import { moveNodes, nodeIds, withInside } from "./edits.ts";
import { groupingOf, withGroups } from "./groups.ts";
import { freeId, toId } from "./node-id.ts";
import { withNotes } from "./notes.ts";
import { triggerKey, triggerOf } from "./trigger-key.ts";

/**
 * Part of a pipeline, as it lies on the clipboard: the document's own YAML with the chosen nodes, what stands inside them
 * and the wires between them; chosen triggers, groups and notes as well.
 */
export interface Fragment {
  nodes: DocumentNode[];
  wires: DocumentWire[];
  triggers: TriggerSpec[];
  groups: Record<string, NodeGroup>;
  notes: Record<string, CanvasNote>;
  places: Map<string, Point>;
}

/** YAML of what is chosen; null when nothing that can be copied is. */
export function copyText(
  document: PipelineDocument,
  chosen: ReadonlySet<string>,
  places: ReadonlyMap<string, Point>,
): string | null {
  const all = withInside(document, chosen);
  const nodes = document.nodes.filter(({ id }) => all.has(id));
  const ids = new Set(nodes.map(({ id }) => id));
  const triggers = (document.triggers ?? []).filter(({ id }) => all.has(triggerKey(id)));
  const notes = Object.entries(document.layout?.notes ?? {}).filter(([id]) => all.has(noteKey(id)));
  // A group goes along when it was chosen itself, or with all of its steps.
  const { members } = groupingOf(document);
  const groups = Object.entries(document.layout?.groups ?? {}).filter(
    ([id]) => all.has(groupKey(id)) || (members.get(id) ?? [""]).every((step) => ids.has(step)),
  );
  if (nodes.length + triggers.length + notes.length === 0) return null;
  const inside = (end: string) => ids.has(parseEnd(end)?.node ?? "");
  const wires = (document.wires ?? []).filter(({ from, to }) => inside(from) && inside(to));
  const keys = [...ids, ...triggers.map(({ id }) => triggerKey(id))];
  return stringify({
    apiVersion: API_VERSION,
    name: document.name,
    nodes,
    ...(wires.length > 0 ? { wires } : {}),
    ...(triggers.length > 0 ? { triggers } : {}),
    layout: {
      nodes: Object.fromEntries(
        keys.flatMap((key) => {
          const place = places.get(key);
          return place ? [[key, { x: place.x, y: place.y }]] : [];
        }),
      ),
      ...(groups.length > 0 ? { groups: Object.fromEntries(groups) } : {}),
      ...(notes.length > 0 ? { notes: Object.fromEntries(notes) } : {}),
    },
  });
}

/** Reads pipeline YAML from the clipboard; a sentence says why it is none, or what is wrong with it. */
export function readFragment(text: string): Fragment | string {
  let value: unknown;
  try {
    value = readYaml(text);
  } catch {
    return "The clipboard holds no pipeline YAML: copy steps from a canvas or from a pipeline file.";
  }
  const record = isPlainObject(value) ? value : { nodes: value };
  const parts = {
    nodes: list(record["nodes"]),
    triggers: list(record["triggers"]),
    layout: isPlainObject(record["layout"]) ? record["layout"] : {},
  };
  const notes = isPlainObject(parts.layout["notes"]) ? Object.keys(parts.layout["notes"]) : [];
  if (parts.nodes.length + parts.triggers.length + notes.length === 0 || !parts.nodes.every(isNode))
    return "The clipboard holds no pipeline steps: copy steps from a canvas or from a pipeline file.";
  const read = documentSchema.safeParse({
    apiVersion: API_VERSION,
    name: "clipboard",
    ...parts,
    wires: list(record["wires"]).filter(isWire),
  });
  if (!read.success) {
    const { path, message } = read.error.issues[0]!;
    return `The pipeline on the clipboard is not right at ${path.join(".")}: ${message}. Correct it and copy it again.`;
  }
  const { nodes, wires = [], triggers = [], layout = {} } = read.data;
  return {
    nodes,
    wires,
    triggers,
    groups: layout.groups ?? {},
    notes: layout.notes ?? {},
    places: new Map(Object.entries(layout.nodes ?? {})),
  };
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/**
 * Puts a fragment into a document. Ids that are taken or not allowed are changed, and the fragment's own wires and
 * `steps.<id>` in its texts follow. A node whose map was not copied stays in the map where that is in the document.
 * `offset` moves the places. `keys` is what was pasted, as the canvas names it.
 */
export function paste(
  document: PipelineDocument,
  fragment: Fragment,
  offset: Point,
): { document: PipelineDocument; keys: string[] } {
  const names = newNames(
    fragment.nodes.map(({ id }) => id),
    nodeIds(document),
  );
  const rename = (text: string) =>
    text.replace(/\bsteps\.([a-z][a-z0-9_]*)/g, (whole, id: string) =>
      names.has(id) ? `steps.${names.get(id)!}` : whole,
    );
  const maps = new Set(document.nodes.flatMap(({ parent }) => parent ?? []));
  const nodes = [...new Map(fragment.nodes.map((node) => [node.id, node])).values()].map(
    ({ parent = "", ...node }) => {
      const into = names.get(parent) ?? (maps.has(parent) ? parent : undefined);
      return {
        ...(JSON.parse(JSON.stringify(node), (_key, inner: unknown) =>
          typeof inner === "string" ? rename(inner) : inner,
        ) as DocumentNode),
        id: names.get(node.id)!,
        ...(names.get(node.id) === node.id ? {} : pinAs(node, node.id)),
        ...(into === undefined ? {} : { parent: into }),
      };
    },
  );
  const end = (text: string) => {
    const parsed = parseEnd(text);
    const name = parsed && names.get(parsed.node);
    return name ? `${name}.${parsed.port}` : null;
  };
  const wires = fragment.wires.flatMap(({ from, to }) => {
    const [source, target] = [end(from), end(to)];
    return source && target ? [{ from: source, to: target }] : [];
  });
  let next: PipelineDocument = { ...document, nodes: [...document.nodes, ...nodes] };
  if (wires.length > 0) next.wires = [...(document.wires ?? []), ...wires];
  const triggerNames = newNames(
    fragment.triggers.map(({ id }) => id),
    new Set((document.triggers ?? []).map(({ id }) => id)),
  );
  const triggers = [...new Map(fragment.triggers.map((spec) => [spec.id, spec])).values()].map(
    (spec) => ({ ...spec, id: triggerNames.get(spec.id)! }),
  );
  if (triggers.length > 0) next.triggers = [...(document.triggers ?? []), ...triggers];
  const drawn = withDrawn(next, fragment, names, offset);
  next = drawn.document;
  const places = new Map(
    [...fragment.places].flatMap(([key, { x, y }]): [string, Point][] => {
      const trigger = triggerOf(key);
      const name = trigger === null ? names.get(key) : triggerNames.get(trigger);
      if (name === undefined) return [];
      return [[trigger === null ? name : triggerKey(name), { x: x + offset.x, y: y + offset.y }]];
    }),
  );
  return {
    document: moveNodes(next, places),
    keys: [
      ...nodes.map(({ id }) => id),
      ...triggers.map(({ id }) => triggerKey(id)),
      ...drawn.keys,
    ],
  };
}

/** The document with a fragment's groups and notes; the keys of its notes, and of groups that are drawn as one node. */
function withDrawn(
  document: PipelineDocument,
  fragment: Fragment,
  names: ReadonlyMap<string, string>,
  offset: Point,
): { document: PipelineDocument; keys: string[] } {
  const keys: string[] = [];
  const { groups = {}, notes = {} } = document.layout ?? {};
  const addedGroups = Object.entries(fragment.groups).flatMap(([id, group]) => {
    const nodes = group.nodes.flatMap((step) => names.get(step) ?? []);
    return nodes.length > 0 ? [[id, { ...group, nodes }] as const] : [];
  });
  const groupNames = newNames(
    addedGroups.map(([id]) => id),
    new Set(Object.keys(groups)),
  );
  const noteNames = newNames(Object.keys(fragment.notes), new Set(Object.keys(notes)));
  let next = document;
  if (addedGroups.length > 0)
    next = withGroups(next, {
      ...groups,
      ...Object.fromEntries(
        addedGroups.map(([id, group]) => {
          keys.push(groupKey(groupNames.get(id)!));
          return [groupNames.get(id)!, group];
        }),
      ),
    });
  if (noteNames.size > 0)
    next = withNotes(next, {
      ...notes,
      ...Object.fromEntries(
        Object.entries(fragment.notes).map(([id, note]) => {
          keys.push(noteKey(noteNames.get(id)!));
          return [
            noteNames.get(id)!,
            { ...note, x: Math.round(note.x + offset.x), y: Math.round(note.y + offset.y) },
          ];
        }),
      ),
    });
  return { document: next, keys };
}

/** A name for each id: its own when it is allowed and free, else one like it. */
function newNames(ids: readonly string[], taken: ReadonlySet<string>): Map<string, string> {
  const used = new Set(taken);
  const names = new Map<string, string>();
  for (const id of ids) {
    if (names.has(id)) continue;
    const name = freeId(toId(id), used);
    names.set(id, name);
    used.add(name);
  }
  return names;
}

function isNode(value: unknown): value is DocumentNode {
  return (
    isPlainObject(value) && typeof value["id"] === "string" && typeof value["kind"] === "string"
  );
}

function isWire(value: unknown): value is DocumentWire {
  return (
    isPlainObject(value) && typeof value["from"] === "string" && typeof value["to"] === "string"
  );
}
