import type { PipelineDocument } from "../../../workflows/core/document.ts";
import { parseSource } from "../../../workflows/core/sources.ts";
import type { TriggerSpec, TriggerType } from "../../../workflows/core/triggers.ts";
import type { Point } from "../layout/geometry.ts";
import { moveNodes } from "./edits.ts";
import { freeId } from "./node-id.ts";
import { triggerKey, triggerOf } from "./trigger-key.ts";

/** Adds a trigger with values to begin with, where it was dropped, or where the layout puts it. */
export function addTrigger(
  document: PipelineDocument,
  type: TriggerType,
  at?: Point,
): { document: PipelineDocument; id: string } {
  const triggers = document.triggers ?? [];
  const id = freeId(type, new Set(triggers.map((trigger) => trigger.id)));
  const next = { ...document, triggers: [...triggers, { id, ...starting(type, document) }] };
  return { document: at ? moveNodes(next, new Map([[triggerKey(id), at]])) : next, id };
}

type Started = TriggerSpec extends infer Spec
  ? Spec extends unknown
    ? Omit<Spec, "id">
    : never
  : never;

/** Names come from the pipeline itself where it has such, as they are most often right. */
function starting(type: TriggerType, { nodes, name }: PipelineDocument): Started {
  const texts = (kind: string, field: string) =>
    nodes.flatMap((node) => {
      const value = node.kind === kind ? node.config?.[field] : undefined;
      return typeof value === "string" ? [value] : [];
    });
  switch (type) {
    case "schedule":
      return { type, cron: "0 6 * * mon-fri" };
    case "interval":
      return { type, every: "1h" };
    case "calendar":
      return { type, weekdays: ["monday"], hours: [6] };
    case "webhook":
      return { type };
    case "dataset": {
      const source = texts("data.load", "source").map(parseSource);
      const dataset = source.find((one) => one.type === "dataset");
      return { type, dataset: dataset?.name ?? name };
    }
    case "folder":
      return { type, path: "incoming" };
    case "pipeline":
      return { type, pipeline: texts("control.subpipeline", "pipeline")[0] ?? "another-pipeline" };
    case "model":
      return { type, model: texts("model.register", "name").find(isName) ?? name };
  }
}

function isName(text: string): boolean {
  return /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(text);
}

/** Sets a field of a trigger; `undefined` unsets it. */
export function setTrigger(
  document: PipelineDocument,
  id: string,
  field: string,
  value: unknown,
): PipelineDocument {
  const triggers = document.triggers ?? [];
  const index = triggers.findIndex((trigger) => trigger.id === id);
  if (index < 0) return document;
  const { [field]: before, ...rest } = triggers[index] as Record<string, unknown>;
  if (Object.is(before, value)) return document;
  const next = (value === undefined ? rest : { ...triggers[index], [field]: value }) as TriggerSpec;
  return { ...document, triggers: triggers.with(index, next) };
}

/** Gives a trigger another id; its place follows. */
export function renameTrigger(
  document: PipelineDocument,
  from: string,
  to: string,
): PipelineDocument {
  const next = setTrigger(document, from, "id", to);
  const places = document.layout?.nodes;
  const key = triggerKey(from);
  if (next === document || !places || !Object.hasOwn(places, key)) return next;
  const { [key]: place, ...others } = places;
  return {
    ...next,
    layout: { ...document.layout, nodes: { ...others, [triggerKey(to)]: place! } },
  };
}

/** Lets the layout put every trigger at the left of the graph again. */
export function withoutTriggerPlaces(document: PipelineDocument): PipelineDocument {
  const places = Object.entries(document.layout?.nodes ?? {});
  const others = places.filter(([key]) => triggerOf(key) === null);
  if (others.length === places.length) return document;
  return { ...document, layout: { ...document.layout, nodes: Object.fromEntries(others) } };
}
