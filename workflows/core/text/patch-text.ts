import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  visit,
  type Alias,
  type Node,
  type Pair,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import { isPlainObject, own, sameJson } from "../json.ts";
import { matchItems } from "./match-items.ts";
import { parseYaml } from "./parse-yaml.ts";
import { SourceLines, type Edit } from "./source-lines.ts";
import {
  afterColon,
  fitsOneLine,
  flowText,
  itemText,
  pairText,
  type Style,
} from "./yaml-values.ts";

type Members = Record<string, unknown>;
type BlockPair = Pair<Node, Node | null>;

interface Patch {
  lines: SourceLines;
  style: Style;
}

/** The text with what differs from `wanted` replaced, and nothing else touched. Null when it is no YAML of a pipeline. */
export function patchText(text: string, wanted: object): string | null {
  const parsed = parseYaml(text);
  if (parsed.errors.length > 0 || !isMap(parsed.contents) || parsed.contents.flow) return null;
  const patch: Patch = { lines: new SourceLines(text), style: styleOf(text, parsed.contents) };
  const before = parsed.toJS({ maxAliasCount: 100 }) as Members;
  const edits = patchMap(patch, parsed.contents, before, wanted as Members);
  return edits === null ? null : patch.lines.with(edits);
}

/** The text in which every alias says itself what it stands for. Null when it has none. */
export function withoutAliases(text: string): string | null {
  const parsed = parseYaml(text);
  if (!isMap(parsed.contents)) return null;
  const patch: Patch = { lines: new SourceLines(text), style: styleOf(text, parsed.contents) };
  const edits: Edit[] = [];
  const literal = (alias: Alias) => alias.toJS(parsed, { maxAliasCount: 100 }) as unknown;
  visit(parsed, {
    Pair: (_, pair, path) => {
      if (!isAlias(pair.value)) return undefined;
      const inFlow = path.some((one) => (isMap(one) || isSeq(one)) && one.flow);
      edits.push(
        inFlow
          ? flowEdit(patch.lines, pair.value, literal(pair.value))
          : replacePair(patch, pair as BlockPair, literal(pair.value)),
      );
      return visit.SKIP;
    },
    Alias: (_, alias, path) => {
      const seq = path.at(-1);
      const inFlow = path.some((one) => (isMap(one) || isSeq(one)) && one.flow);
      edits.push(
        inFlow || !isSeq(seq)
          ? flowEdit(patch.lines, alias, literal(alias))
          : replaceItem(patch, seq, alias, literal(alias)),
      );
    },
  });
  return edits.length === 0 ? null : patch.lines.with(edits);
}

function patchMap(patch: Patch, map: YAMLMap, before: Members, after: Members): Edit[] | null {
  const { lines } = patch;
  const pairs = map.items as BlockPair[];
  const kept = pairs.filter((pair) => own(after, keyText(pair)) !== undefined);
  const first = pairs[0];
  if (!first || kept.length === 0) return null;
  const column = lines.column(start(first.key));
  const edits = kept.flatMap((pair) => {
    const key = keyText(pair);
    return patchPair(patch, pair, own(before, key), own(after, key));
  });
  // What stands beside the dash of a list goes as far as to the next key, which then takes its place.
  const beside = lines.isFirstInLine(start(first.key))
    ? []
    : pairs.slice(0, pairs.indexOf(kept[0]!));
  if (beside.length > 0) edits.push({ from: start(first.key), to: start(kept[0]!.key), text: "" });
  for (const pair of pairs)
    if (!kept.includes(pair) && !beside.includes(pair))
      edits.push({
        from: lines.above(start(pair.key), column),
        to: lines.below(end(pair), column),
        text: "",
      });
  const flow = likesOneLine(pairs.map(({ value }) => value));
  for (const [key, value] of Object.entries(after)) {
    if (pairs.some((pair) => keyText(pair) === key)) continue;
    const text =
      flow && fitsOneLine(value)
        ? `${pairText(key, 0, column, patch.style).slice(0, -1)}${flowText(value, true)}`
        : pairText(key, value, column, patch.style);
    edits.push(lines.inserted(placeOf(key, kept, lines, column), column, text));
  }
  return edits;
}

