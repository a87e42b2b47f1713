import { parseEnd, type DocumentNode, type PipelineDocument } from "./document.ts";
import { pinAs } from "./pin-as.ts";

/**
 * Gives a node another id: its wires and its place follow, what stands inside it too, and so do expressions that name it as `steps.<id>` (in
 * `when` and in every text of a config). What it gave in a run it gave under the old one.
 */
export function renameNode(document: PipelineDocument, from: string, to: string): PipelineDocument {
  if (from === to || !document.nodes.some(({ id }) => id === from)) return document;
  const end = (text: string) =>
    parseEnd(text)?.node === from ? to + text.slice(from.length) : text;
  const mention = new RegExp(`\\bsteps\\.${from}\\b`, "g");
  const inText = (value: unknown): unknown =>
    mapTexts(value, (text) => text.replace(mention, `steps.${to}`));
  const next: PipelineDocument = {
    ...document,
    nodes: document.nodes.map((node) => {
      const config = inText(node.config) as DocumentNode["config"];
      const policy = inText(node.policy) as DocumentNode["policy"];
      const same = node.id !== from && node.parent !== from;
      if (same && config === node.config && policy === node.policy) return node;
      return {
        ...node,
        id: node.id === from ? to : node.id,
        ...(node.parent === from ? { parent: to } : {}),
        ...(config ? { config } : {}),
        ...(policy ? { policy } : {}),
        ...(node.id === from ? pinAs(node, from) : {}),
      };
    }),
  };
  if (document.wires)
    next.wires = document.wires.map((wire) => {
      const moved = { from: end(wire.from), to: end(wire.to) };
      return moved.from === wire.from && moved.to === wire.to ? wire : moved;
    });
  const places = document.layout?.nodes;
  if (places && Object.hasOwn(places, from)) {
    const { [from]: place, ...others } = places;
    next.layout = { ...document.layout, nodes: { ...others, [to]: place! } };
  }
  const groups = document.layout?.groups;
  if (groups && Object.values(groups).some(({ nodes }) => nodes.includes(from)))
    next.layout = {
      ...next.layout,
      groups: Object.fromEntries(
        Object.entries(groups).map(([id, group]) => [
          id,
          { ...group, nodes: group.nodes.map((node) => (node === from ? to : node)) },
        ]),
      ),
    };
  return next;
}

function mapTexts(value: unknown, map: (text: string) => string): unknown {
  if (typeof value === "string") return map(value);
  if (Array.isArray(value)) {
    const next = value.map((inner) => mapTexts(inner, map));
    return next.some((inner, index) => inner !== value[index]) ? next : value;
  }
  if (typeof value === "object" && value !== null) {
    const next = Object.entries(value).map(([key, inner]) => [key, mapTexts(inner, map)] as const);
    return next.some(([key, inner]) => inner !== (value as Record<string, unknown>)[key])
      ? Object.fromEntries(next)
      : value;
  }
  return value;
}
