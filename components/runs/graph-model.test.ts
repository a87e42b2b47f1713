import assert from "node:assert/strict";
import { test } from "node:test";
import type { RunPlan } from "../../workflows/core/plan.ts";
import { flowNodes, linesBelow, placeSteps } from "./graph-model.ts";

test("why a step failed has as many lines below it as cover no other step", () => {
  const lines = linesBelow({
    close: { x: 0, y: 0 },
    below: { x: 30, y: 112 },
    // 44 pixels of room: two lines of 15 and what is around them.
    roomy: { x: 300, y: 0 },
    under: { x: 300, y: 136 },
    aside: { x: 600, y: 0 },
  });
  assert.deepEqual(lines, { close: 0, below: 4, roomy: 2, under: 4, aside: 4 });
});

test("where nobody laid the steps out, each has room for a line below it", () => {
  const nodes = ["a", "b", "c"].map((id) => ({ id, needs: {} }));
  const places = placeSteps({ nodes } as unknown as RunPlan, { nodes: [] } as never);
  assert.deepEqual(Object.values(linesBelow(places)), [1, 1, 4]);
});

test("wires end at places that are known: a step that changes is not measured again first", () => {
  const step = { id: "a", kind: "test.noop", title: "A", needs: {} };
  const states = new Map([["a", { status: "running", attempts: [] }]]);
  const [node] = flowNodes(
    { nodes: [step] } as unknown as RunPlan,
    { a: { x: 0, y: 0 } },
    { states, blocked: new Map(), counts: new Map() } as never,
    {},
    null,
  );
  assert.deepEqual(node?.measured, { width: 216, height: 92 });
  assert.deepEqual(
    node.handles?.map(({ type, x, y, width, height }) => [type, x + width! / 2, y + height! / 2]),
    [
      ["target", 0, 46],
      ["source", 216, 46],
    ],
  );
});
