import { around, type Box } from "../graph/geometry.ts";
import { boxesOf } from "../graph/boxes.ts";
import { BUBBLE, type StepFlowNode } from "./graph-model.ts";
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
