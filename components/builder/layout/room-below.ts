import type { StepRegistry } from "../../../workflows/core/define-step.ts";
import type { DocumentNode, PipelineDocument } from "../../../workflows/core/document.ts";
import { recent } from "../../graph/recent.ts";
import { linesBelow } from "../../graph/room-below.ts";
import { collapsedOf } from "./group-boxes.ts";
import { placeAll } from "./place-drawn.ts";

const known = recent<PipelineDocument, Record<string, number>>();

/** How many lines of why it failed have room below each thing on the canvas; worked out once a document. */
export function roomBelow(
  document: PipelineDocument,
  registry: StepRegistry,
): Readonly<Record<string, number>> {
  let found = known.get(document);
  if (!found) {
    const { hiddenBy } = collapsedOf(document, registry);
    const boxes = [...placeAll(document, registry)].filter(([key]) => !hiddenBy.has(key));
    const marked = document.nodes.filter(isMarked).map(({ id }) => id);
    found = linesBelow(new Map(boxes), new Set(marked));
    known.set(document, found);
  }
  return found;
}

/** Whether something stands on the upper edge of a step: see NodeMarks. */
function isMarked({ policy, pin }: DocumentNode): boolean {
  const { phase, when, join } = policy ?? {};
  return phase !== undefined || when !== undefined || join === "any" || pin !== undefined;
}