const ORDERS = [
  ["apiVersion", "name", "title", "description", "params", "nodes", "wires", "triggers", "layout"],
  ["id", "kind", "version", "title", "parent", "config", "policy", "pin"],
];

/** Where a new key goes: in the order in which documents are read, else at the end. */
function placeOf(key: string, kept: readonly BlockPair[], lines: SourceLines, column: number) {
  const keys = kept.map(keyText);
  const order = ORDERS.find((one) => one.includes(key) && keys.includes(one[1]!)) ?? [];
  const earlier = order.slice(0, order.indexOf(key));
  const before = kept.findLast((pair) => earlier.includes(keyText(pair)));
  return lines.below(end(before ?? kept.at(-1)!), column);
}

function patchPair(patch: Patch, pair: BlockPair, before: unknown, after: unknown): Edit[] {
  if (sameJson(before, after)) return [];
  return patchInside(patch, pair.value, before, after) ?? [replacePair(patch, pair, after)];
}

/** Edits within a value; null when it has to be replaced as a whole. */
function patchInside(
  patch: Patch,
  value: Node | null,
  before: unknown,
  after: unknown,
): Edit[] | null {
  if (isMap(value) && isPlainObject(before) && isPlainObject(after))
    return value.flow
      ? patchFlow(patch.lines, value, before, after)
      : patchMap(patch, value, before, after);
  if (isSeq(value) && Array.isArray(before) && Array.isArray(after))
    return value.flow
      ? patchFlow(patch.lines, value, before, after)
      : patchSeq(patch, value, before, after);
  return null;
}

function patchSeq(
  patch: Patch,
  seq: YAMLSeq,
  before: readonly unknown[],
  after: readonly unknown[],
): Edit[] | null {
  const { lines } = patch;
  const items = seq.items as Node[];
  const column = lines.column(seq.range![0]);
  const dashes = items.map((item) => lines.dash(item.range![0], column));
  const matched = matchItems(before, after);
  if (matched.size === 0 || dashes.includes(null)) return null;
  const chunks = items.map((item, index) => ({
    from: lines.above(dashes[index]!, column),
    to: lines.below(end(item), column),
  }));
  const edits: Edit[] = [];
  for (const [index, item] of items.entries()) {
    const to = matched.get(index);
    if (to === undefined) edits.push({ ...chunks[index]!, text: "" });
    else if (!sameJson(before[index], after[to]))
      edits.push(
        ...(patchInside(patch, item, before[index], after[to]) ?? [
          replaceItem(patch, seq, item, after[to]),
        ]),
      );
  }
  const came = new Map([...matched].map(([from, to]) => [to, from]));
  const flow = likesOneLine(items);
  let at = chunks[Math.min(...matched.keys())]!.from;
  for (const [index, value] of after.entries()) {
    const from = came.get(index);
    if (from !== undefined) at = chunks[from]!.to;
    else {
      // What only moved within the list takes its comments along.
      const moved = before.findIndex((one, n) => !matched.has(n) && sameJson(one, value));
      const text = flow && fitsOneLine(value) ? `- ${flowText(value, true)}` : null;
      edits.push(
        moved >= 0
          ? { from: at, to: at, text: lines.text.slice(chunks[moved]!.from, chunks[moved]!.to) }
          : lines.inserted(at, column, text ?? itemText(value, column, patch.style)),
      );
    }
  }
  return edits;
}

