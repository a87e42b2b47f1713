import { z } from "zod";
import {
  createRegistry,
  defineStep,
  type StepDefinition,
} from "../../../workflows/core/define-step.ts";
import type { PipelineDocument } from "../../../workflows/core/document.ts";
import type { Ports } from "../../../workflows/core/ports.ts";

function kind(name: string, inputs: Ports, outputs: Ports): StepDefinition {
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
