import assert from "node:assert/strict";
import { test } from "node:test";
import { registry } from "../steps/index.ts";
import { compile } from "./compile.ts";
import { documentSchema } from "./document.ts";
import { gather, type NodeResult } from "./gather.ts";
import type { ProblemCode } from "./problems.ts";

// The product's own kinds: maps, switches and phases are known to the compiler by what these declare.

type Node = { id: string; kind: string; [field: string]: unknown };

function compiled(
  nodes: Node[],
  wires: [string, string][] = [],
  more: object = {},
  params: Record<string, unknown> = {},
) {
  return compile(
    {
      apiVersion: "penstock/v1",
      name: "test",
      nodes,
      wires: wires.map(([from, to]) => ({ from, to })),
      ...more,
    },
    registry,
    { localFiles: true, params },
  );
}
function codes(result: ReturnType<typeof compile>): ProblemCode[] {
  return result.problems.filter(({ severity }) => severity === "error").map(({ code }) => code);
}
const load = { id: "load", kind: "data.load", config: { source: "a.csv" } };
const each = { id: "each", kind: "control.map", config: { over: "count", count: 3 } };
const inside = (node: Node): Node => ({ parent: "each", ...node });
const split = inside({ id: "split", kind: "data.split", config: { seed: "${index}" } });

test("what stands inside a map lies under it in the plan, and what it takes from outside comes first", () => {
  const { plan, problems } = compiled(
    [each, split, load, inside({ id: "train", kind: "train.tabular", config: { target: "y" } })],
    [
      ["load.data", "split.data"],
      ["split.split", "train.split"],
      ["train.model", "each.result"],
    ],
  );
  assert.deepEqual(problems, []);
  assert.deepEqual(
    plan!.nodes.map(({ id }) => id),
    ["load", "each"],
  );
  const { map } = plan!.nodes[1]!;
  assert.deepEqual(
    map!.body.map(({ id }) => id),
    ["split", "train"],
  );
  assert.deepEqual(map!.result, { node: "train", port: "model" });
  assert.deepEqual(map!.outer, ["load"]);
  assert.equal(map!.tolerate, 0);
  assert.equal(map!.body[0]!.config["seed"], "${index}");
});

test("a list fits an input for several values, and no other", () => {
  const nodes = [
    load,
    each,
    split,
    inside({ id: "train", kind: "train.tabular", config: { target: "y" } }),
    { id: "outer", kind: "data.split" },
    { id: "evaluate", kind: "model.evaluate" },
    { id: "register", kind: "model.register", config: { name: "m" } },
  ];
  const wires: [string, string][] = [
    ["load.data", "split.data"],
    ["load.data", "outer.data"],
    ["split.split", "train.split"],
    ["train.model", "each.result"],
    ["outer.split", "evaluate.split"],
    ["evaluate.evaluation", "register.evaluation"],
  ];
  const good = compiled(nodes, [
    ...wires,
    ["each.results", "evaluate.models"],
    ["evaluate.model", "register.model"],
  ]);
  assert.deepEqual(codes(good), []);
  const bad = compiled(nodes.slice(0, 4).concat(nodes[6]!), [
    ...wires.slice(0, 1),
    ...wires.slice(2, 4),
    ["each.results", "register.model"],
  ]);
  assert.ok(codes(bad).includes("P021"));
});

test("a wire out of a map is refused, and the sentence names the way out", () => {
  const { problems } = compiled(
    [load, each, split, { id: "out", kind: "control.join" }],
    [
      ["load.data", "split.data"],
      ["split.split", "out.in"],
    ],
  );
  const [problem] = problems.filter(({ code }) => code === "P027");
  assert.match(
    problem!.message,
    /once for each item of the map 'each': wire it to the map's 'result'/,
  );
});

test("what is gathered comes from inside, once", () => {
  const outside = compiled(
    [load, each, split],
    [
      ["load.data", "split.data"],
      ["load.data", "each.result"],
    ],
  );
  assert.deepEqual(codes(outside), ["P027"]);
  const twice = compiled(
    [load, each, split],
    [
      ["load.data", "split.data"],
      ["split.train", "each.result"],
      ["split.test", "each.result"],
    ],
  );
  assert.deepEqual(codes(twice), ["P027"]);
});

