import assert from "node:assert/strict";
import { test } from "node:test";
import type { RunPlan } from "../../workflows/core/plan.ts";
import { flowEdges, flowNodes, linesIn, placeSteps } from "./graph-model.ts";
import type { NodeRun } from "./live/run-view.ts";

test("where nobody laid the steps out, each has room for a line below it", () => {
  const nodes = ["a", "b", "c"].map((id) => ({ id, needs: {} }));
  const plan = { nodes } as unknown as RunPlan;
  const places = placeSteps(plan, { nodes: [] } as never);
  assert.deepEqual(Object.values(linesIn(places, plan)), [1, 1, 4]);
});

test("and above the mark of the step that comes next", () => {
  const nodes = [{ id: "a" }, { id: "b", phase: "on-failure" }] as RunPlan["nodes"];
  const plan = { nodes: nodes.map((node) => ({ ...node, needs: {} })) } as unknown as RunPlan;
  const places = placeSteps(plan, { nodes: [] } as never);
  assert.equal(linesIn(places, plan)["a"], 1);
});

test("places of the editor are drawn together, but no step over another", () => {
  const placed = (nodes: Record<string, { x: number; y: number }>) => {
    const steps = Object.keys(nodes).map((id) => ({ id, kind: "test.step", needs: {} }));
    return placeSteps(
      { nodes: steps } as unknown as RunPlan,
      { nodes: steps, layout: { nodes } } as never,
    );
  };
  const roomy = placed({ a: { x: 0, y: 0 }, b: { x: 300, y: 0 }, c: { x: 0, y: 200 } });
  assert.deepEqual([roomy["b"]!.x, roomy["c"]!.y], [258, 150]);
  const close = placed({ a: { x: 0, y: 0 }, b: { x: 220, y: 40 }, c: { x: 0, y: 104 } });
  assert.deepEqual(close["b"], { x: 220, y: 40 });
  assert.equal(close["c"]!.y, 104);
});

test("wires end at places that are known: a step that changes is not measured again first", () => {
  const step = { id: "a", kind: "test.noop", title: "A", needs: {} };
  const states = new Map([["a", { step, shown: "running" } as unknown as NodeRun]]);
  const [node] = flowNodes(
    { nodes: [step] } as unknown as RunPlan,
    { a: { x: 0, y: 0 } },
    states,
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

test("a wire says what happened on it; of several between two steps one line says the most, and what handles a failure has its own", () => {
  const ends = (...ports: string[]) => ports.map((port) => ({ node: "a", port }));
  const nodes = [
    { id: "a", kind: "test.step", needs: {} },
    { id: "b", kind: "test.step", needs: { one: ends("out"), two: ends("other") } },
    { id: "c", kind: "test.step", needs: { why: ends("error") } },
    {
      id: "each",
      kind: "control.map",
      needs: {},
      map: { body: [{ id: "inner", needs: { in: ends("out") } }] },
    },
  ];
  const run = (status: string, outputs = {}) =>
    ({ inside: null, state: { status, last: { outputs } } }) as unknown as NodeRun;
  const edges = (a: NodeRun, rest: string) =>
    flowEdges(
      { nodes } as unknown as RunPlan,
      new Map([["a", a], ...["b", "c", "each"].map((id) => [id, run(rest)] as const)]),
    ).map(({ id, data, animated, style, label }) => [
      id,
      data!.run,
      animated,
      style!.strokeDasharray !== undefined,
      label,
    ]);
  assert.deepEqual(edges(run("done", { out: {} }), "running"), [
    ["a-b", "passing", true, false, undefined],
    ["a.error-c", "missed", false, true, "error"],
    ["a-each", "passing", true, false, undefined],
  ]);
  assert.deepEqual(edges(run("failed"), "done"), [
    ["a-b", "missed", false, true, undefined],
    ["a.error-c", "passed", false, false, "error"],
    ["a-each", "missed", false, true, undefined],
  ]);
  assert.deepEqual(
    edges(run("running"), "pending").map(([, what]) => what),
    [undefined, undefined, undefined],
  );
});

test("wires out of a decision, a review or a wait say by which output; what a wait passes on has no name", () => {
  const from = (id: string, kind: string) => ({ id, kind, needs: {} });
  const ends = [
    "gate.true",
    "ways.low",
    "asked.approved",
    "wait.event",
    "wait.out",
    "parts.validation",
    "parts.error",
  ];
  const to = {
    id: "end",
    kind: "notify.email",
    needs: { value: ends.map((end) => ({ node: end.split(".")[0], port: end.split(".")[1] })) },
  };
  const nodes = [
    from("gate", "control.condition"),
    from("ways", "control.switch"),
    from("asked", "governance.review"),
    from("wait", "control.wait"),
    from("parts", "data.split"),
    to,
  ];
  const edges = flowEdges({ nodes } as unknown as RunPlan, new Map());
  assert.deepEqual(
    edges.map(({ source, label }) => [source, label]),
    [
      ["gate", "true"],
      ["ways", "low"],
      ["asked", "approved"],
      ["wait", "event"],
      ["wait", undefined],
      ["parts", undefined],
      ["parts", "error"],
    ],
  );
});
