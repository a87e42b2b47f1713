import type { Viewport } from "@xyflow/react";
import { boxesOf } from "../graph/boxes.ts";
import { detailAt } from "../graph/detail.ts";
import { around, type Box } from "../graph/geometry.ts";
import { openingView } from "../graph/opening-view.ts";
import { BUBBLE } from "../graph/room-below.ts";
import type { StepFlowNode } from "./graph-model.ts";
import { failureWords } from "./run-face.tsx";

/** Characters that a line of the bubble below a step has at least. */
const CHARACTERS = 30;

/** What steps take up, each with the sentence below it. */
export function roomOf(nodes: readonly StepFlowNode[], now: number): Box[] {
  return nodes.flatMap((node) => {
    const { run, lines } = node.data;
    const words = failureWords(run, now) ?? "";
    const told = Math.min(lines, Math.ceil(words.length / CHARACTERS));
    const below = told > 0 ? BUBBLE.around + told * BUBBLE.line : 0;
    return boxesOf([node]).map((box) => ({ ...box, height: box.height + below }));
  });
}

/** How far down the steps reach, each with the sentence below it. */
export function lowestOf(nodes: readonly StepFlowNode[], now: number): number {
  const { y, height } = around(roomOf(nodes, now));
  return y + height;
}

interface Size {
  width: number;
  height: number;
}

/** States that are looked for first. */
const PRESSING = ["failed", "lost", "retrying", "running", "waiting"];

/** All of it, or, where that could not be read, as much from its beginning as shows what presses now. */
export function viewOf(nodes: readonly StepFlowNode[], size: Size): Viewport {
  return shown(nodes, size, 0.34);
}

/** All of it, however small. */
export function wholeView(nodes: readonly StepFlowNode[], size: Size): Viewport {
  return shown(nodes, size, 0);
}

/** @param least the least zoom at which all of it is shown */
function shown(nodes: readonly StepFlowNode[], size: Size, least: number): Viewport {
  const now = PRESSING.flatMap((status) =>
    nodes.filter(({ data }) => data.run.state.status === status),
  ).at(0);
  const at = Date.now();
  const open = (room: (nodes: readonly StepFlowNode[]) => Box[]) =>
    openingView(room(nodes), size, {
      least,
      readable: 0.46,
      seen: now && room([now])[0],
    });
  const told = open((some) => roomOf(some, at));
  // Far out no sentence is drawn.
  return detailAt(told.zoom) === "near" ? told : open(boxesOf);
}
