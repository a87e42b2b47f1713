import type { StepRegistry } from "../../../workflows/core/define-step.ts";
import type { PipelineDocument } from "../../../workflows/core/document.ts";

/** The part of a document that columns follow from; small, since it is sent after each change of it. */
export function meaningOf(document: PipelineDocument, registry: StepRegistry): PipelineDocument {
  const { apiVersion, name, params, nodes, wires } = document;
  return {
    apiVersion,
    name,
    ...(params ? { params } : {}),
    nodes: nodes.map(({ id, kind, version, parent, config, pin }) => {
      const step = registry.get(kind);
      return {
        id,
        kind,
        ...(version === undefined ? {} : { version }),
        ...(parent === undefined ? {} : { parent }),
        ...(pin ? { pin } : {}),
        ...(config && (step?.columns || step?.outputsOf) ? { config } : {}),
      };
    }),
    ...(wires ? { wires } : {}),
  };
}
