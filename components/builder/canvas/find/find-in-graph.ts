import type { StepRegistry } from "../../../../workflows/core/define-step.ts";
import type { PipelineDocument } from "../../../../workflows/core/document.ts";
import type { Box } from "../../../graph/geometry.ts";
import { groupKey, noteKey } from "../../store/canvas-key.ts";
import { triggerKey } from "../../store/trigger-key.ts";

const known = new WeakMap<object, string>();

/**
 * The keys of what holds every word of a query: steps by title, id, kind and all texts of their config and policy; triggers,
 * groups and notes by theirs. In reading order: column by column, then down.
 */
export function findInGraph(
  document: PipelineDocument,
  registry: StepRegistry,
  places: ReadonlyMap<string, Box>,
  query: string,
): string[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const holds = (text: string) => words.every((word) => text.includes(word));
  const { nodes, triggers = [], layout } = document;
  const found = [
    ...nodes.flatMap((node) => {
      const title = registry.get(node.kind)?.title ?? "";
      return holds(`${textOf(node)} ${title.toLowerCase()}`) ? [node.id] : [];
    }),
    ...triggers.flatMap((spec) => (holds(textOf(spec)) ? [triggerKey(spec.id)] : [])),
    ...Object.entries(layout?.groups ?? {}).flatMap(([id, { title }]) =>
      title && holds(title.toLowerCase()) ? [groupKey(id)] : [],
    ),
    ...Object.entries(layout?.notes ?? {}).flatMap(([id, { text }]) =>
      holds(text.toLowerCase()) ? [noteKey(id)] : [],
    ),
  ];
  const at = (key: string) => places.get(key) ?? { x: 0, y: 0 };
  return found.sort((a, b) => at(a).x - at(b).x || at(a).y - at(b).y);
}

/** All texts of a node or trigger in lower case; worked out once for the same object. */
function textOf(subject: object): string {
  const before = known.get(subject);
  if (before !== undefined) return before;
  const parts: string[] = [];
  const gather = (value: unknown): void => {
    if (typeof value === "string" || typeof value === "number") parts.push(String(value));
    else if (typeof value === "object" && value !== null)
      for (const [key, inner] of Object.entries(value)) {
        if (!Array.isArray(value)) parts.push(key);
        gather(inner);
      }
  };
  gather(subject);
  const text = parts.join(" ").toLowerCase();
  known.set(subject, text);
  return text;
}
