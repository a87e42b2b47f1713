import { outputsOf } from "../../../workflows/core/define-step.ts";
import type { PipelineDocument } from "../../../workflows/core/document.ts";
import { registry } from "../../../workflows/steps/index.ts";
import type { Suggestion } from "../schema-form/fields.ts";

/** The params that a run of a pipeline takes, each with its type and default. */
export function paramsOf({ params = {} }: PipelineDocument): Suggestion[] {
  return Object.entries(params).map(([value, { type, default: preset }]) => ({
    value,
    note: preset === undefined ? `${type}, no default` : `${type}, default ${String(preset)}`,
  }));
}

/** What the steps of a pipeline give as a whole, as node.output with its type; what stands in a map gives it for each item. */
export function outputsIn({ nodes }: PipelineDocument): Suggestion[] {
  return nodes.flatMap(({ id, kind, config, parent }) => {
    const step = parent === undefined ? registry.get(kind) : undefined;
    return Object.entries(step ? outputsOf(step, config) : {}).map(([port, { type }]) => ({
      value: `${id}.${port}`,
      note: type,
    }));
  });
}
