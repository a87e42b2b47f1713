import type { NodeGroup, PipelineDocument } from "../../../workflows/core/document.ts";
import { groupKey, groupOf, isStepKey } from "./canvas-key.ts";
import { freeId } from "./node-id.ts";

interface Grouping {
  /** What lies in each group, in the document's order. A group of nothing is left out. */
  members: ReadonlyMap<string, readonly string[]>;
  /** The group of each step; the first, where two claim it. What stands inside a map goes with the map. */
  groupOf: ReadonlyMap<string, string>;
}

const NOTHING: Grouping = { members: new Map(), groupOf: new Map() };
const known = new WeakMap<object, { nodes: PipelineDocument["nodes"]; grouping: Grouping }>();

/** Which step lies in which group; worked out once for the same steps and groups. */
export function groupingOf({
  nodes,
  layout,
}: Pick<PipelineDocument, "nodes" | "layout">): Grouping {
  const groups = layout?.groups;
  if (!groups) return NOTHING;
  const before = known.get(groups);
  if (before?.nodes === nodes) return before.grouping;
  const claimed = new Map<string, string>();
  for (const [group, { nodes: ids }] of Object.entries(groups))
    for (const id of ids) if (!claimed.has(id)) claimed.set(id, group);
  const members = new Map<string, string[]>();
  const groupOfStep = new Map<string, string>();
  for (const { id, parent } of nodes) {
    const group = claimed.get(id);
    if (group === undefined || parent !== undefined || groupOfStep.has(id)) continue;
    groupOfStep.set(id, group);
    const list = members.get(group);
    if (list) list.push(id);
    else members.set(group, [id]);
  }
  const grouping = { members, groupOf: groupOfStep };
  known.set(groups, { nodes, grouping });
  return grouping;
}

/** The steps that a selection stands for on the outermost level: a group's members, a map for what is inside it. */
function outerSteps(document: PipelineDocument, keys: Iterable<string>): Set<string> {
  const { members } = groupingOf(document);
  const parents = new Map(document.nodes.map(({ id, parent }) => [id, parent]));
  const steps = new Set<string>();
  for (const key of keys) {
    const group = groupOf(key);
    if (group !== null) for (const id of members.get(group) ?? []) steps.add(id);
    else if (isStepKey(key) && parents.has(key)) steps.add(parents.get(key) ?? key);
  }
  return steps;
}

/** Puts the chosen steps into a new group, out of those they were in. Nothing to group gives the document itself. */
export function makeGroup(
  document: PipelineDocument,
  keys: Iterable<string>,
): { document: PipelineDocument; key: string | null } {
  const steps = outerSteps(document, keys);
  if (steps.size === 0) return { document, key: null };
  const id = freeId("group", new Set(Object.keys(document.layout?.groups ?? {})));
  const freed = regroup(document, steps, null);
  const groups = { ...freed.layout?.groups, [id]: { nodes: [...steps] } };
  return {
    document: { ...freed, layout: { ...freed.layout, groups } },
    key: groupKey(id),
  };
}

/** Puts steps into a group, or out of theirs (`null`). A group that is left empty is gone. */
export function regroup(
  document: PipelineDocument,
  steps: ReadonlySet<string>,
  group: string | null,
): PipelineDocument {
  let changed = false;
  const next = Object.entries(document.layout?.groups ?? {}).flatMap(
    ([id, before]): [string, NodeGroup][] => {
      if (id === group) {
        const missing = [...steps].filter((step) => !before.nodes.includes(step));
        if (missing.length === 0) return [[id, before]];
        changed = true;
        return [[id, { ...before, nodes: [...before.nodes, ...missing] }]];
      }
      const nodes = before.nodes.filter((step) => !steps.has(step));
      if (nodes.length === before.nodes.length) return [[id, before]];
      changed = true;
      return nodes.length === 0 ? [] : [[id, { ...before, nodes }]];
    },
  );
  return changed ? withGroups(document, Object.fromEntries(next)) : document;
}

/** Takes groups away; their steps stay. */
export function ungroup(document: PipelineDocument, ids: ReadonlySet<string>): PipelineDocument {
  const groups = Object.entries(document.layout?.groups ?? {});
  const kept = groups.filter(([id]) => !ids.has(id));
  return kept.length === groups.length ? document : withGroups(document, Object.fromEntries(kept));
}

/** Changes a group's title or whether it is collapsed; an empty title and `false` unset. */
export function setGroup(
  document: PipelineDocument,
  id: string,
  change: Partial<Pick<NodeGroup, "title" | "collapsed">>,
): PipelineDocument {
  const before = document.layout?.groups?.[id];
  if (!before) return document;
  const next: NodeGroup = { ...before, ...change };
  if (!next.title) delete next.title;
  if (!next.collapsed) delete next.collapsed;
  if (next.title === before.title && next.collapsed === before.collapsed) return document;
  return withGroups(document, { ...document.layout?.groups, [id]: next });
}

/** A document with other groups; none leaves no empty record behind. */
export function withGroups(
  document: PipelineDocument,
  groups: Record<string, NodeGroup>,
): PipelineDocument {
  const { groups: _, ...layout } = document.layout ?? {};
  return {
    ...document,
    layout: Object.keys(groups).length === 0 ? layout : { ...layout, groups },
  };
}
