import { z } from "zod";
import {
  createRegistry,
  defineStep,
  type StepDefinition,
} from "../../../workflows/core/define-step.ts";
import type { PipelineDocument } from "../../../workflows/core/document.ts";
import type { Ports } from "../../../workflows/core/ports.ts";

function kind(
  name: string,
  inputs: Ports,
  outputs: Ports,
  outputsOf?: StepDefinition["outputsOf"],
): StepDefinition {
  return defineStep({
    kind: name,
    version: 1,
    title: name,
    description: name,
    icon: "box",
    category: "data",
    config: z.strictObject({ target: z.string().optional() }),
    inputs,
    outputs,
    ...(outputsOf ? { outputsOf } : {}),
    onReproduce: "repeat",
    example: {},
  }) as unknown as StepDefinition;
}

/** A few kinds with the ports of the real ones, so that the editor's tests do not move with them. */
export const testRegistry = createRegistry([
  kind(
    "data.load",
    {},
    { data: { type: "dataset", title: "Data" }, profile: { type: "profile", title: "Profile" } },
  ),
  kind(
    "data.validate",
    { data: { type: "dataset", title: "Data" } },
    {
      data: { type: "dataset", title: "Data" },
      rejected: { type: "dataset", title: "Rejected" },
      report: { type: "validation-report", title: "Report" },
    },
  ),
  kind(
    "data.split",
    { data: { type: "dataset", title: "Data" } },
    { split: { type: "split", title: "Split" }, test: { type: "dataset", title: "Test" } },
  ),
  kind(
    "train.tabular",
    { split: { type: "split", title: "Split" } },
    { model: { type: "model", title: "Model" } },
  ),
  kind(
    "model.evaluate",
    {
      models: { type: "model", title: "Models", multiple: true },
      split: { type: "split", title: "Split" },
    },
    { evaluation: { type: "evaluation", title: "Evaluation" } },
  ),
  kind(
    "control.condition",
    { value: { type: "any", title: "Value" } },
    { true: { type: "any", sameAs: "value", title: "True" } },
  ),
  kind("control.switch", { value: { type: "any", title: "Value" } }, {}, ({ names }) =>
    Object.fromEntries(
      (Array.isArray(names) ? names : []).map((name) => [
        String(name),
        { type: "any", sameAs: "value", title: String(name) },
      ]),
    ),
  ),
  kind(
    "control.map",
    {
      table: { type: "dataset", title: "Table", optional: true },
      result: { type: "any", title: "Result", optional: true, inner: true },
    },
    { results: { type: "list", title: "Results" }, table: { type: "dataset", title: "Table" } },
  ),
]);

/** load → split → train, and evaluate with both of its inputs. */
export function sampleDocument(): PipelineDocument {
  return {
    apiVersion: "penstock/v1",
    name: "sample",
    nodes: [
      { id: "load", kind: "data.load", config: { target: "x" } },
      { id: "split", kind: "data.split" },
      { id: "train", kind: "train.tabular" },
      { id: "evaluate", kind: "model.evaluate", policy: { when: "steps.train.model.rows > 0" } },
    ],
    wires: [
      { from: "load.data", to: "split.data" },
      { from: "split.split", to: "train.split" },
      { from: "train.model", to: "evaluate.models" },
      { from: "split.split", to: "evaluate.split" },
    ],
    layout: { nodes: { load: { x: 0, y: 0 }, split: { x: 320, y: 0 } } },
  };
}

/** load → the map `each`, in which `check` gives its result → after. */
export function mapDocument(): PipelineDocument {
  return {
    apiVersion: "penstock/v1",
    name: "mapped",
    nodes: [
      { id: "load", kind: "data.load" },
      { id: "each", kind: "control.map" },
      { id: "check", kind: "data.validate", parent: "each" },
      { id: "after", kind: "data.split" },
      { id: "train", kind: "train.tabular" },
    ],
    wires: [
      { from: "load.data", to: "check.data" },
      { from: "check.data", to: "each.result" },
      { from: "each.table", to: "after.data" },
      { from: "after.split", to: "train.split" },
    ],
    layout: {
      nodes: {
        load: { x: 0, y: 0 },
        each: { x: 320, y: 0 },
        check: { x: 400, y: 200 },
        after: { x: 900, y: 0 },
        train: { x: 1200, y: 0 },
      },
    },
  };
}