test("a parent that is no map, a map in a map, and an empty map are refused", () => {
  assert.deepEqual(
    codes(compiled([load, { ...split, parent: "load" }], [["load.data", "split.data"]])),
    ["P026"],
  );
  const nested = compiled([each, inside({ ...each, id: "inner" })]);
  assert.ok(codes(nested).includes("P026"));
  assert.deepEqual(codes(compiled([each])), ["P029"]);
});

test("a map that waits for what follows it is a cycle", () => {
  const cyclic = compiled(
    [each, split, { id: "after", kind: "data.transform", config: { sql: "SELECT * FROM input" } }],
    [
      ["split.train", "each.result"],
      ["each.table", "after.input"],
      ["after.data", "split.data"],
    ],
  );
  assert.deepEqual(codes(cyclic), ["P024"]);
});

test("an item is known inside a map only", () => {
  const outside = { id: "split", kind: "data.split", config: { seed: "${item.seed}" } };
  assert.ok(codes(compiled([load, outside], [["load.data", "split.data"]])).includes("P041"));
});

test("a switch has an output for each case; another is refused with those it has", () => {
  const which = {
    id: "which",
    kind: "control.switch",
    config: { cases: [{ name: "big", when: "input.rows > 10" }] },
  };
  const join = { id: "then", kind: "control.join" };
  const wires = (port: string): [string, string][] => [
    ["load.data", "which.value"],
    [`which.${port}`, "then.in"],
  ];
  assert.deepEqual(codes(compiled([load, which, join], wires("big"))), []);
  assert.deepEqual(codes(compiled([load, which, join], wires("otherwise"))), []);
  const { problems } = compiled([load, which, join], wires("small"));
  assert.match(problems[0]!.message, /it has: big, otherwise, error/);
  const broken = { ...which, config: { cases: [{ name: "big", when: "input.rows >" }] } };
  const [problem] = compiled([load, broken, join], wires("big")).problems;
  assert.deepEqual([problem!.code, problem!.anchor.field], ["P040", "cases.0.when"]);
});

test("loops three deep are refused wherever an expression stands", () => {
  const deep = "[1].all(a, [1].all(b, [1].all(c, true)))";
  const places: [string, object][] = [
    ["cases.0.when", { kind: "control.switch", config: { cases: [{ name: "a", when: deep }] } }],
    ["expression", { kind: "control.condition", config: { expression: deep } }],
    ["policy.when", { kind: "control.join", policy: { when: deep } }],
  ];
  for (const [field, node] of places) {
    const port = field === "policy.when" ? "in" : "value";
    const { plan, problems } = compiled(
      [load, { id: "which", ...node } as never],
      [["load.data", `which.${port}`]],
    );
    assert.equal(plan, null);
    assert.deepEqual([problems[0]!.code, problems[0]!.anchor.field], ["P040", field]);
    assert.match(problems[0]!.message, /stand 3 deep in each other; 2 are allowed/);
  }
});

test("the wired error of a node makes its failure a handled one", () => {
  const { plan } = compiled(
    [load, { id: "rescue", kind: "control.join" }],
    [["load.error", "rescue.in"]],
  );
  assert.equal(plan!.nodes.find(({ id }) => id === "load")!.tolerated, true);
});

test("an error that only steps of a failed run take handles no failure", () => {
  const alarm = { id: "alarm", kind: "control.join", policy: { phase: "on-failure" } };
  const retold = { id: "retold", kind: "control.join" };
  const tolerated = (wires: [string, string][]) =>
    compiled([load, alarm, retold], wires).plan!.nodes.flatMap((node) =>
      node.tolerated ? [node.id] : [],
    );
  const alarming: [string, string] = ["load.error", "alarm.in"];
  assert.deepEqual(tolerated([alarming, ["load.data", "retold.in"]]), []);
  // It takes its phase from the alarm; that one's own failure is handled there.
  assert.deepEqual(tolerated([alarming, ["alarm.error", "retold.in"]]), ["alarm"]);
  assert.deepEqual(tolerated([alarming, ["load.error", "retold.in"]]), ["load"]);
  const { plan } = compiled(
    [
      load,
      { ...each, policy: { phase: "on-failure" } },
      inside({ id: "inner", kind: "control.join" }),
    ],
    [["load.error", "inner.in"]],
  );
  assert.equal(plan!.nodes.find(({ id }) => id === "load")!.tolerated, undefined);
});

