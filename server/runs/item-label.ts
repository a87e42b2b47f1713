/** A node's id; with its item, inside a map. */
export function itemLabel(node: string, item: string): string {
  return item === "" ? node : `${node}[${item}]`;
}

/** What {@link itemLabel} made the label of. */
export function labelled(label: string): { node: string; item: string } {
  const [, node, item = ""] = /^(.*?)(?:\[(\d+)\])?$/s.exec(label)!;
  return { node: node!, item };
}

/** The node's id in what {@link itemLabel} made. */
export function nodeOf(label: string): string {
  return labelled(label).node;
}
