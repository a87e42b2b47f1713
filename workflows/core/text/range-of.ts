import { isCollection, isMap, isNode, isPair, type Document, type Node } from "yaml";

type Path = readonly (string | number)[];
type Range = [from: number, to: number];

/**
 * Where in its text the value at a path stands, or where it goes over several lines its key; of one that is not there, the
 * nearest one around it begins. Characters are counted from 0, `to` is exclusive.
 */
export function rangeOf(yaml: Document, path: Path): Range {
  for (let depth = path.length; depth >= 0; depth--) {
    const around = path.slice(0, depth);
    const node = yaml.getIn(around, true);
    if (!isNode(node) || !node.range) continue;
    const [from, to] = node.range;
    const isWhole = depth === path.length && depth > 0;
    if (isWhole && !isBlock(node)) return [from, Math.max(to, from + 1)];
    return keyRange(yaml, around) ?? [from, beginning(node) ?? from + 1];
  }
  return [0, 1];
}

function isBlock(node: Node): boolean {
  return isCollection(node) && !node.flow;
}

/** Where the first pair of a block ends, if it is as short as an id. */
function beginning(node: Node): number | undefined {
  const value = isMap(node) && isBlock(node) ? node.items[0]?.value : undefined;
  return isNode(value) && !isCollection(value) ? value.range?.[1] : undefined;
}

/** Where the key at the end of a path stands; null where there is none. */
export function keyRange(yaml: Document, path: Path): Range | null {
  const last = path.at(-1);
  const parent = yaml.getIn(path.slice(0, -1), true);
  if (!isMap(parent)) return null;
  for (const pair of parent.items) {
    if (!isPair(pair) || !isNode(pair.key) || !pair.key.range) continue;
    if (String(pair.key) === String(last)) return [pair.key.range[0], pair.key.range[1]];
  }
  return null;
}