/** Inside `{…}` and `[…]`: value by value where there are as many as before, else as a whole. */
function patchFlow(
  lines: SourceLines,
  value: YAMLMap | YAMLSeq,
  before: unknown,
  after: unknown,
): Edit[] {
  const [had, has] = [before, after] as [Members, Members];
  const nodes = isMap(value)
    ? (value.items as BlockPair[]).map((pair) => [keyText(pair), pair.value] as const)
    : value.items.map((item, index) => [String(index), item as Node] as const);
  const alike =
    nodes.length === Object.keys(has).length && nodes.every(([key]) => Object.hasOwn(has, key));
  if (!alike || nodes.some(([, node]) => !node)) return [flowEdit(lines, value, after)];
  return nodes.flatMap(([key, node]) => {
    const now = has[key];
    if (sameJson(had[key], now)) return [];
    const inside = (isMap(node) && isPlainObject(now)) || (isSeq(node) && Array.isArray(now));
    return inside ? patchFlow(lines, node, had[key], now) : [flowEdit(lines, node!, now)];
  });
}

function flowEdit(lines: SourceLines, node: Node, value: unknown): Edit {
  const [from, to] = node.range!;
  return { from, to, text: flowText(value, lines.text[from + 1] === " ", node) };
}

function replacePair({ lines, style }: Patch, pair: BlockPair, value: unknown): Edit {
  const from = lines.text.indexOf(":", pair.key.range![1]) + 1;
  const column = lines.column(start(pair.key));
  return replaced(lines, from, pair.value, afterColon(value, column, style, pair.value));
}

function replaceItem({ lines, style }: Patch, seq: YAMLSeq, item: Node, value: unknown): Edit {
  const column = lines.column(seq.range![0]);
  const from = lines.dash(item.range![0], column)! + 1;
  return replaced(lines, from, item, itemText(value, column, style).slice(1));
}

/** Puts a text in the place of a value; the comment beside the old value stays beside the new one's first line. */
function replaced(lines: SourceLines, from: number, old: Node | null, text: string): Edit {
  const last = old?.range ? Math.max(from, end(old)) : from;
  const block = (isMap(old) || isSeq(old)) && !old.flow;
  const beside = isBlockText(old)
    ? lines.commentIn(old.range![0])
    : lines.commentAfter(block ? from : last);
  const [head, ...rest] = text.split("\n");
  return {
    from,
    to: lines.lineEnd(last) - 1,
    text: [`${head}${beside}`, ...rest].join("\n"),
  };
}

function isBlockText(value: unknown): value is Scalar {
  return isScalar(value) && (value.type === "BLOCK_LITERAL" || value.type === "BLOCK_FOLDED");
}

/** Where a value or a pair really ends: the end of its last leaf. */
function end(part: Node | BlockPair): number {
  if ("key" in part)
    return part.value?.range ? Math.max(end(part.value), end(part.key)) : end(part.key);
  const last = (isMap(part) || isSeq(part)) && !part.flow ? part.items.at(-1) : undefined;
  return last ? end(last as Node | BlockPair) : part.range![1];
}

function start(node: Node): number {
  return node.range![0];
}

function keyText({ key }: BlockPair): string {
  return isScalar(key) ? String(key.value) : "";
}

/** Whether the collections that stand here all stand on one line. */
function likesOneLine(values: readonly (Node | null)[]): boolean {
  const collections = values.filter((value) => isMap(value) || isSeq(value));
  return collections.length > 0 && collections.every(({ flow }) => flow === true);
}

function styleOf(text: string, contents: YAMLMap): Style {
  const nodes = (contents.items as BlockPair[]).find(
    (pair) => isSeq(pair.value) && !pair.value.flow,
  );
  const inner = (contents.items as BlockPair[]).find(
    (pair) => isMap(pair.value) && !pair.value.flow,
  );
  const lines = new SourceLines(text);
  const step =
    inner && isMap(inner.value) ? lines.column((inner.value.items[0]!.key as Node).range![0]) : 2;
  return {
    indent: step > 0 ? step : 2,
    indentSeq: nodes ? lines.column(nodes.value!.range![0]) > 0 : true,
  };
}
