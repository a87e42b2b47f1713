import type { StepDefinition } from "../../../workflows/core/define-step.ts";
import { NAME_PATTERN, type PipelineDocument } from "../../../workflows/core/document.ts";
import { withKey } from "../../../workflows/core/json.ts";
import { parseSource, readsSource } from "../../../workflows/core/sources.ts";
import {
  MAX_TRIGGERS,
  type TriggerSpec,
  type TriggerType,
} from "../../../workflows/core/triggers.ts";
import { registry } from "../../../workflows/steps/index.ts";
import type { Point } from "../../graph/geometry.ts";
import { moveNodes } from "./edits.ts";
import { freeId } from "./node-id.ts";
import { triggerKey, triggerOf } from "./trigger-key.ts";

/** Why so many more triggers do not fit into a pipeline, as a sentence; null when they do. */
export function tooManyTriggers({ triggers = [] }: PipelineDocument, more: number): string | null {
  return more > 0 && triggers.length + more > MAX_TRIGGERS
    ? `A pipeline has ${MAX_TRIGGERS} triggers at most, and this one has ${triggers.length}: remove some first.`
    : null;
}

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

/**
 * Names come from the pipeline itself where its steps have such, as they are most often right. Else they are empty, which is a
 * problem that says what to choose: a made-up name would be published, and never start anything.
 */
function starting(type: TriggerType, { nodes }: PipelineDocument): Started {
  const texts = (is: (step: StepDefinition) => boolean, field: string) =>
    nodes.flatMap(({ kind, config }) => {
      const step = registry.get(kind);
      const value = step && is(step) ? config?.[field] : undefined;
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
      const sources = texts(readsSource, "source").map(parseSource);
      const datasets = sources.flatMap((one) => (one.type === "dataset" ? [one.name] : []));
      return { type, dataset: datasets.find(isName) ?? "" };
    }
    case "folder":
      return { type, path: "" };
    case "pipeline": {
      const pipelines = texts(({ asks }) => asks === "child", "pipeline");
      return { type, pipeline: pipelines.find(isName) ?? "" };
    }
    case "model": {
      const models = texts(({ kind }) => kind === "model.register", "name");
      return { type, model: models.find(isName) ?? "" };
    }
  }
}

/** What stands in a config may be half typed, or come from a param. */
const isName = (text: string) => NAME_PATTERN.test(text);

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
  const trigger = triggers[index] as TriggerSpec & Record<string, unknown>;
  const next = withKey<unknown>(trigger, field, value);
  if (next === trigger) return document;
  return { ...document, triggers: triggers.with(index, next as TriggerSpec) };
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
