import type { StepRegistry } from "../../../workflows/core/define-step.ts";
import type { PipelineDocument } from "../../../workflows/core/document.ts";
import { noteKey } from "../store/canvas-key.ts";
import { noteBox } from "../store/notes.ts";
import type { Box } from "../../graph/geometry.ts";
import { placeGroups } from "./group-boxes.ts";
import { placeNodes } from "../../graph/place.ts";
import { placeTriggers } from "./place-triggers.ts";
import { recent } from "../../graph/recent.ts";

const known = recent<PipelineDocument, ReadonlyMap<string, Box>>();

/** The boxes of groups, notes and triggers, by their keys on the canvas; worked out once a document. */
export function placeDrawn(
  document: PipelineDocument,
  registry: StepRegistry,
): ReadonlyMap<string, Box> {
  const before = known.get(document);
  if (before) return before;
  const places = placeNodes(document, registry);
  const notes = Object.entries(document.layout?.notes ?? {});
  const found = new Map<string, Box>([
    ...placeGroups(document, places, registry),
    ...notes.map(([id, note]) => [noteKey(id), noteBox(note)] as const),
    ...placeTriggers(document, places, registry),
  ]);
  known.set(document, found);
  return found;
}

const all = recent<PipelineDocument, ReadonlyMap<string, Box>>();

/** The box of everything on the canvas, by its key; worked out once a document. */
export function placeAll(
  document: PipelineDocument,
  registry: StepRegistry,
): ReadonlyMap<string, Box> {
  let found = all.get(document);
  if (!found) {
    found = new Map([...placeNodes(document, registry), ...placeDrawn(document, registry)]);
    all.set(document, found);
  }
  return found;
}
