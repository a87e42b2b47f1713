import type { DocumentWire } from "../../../workflows/core/document.ts";

/** What to say of wires that would have crossed the border of a map: a title and a sentence. */
export function wordsOfCut(cut: readonly DocumentWire[]): [title: string, sentence: string] {
  return [
    cut.length === 1 ? "One wire was removed" : `${cut.length} wires were removed`,
    `Wires may not cross the border of a map: ${cut.map(({ from, to }) => `${from} to ${to}`).join(", ")}.`,
  ];
}
