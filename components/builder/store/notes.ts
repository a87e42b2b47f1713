import type { CanvasNote, PipelineDocument } from "../../../workflows/core/document.ts";
import type { Box, Point } from "../../graph/geometry.ts";
import { noteKey } from "./canvas-key.ts";
import { freeId } from "./node-id.ts";

export const NOTE_WIDTH = 240;
export const NOTE_HEIGHT = 136;
/** The smallest and the largest a note can be drawn; the document allows both. */
export const NOTE_LEAST = { width: 112, height: 64 };
export const NOTE_MOST = { width: 4_000, height: 4_000 };

/** Adds an empty note whose middle lies at a point. */
export function addNote(
  document: PipelineDocument,
  at: Point,
): { document: PipelineDocument; key: string } {
  const notes = document.layout?.notes ?? {};
  const id = freeId("note", new Set(Object.keys(notes)));
  const note: CanvasNote = {
    text: "",
    x: Math.round((at.x - NOTE_WIDTH / 2) / 8) * 8,
    y: Math.round((at.y - NOTE_HEIGHT / 2) / 8) * 8,
    width: NOTE_WIDTH,
    height: NOTE_HEIGHT,
  };
  return { document: withNotes(document, { ...notes, [id]: note }), key: noteKey(id) };
}

/** Changes a note's text, place or size; what is the same gives the document itself. */
export function setNote(
  document: PipelineDocument,
  id: string,
  change: Partial<CanvasNote>,
): PipelineDocument {
  const before = document.layout?.notes?.[id];
  if (!before) return document;
  const next = { ...before, ...change };
  const same = (Object.keys(next) as (keyof CanvasNote)[]).every(
    (key) => next[key] === before[key],
  );
  return same ? document : withNotes(document, { ...document.layout?.notes, [id]: next });
}

/** The box of every note, by its id. */
export function noteBox({ x, y, width, height }: CanvasNote): Box {
  return { x, y, width, height };
}

/** A document with other notes; none leaves no empty record behind. */
export function withNotes(
  document: PipelineDocument,
  notes: Record<string, CanvasNote>,
): PipelineDocument {
  const { notes: _, ...layout } = document.layout ?? {};
  return {
    ...document,
    layout: Object.keys(notes).length === 0 ? layout : { ...layout, notes },
  };
}