test("a phase is handed on along the wires, and none runs before what it needs", () => {
  const late = { id: "late", kind: "control.join", policy: { phase: "finally" } };
  const { plan } = compiled(
    [load, late, { id: "later", kind: "control.join" }],
    [
      ["load.data", "late.in"],
      ["late.out", "later.in"],
    ],
  );
  assert.deepEqual(
    plan!.nodes.map(({ id, phase }) => [id, phase]),
    [
      ["load", undefined],
      ["late", "finally"],
      ["later", "finally"],
    ],
  );
  const early = { id: "later", kind: "control.join", policy: { phase: "on-failure" } };
  assert.deepEqual(
    codes(
      compiled(
        [load, late, early],
        [
          ["load.data", "late.in"],
          ["late.out", "later.in"],
        ],
      ),
    ),
    ["P028"],
  );
});

test("a node runs in the phase of the steps that its expressions name, and in none before it", () => {
  const tidy = { id: "tidy", kind: "control.join", policy: { phase: "finally" } };
  const asks = (policy: object) =>
    compiled(
      [load, tidy, { id: "asks", kind: "control.join", policy }],
      [
        ["load.data", "tidy.in"],
        ["load.data", "asks.in"],
      ],
    );
  const when = "has(steps.tidy)";
  const phaseIn = ({ plan }: ReturnType<typeof asks>) =>
    plan!.nodes.find(({ id }) => id === "asks")!.phase;
  assert.equal(phaseIn(asks({ when })), "finally");
  assert.equal(phaseIn(asks({ when: "has(steps.load)" })), undefined);
  assert.deepEqual(codes(asks({ when, phase: "on-failure" })), ["P028"]);
});

test("a node comes after the steps that its expressions name, and a map hands them in", () => {
  const late = { id: "z_late", kind: "data.load", config: { source: "b.csv" } };
  const early = {
    id: "early",
    kind: "control.join",
    policy: { when: "steps.z_late.data.rows > 1" },
  };
  const named = compiled([early, load, late], [["load.data", "early.in"]]);
  assert.deepEqual(
    named.plan!.nodes.map(({ id }) => id),
    ["load", "z_late", "early"],
  );
  const inner = { ...split, policy: { when: "steps.z_late.data.rows > index" } };
  const mapped = compiled([each, inner, load, late], [["load.data", "split.data"]]);
  assert.deepEqual(mapped.plan!.nodes.find(({ id }) => id === "each")!.map!.outer, [
    "load",
    "z_late",
  ]);
  const circular = { ...load, policy: { when: "steps.early.out.rows > 1" } };
  assert.deepEqual(codes(compiled([early, circular, late], [["load.data", "early.in"]])), ["P024"]);
});

test("what runs other steps is never reused, whatever its policy says; the steps inside a map are", () => {
  const policy = { cache: true };
  const sub = { id: "sub", kind: "control.subpipeline", config: { pipeline: "inner" }, policy };
  const body = inside({ ...load, policy });
  const { plan } = compiled([{ ...each, policy }, body, sub]);
  const [map, child] = plan!.nodes;
  assert.deepEqual([map!.cache, map!.map!.body[0]!.cache, child!.cache], [false, true, false]);
  const anew = compiled([{ ...each, policy: { cache: "refresh" } }, body]);
  assert.equal(anew.plan!.nodes[0]!.cache, false);
});

test("a plan says nothing of what the document leaves unsaid", () => {
  const { plan } = compiled([load]);
  assert.deepEqual(Object.keys(plan!.nodes[0]!).sort(), [
    "attempts",
    "cache",
    "config",
    "heartbeat",
    "id",
    "kind",
    "mode",
    "needs",
    "queue",
    "required",
    "startToClose",
    "stepVersion",
    "title",
    "when",
  ]);
});

test("a param out of its bounds is refused with the bounds", () => {
  const params = {
    depth: { type: "integer", default: 6, minimum: 1, maximum: 10 },
    mode: { type: "string", default: "quick", choices: ["quick", "full"] },
  };
  const first = (given: Record<string, unknown>) =>
    compiled([load], [], { params }, given).problems[0]?.message;
  assert.equal(first({}), undefined);
  assert.equal(first({ depth: "12" }), "The param 'depth' must be 10 or less, not 12.");
  assert.equal(
    first({ mode: "slow" }),
    'The param \'mode\' must be one of "quick", "full", not "slow".',
  );
});

