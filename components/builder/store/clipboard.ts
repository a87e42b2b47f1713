import { parse, stringify } from "yaml";
import {
  API_VERSION,
  parseEnd,
  type DocumentNode,
  type DocumentWire,
  type PipelineDocument,
} from "../../../workflows/core/document.ts";
import { isPlainObject } from "../../../workflows/core/json.ts";
import type { Point } from "../layout/geometry.ts";
import { freeId, toId } from "./node-id.ts";
import { moveNodes, nodeIds, withInside } from "./edits.ts";

/**
 * Part of a pipeline, as it lies on the clipboard: the document's own YAML with the chosen nodes, what stands inside them
 * and the wires between them.
 */
export interface Fragment {
  nodes: DocumentNode[];
  wires: DocumentWire[];
  places: Map<string, Point>;
}

export function copyText(
  document: PipelineDocument,
  chosen: ReadonlySet<string>,
  places: ReadonlyMap<string, Point>,
): string {
  const ids = withInside(document, chosen);
  const inside = (end: string) => ids.has(parseEnd(end)?.node ?? "");
  const wires = (document.wires ?? []).filter(({ from, to }) => inside(from) && inside(to));
  return stringify({
    apiVersion: API_VERSION,
    name: document.name,
    nodes: document.nodes.filter(({ id }) => ids.has(id)),
    ...(wires.length > 0 ? { wires } : {}),
    layout: {
      nodes: Object.fromEntries(
        [...ids].flatMap((id) => {
          const place = places.get(id);
          return place ? [[id, { x: place.x, y: place.y }]] : [];
        }),
      ),
    },
  });
}

/** Reads pipeline YAML from the clipboard; a sentence says why it is none. */
export function readFragment(text: string): Fragment | string {
  let value: unknown;
  try {
    value = parse(text);
  } catch {
    return "The clipboard holds no pipeline YAML: copy steps from a canvas or from a pipeline file.";
  }
  const nodes = isPlainObject(value) ? value["nodes"] : value;
  if (!Array.isArray(nodes) || nodes.length === 0 || !nodes.every(isNode))
    return "The clipboard holds no pipeline steps: copy steps from a canvas or from a pipeline file.";
  const record = isPlainObject(value) ? value : {};
  const wires = Array.isArray(record["wires"]) ? record["wires"].filter(isWire) : [];
  const layout = isPlainObject(record["layout"]) ? record["layout"]["nodes"] : undefined;
  const places = new Map<string, Point>();
  if (isPlainObject(layout))
    for (const [id, place] of Object.entries(layout)) if (isPoint(place)) places.set(id, place);
  return { nodes, wires, places };
}

/**
 * Puts a fragment into a document. Ids that are taken or not allowed are changed, and the fragment's own wires and
 * `steps.<id>` in its texts follow. A node whose map was not copied stays in the map where that is in the document.
 * `offset` moves the places.
 */
export function paste(
  document: PipelineDocument,
  fragment: Fragment,
  offset: Point,
): { document: PipelineDocument; ids: string[] } {
  const taken = nodeIds(document);
  const names = new Map<string, string>();
  for (const { id } of fragment.nodes) {
    if (names.has(id)) continue;
    const name = freeId(toId(id), taken);
    names.set(id, name);
    taken.add(name);
  }
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
  const places = new Map(
    [...fragment.places].flatMap(([id, { x, y }]) =>
      names.has(id) ? [[names.get(id)!, { x: x + offset.x, y: y + offset.y }] as const] : [],
    ),
  );
  const next: PipelineDocument = { ...document, nodes: [...document.nodes, ...nodes] };
  if (wires.length > 0) next.wires = [...(document.wires ?? []), ...wires];
  return { document: moveNodes(next, places), ids: nodes.map(({ id }) => id) };
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

function isPoint(value: unknown): value is Point {
  return isPlainObject(value) && Number.isFinite(value["x"]) && Number.isFinite(value["y"]);
}
