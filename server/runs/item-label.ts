/** A node's id; with its item, inside a map. */
export function itemLabel(node: string, item: string): string {
  return item === "" ? node : `${node}[${item}]`;
}

/** The node's id in what {@link itemLabel} made. */
export function nodeOf(label: string): string {
  return label.replace(/\[\d+\]$/, "");
}