test("a map runs in the latest phase of what its inside is wired to, and in none before it", () => {
  const phaseOfMap = (policy?: object) => {
    const late = { id: "late", kind: "control.join", policy: { phase: "finally" } };
    return compiled(
      [
        load,
        late,
        { ...each, ...(policy ? { policy } : {}) },
        inside({ id: "in", kind: "control.join" }),
      ],
      [
        ["load.data", "late.in"],
        ["late.out", "in.in"],
      ],
    );
  };
  const { plan } = phaseOfMap();
  assert.equal(plan!.nodes.find(({ id }) => id === "each")!.phase, "finally");
  assert.deepEqual(codes(phaseOfMap({ phase: "on-failure" })), ["P028"]);
});

test("a field that the kind does not know is a problem, also where an item or a missing param would give it", () => {
  const wrong = (config: object, code: ProblemCode) =>
    compiled([load, each, inside({ ...split, config })], [["load.data", "split.data"]])
      .problems.filter((one) => one.code === code)
      .map(({ anchor }) => anchor.field);
  assert.deepEqual(wrong({ sed: "${index}", seed: "${item}" }, "P011"), ["sed"]);
  assert.deepEqual(wrong({ sed: "${params.gone}" }, "P011"), ["sed"]);
  assert.deepEqual(wrong({ seed: "${index}" }, "P011"), []);
});

test("what stands inside a map of the end takes what there is of steps that failed, as it does beside the map", () => {
  for (const phase of ["on-failure", "finally"]) {
    const { plan } = compiled(
      [
        load,
        { ...load, id: "broken" },
        { ...each, policy: { phase } },
        inside({ id: "in", kind: "control.join" }),
        inside({ id: "behind", kind: "control.join" }),
      ],
      [
        ["broken.data", "in.in"],
        ["load.data", "in.in"],
        ["in.out", "behind.in"],
      ],
    );
    const { body } = plan!.nodes.find(({ id }) => id === "each")!.map!;
    assert.deepEqual(
      body.map((node) => node.phase),
      [phase, phase],
    );
    const data = { type: "dataset" as const, hash: "1", bytes: 1, meta: {} };
    const results = new Map<string, NodeResult>([
      ["load", { status: "done", outputs: { data } }],
      ["broken", { status: "failed", why: "it broke" }],
    ]);
    assert.deepEqual(gather(body[0]!, results), { inputs: { in: [data] } });
  }
});

test("a duration of nothing is refused, and a longest pause that is below the first: by their fields, in a document that can be opened", () => {
  const refused = (policy: object) => {
    const nodes = [
      { ...load, policy },
      { id: "odd", kind: "no.such" },
    ];
    const { problems } = compiled(nodes);
    assert.ok(problems.some(({ code }) => code === "P010"));
    const document = { apiVersion: "penstock/v1", name: "test", nodes };
    assert.equal(documentSchema.safeParse(document).error, undefined);
    return problems.flatMap(({ code, anchor }) => (code === "P003" ? [anchor.field] : []));
  };
  for (const field of ["startToClose", "scheduleToClose", "heartbeat"])
    assert.deepEqual(refused({ [field]: "0s" }), [`policy.${field}`]);
  assert.deepEqual(refused({ backoff: { initial: "0ms" } }), ["policy.backoff.initial"]);
  const maximum = ["policy.backoff.maximum"];
  assert.deepEqual(refused({ backoff: { initial: "2m", maximum: "1m" } }), maximum);
  assert.deepEqual(refused({ backoff: { maximum: "0s" } }), maximum);
  assert.deepEqual(refused({ backoff: { initial: "2m" } }), []);
});

test("a queue that no worker can be started for is a warning at its field: what is published with it goes on", () => {
  const named = (queue: string) => {
    const { plan, problems } = compiled([{ ...load, policy: { queue } }]);
    assert.equal(plan!.nodes[0]!.queue, queue);
    return problems.map(({ severity, code, anchor }) => [severity, code, anchor.field]);
  };
  for (const wrong of ["two words", " gpu", "g".repeat(201)])
    assert.deepEqual(named(wrong), [["warning", "P003", "policy.queue"]]);
  assert.deepEqual(named("gpu-large"), []);
});
