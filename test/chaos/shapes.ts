/** A shape of control flow as a pipeline, and what people do to its runs. Its steps are the product's own. */
export interface Shape {
  name: string;
  nodes: Node[];
  wires: [string, string][];
  /** How it ends when nothing disturbs it; well where not said. */
  ends?: "failed" | "cancelled";
  /** How its review is decided; left open where not said. */
  decision?: "approved" | "rejected";
  /** Cancel it when it waits, or while it trains. */
  cancel?: "waiting" | "training";
  /** Pause it once when it waits, then let it go on. */
  pause?: true;
  /** Send it this event while it waits. */
  event?: string;
  /** Runs of it at once, at most. */
  atOnce?: number;
  /** It is published, and run as a part of others. */
  isPart?: true;
  /** Nodes whose results name their run, so that no two are alike. */
  differs?: string[];
}

interface Node {
  id: string;
  kind: string;
  parent?: string;
  config?: Record<string, unknown>;
  policy?: Record<string, unknown>;
}

/** No kill may use up a step's attempts, however often it is hit, and every step does its work anew. */
const HARDY = { attempts: 100, cache: false };

/** Kinds that the workflow decides itself: they have no attempts. */
const DECIDED = ["control.condition", "control.switch", "control.join"];

const node = (id: string, kind: string, config: Record<string, unknown> = {}): Node => ({
  id,
  kind,
  config,
  policy: DECIDED.includes(kind) ? {} : HARDY,
});
const within = (parent: string, inner: Node): Node => ({ ...inner, parent });
const at = (phase: "on-failure" | "finally", step: Node): Node => ({
  ...step,
  policy: { ...step.policy, phase },
});
const select = (id: string, sql: string) => node(id, "data.transform", { sql });
const load = (source: string) => node("load", "data.load", { source });
const split = node("split", "data.split", { method: "stratified", column: "creditability" });

/** From the data to a model that is registered under the shape's name. */
const line = (source: string, name: string, training: Record<string, unknown>) => ({
  nodes: [
    load(source),
    split,
    node("train", "train.tabular", { target: "creditability", ...training }),
    node("evaluate", "model.evaluate"),
    node("register", "model.register", { name }),
    node("review", "governance.review"),
    node("deploy", "model.deploy", { endpoint: name }),
  ],
  wires: [
    ["load.data", "split.data"],
    ["split.split", "train.split"],
    ["split.split", "evaluate.split"],
    ["train.model", "evaluate.models"],
    ["evaluate.model", "register.model"],
    ["evaluate.evaluation", "register.evaluation"],
    ["register.version", "review.version"],
    ["evaluate.evaluation", "review.evaluation"],
    ["review.approved", "deploy.version"],
  ] as [string, string][],
});

/**
 * @param source of the credit-risk example's data
 * @param receiver an address that takes messages
 */
export function shapes(source: string, receiver: string): Shape[] {
  const chain = {
    nodes: [
      load(source),
      select("older", "SELECT * FROM input WHERE age_in_years >= 25 ORDER BY ALL"),
      select("dearer", "SELECT * FROM input WHERE credit_amount > 1000 ORDER BY ALL"),
      split,
    ],
    wires: [
      ["load.data", "older.input"],
      ["older.data", "dearer.input"],
      ["dearer.data", "split.data"],
    ] as [string, string][],
  };
  return [
    { name: "chaos-chain", ...chain },
    {
      name: "chaos-cached",
      nodes: chain.nodes.map((each) => ({ ...each, policy: { attempts: HARDY.attempts } })),
      wires: chain.wires,
    },
    {
      name: "chaos-fan",
      nodes: [
        load(source),
        ...[1, 2, 3].map((n) =>
          select(
            `part_${n}`,
            `SELECT ${n} AS part, * FROM input WHERE age_in_years % 3 = ${n - 1} ORDER BY ALL`,
          ),
        ),
        select(
          "join",
          "SELECT * FROM input UNION ALL SELECT * FROM input2 UNION ALL SELECT * FROM input3 ORDER BY ALL",
        ),
      ],
      wires: [
        ["load.data", "part_1.input"],
        ["load.data", "part_2.input"],
        ["load.data", "part_3.input"],
        ["part_1.data", "join.input"],
        ["part_2.data", "join.input2"],
        ["part_3.data", "join.input3"],
      ],
    },
    {
      name: "chaos-condition",
      nodes: [
        load(source),
        node("large", "control.condition", { expression: "input.rows > 500" }),
        select("yes", "SELECT * FROM input ORDER BY ALL LIMIT 100"),
        select("no", "SELECT * FROM input"),
        select("after_no", "SELECT * FROM input"),
      ],
      wires: [
        ["load.data", "large.value"],
        ["large.true", "yes.input"],
        ["large.false", "no.input"],
        ["no.data", "after_no.input"],
      ],
    },
    {
      name: "chaos-failed-branch",
      ends: "failed",
      nodes: [
        load(source),
        select("good", "SELECT * FROM input ORDER BY ALL"),
        split,
        select("bad", "SELECT CAST(purpose AS INTEGER) AS amount FROM input"),
        select("after_bad", "SELECT * FROM input"),
      ],
      wires: [
        ["load.data", "good.input"],
        ["good.data", "split.data"],
        ["load.data", "bad.input"],
        ["bad.data", "after_bad.input"],
      ],
    },
    {
      name: "chaos-handled",
      nodes: [
        load(source),
        select("bad", "SELECT CAST(purpose AS INTEGER) AS amount FROM input"),
        node("instead", "control.join"),
        {
          ...select("tolerated", "SELECT CAST(housing AS INTEGER) AS rooms FROM input"),
          policy: { ...HARDY, continueOnError: true },
        },
      ],
      wires: [
        ["load.data", "bad.input"],
        ["bad.data", "instead.in"],
        ["bad.error", "instead.in"],
        ["load.data", "tolerated.input"],
      ],
    },
    {
      name: "chaos-endings",
      ends: "failed",
      nodes: [
        load(source),
        select("bad", "SELECT CAST(purpose AS INTEGER) AS amount FROM input"),
        at("on-failure", { ...load(source), id: "rescue" }),
        at("finally", { ...load(source), id: "tidy" }),
      ],
      wires: [["load.data", "bad.input"]],
    },
    {
      name: "chaos-map",
      nodes: [
        load(source),
        node("each", "control.map", { over: "count", count: 12, window: 3 }),
        within(
          "each",
          select(
            "part",
            "SELECT ${item} AS part, * FROM input WHERE age_in_years % 12 = ${item} ORDER BY ALL",
          ),
        ),
        within("each", select("some", "SELECT * FROM input ORDER BY ALL LIMIT 10")),
        select("after", "SELECT * FROM input ORDER BY ALL"),
      ],
      wires: [
        ["load.data", "part.input"],
        ["part.data", "some.input"],
        ["some.data", "each.result"],
        ["each.table", "after.input"],
      ],
    },
    {
      name: "chaos-map-collect",
      nodes: [
        load(source),
        node("each", "control.map", { over: "list", list: [1, 2, 0, 3], onFailure: "collect" }),
        within("each", select("part", "SELECT * FROM input WHERE ${item} > 0 ORDER BY ALL")),
        select("after", "SELECT * FROM input ORDER BY ALL"),
      ],
      wires: [
        ["load.data", "part.input"],
        ["part.data", "each.result"],
        ["each.table", "after.input"],
      ],
    },
    {
      name: "chaos-switch",
      nodes: [
        load(source),
        node("size", "control.switch", {
          cases: [
            { name: "small", when: "input.rows < 10" },
            { name: "large", when: "input.rows > 500" },
          ],
        }),
        select("small", "SELECT * FROM input"),
        select("large", "SELECT * FROM input ORDER BY ALL"),
        node("either", "control.join"),
        select("after", "SELECT * FROM input ORDER BY ALL LIMIT 5"),
      ],
      wires: [
        ["load.data", "size.value"],
        ["size.small", "small.input"],
        ["size.large", "large.input"],
        ["small.data", "either.in"],
        ["large.data", "either.in"],
        ["either.out", "after.input"],
      ],
    },
    {
      name: "chaos-wait",
      nodes: [load(source), node("wait", "control.wait", { for: "4s" }), split],
      wires: [
        ["load.data", "wait.in"],
        ["wait.out", "split.data"],
      ],
    },
    {
      name: "chaos-paused",
      nodes: [
        load(source),
        node("wait", "control.wait", { for: "4s" }),
        select("after", "SELECT * FROM input ORDER BY ALL"),
      ],
      wires: [
        ["load.data", "wait.in"],
        ["wait.out", "after.input"],
      ],
      pause: true,
    },
    {
      name: "chaos-event",
      nodes: [load(source), node("wait", "control.wait", { event: "chaos" }), split],
      wires: [
        ["load.data", "wait.in"],
        ["wait.out", "split.data"],
      ],
      event: "chaos",
    },
    {
      // Whichever comes first, it is the same.
      name: "chaos-join-any",
      nodes: [
        load(source),
        select("one", "SELECT * FROM input ORDER BY ALL LIMIT 50"),
        select("other", "SELECT * FROM input ORDER BY ALL LIMIT 50"),
        { ...node("first", "control.join"), policy: { join: "any" } },
        select("after", "SELECT * FROM input ORDER BY ALL LIMIT 5"),
      ],
      wires: [
        ["load.data", "one.input"],
        ["load.data", "other.input"],
        ["one.data", "first.in"],
        ["other.data", "first.in"],
        ["first.out", "after.input"],
      ],
    },
    {
      name: "chaos-one-key",
      nodes: [
        load(source),
        ...[1, 2, 3].map((n) => ({
          ...select(`part_${n}`, `SELECT ${n} AS part, * FROM input ORDER BY ALL LIMIT 20`),
          policy: { ...HARDY, concurrencyKey: "chaos" },
        })),
      ],
      wires: [1, 2, 3].map((n): [string, string] => ["load.data", `part_${n}.input`]),
    },
    {
      name: "chaos-cancelled-tidy",
      nodes: [
        load(source),
        node("wait", "control.wait", { event: "never" }),
        at("finally", { ...load(source), id: "tidy" }),
      ],
      wires: [["load.data", "wait.in"]],
      cancel: "waiting",
      ends: "cancelled",
    },
    { name: "chaos-part", ...chain, isPart: true },
    {
      name: "chaos-whole",
      nodes: [
        node("part", "control.subpipeline", { pipeline: "chaos-part", output: "dearer.data" }),
        select("after", "SELECT * FROM input ORDER BY ALL"),
      ],
      wires: [["part.result", "after.input"]],
      differs: ["part"],
    },
    { name: "chaos-one-at-a-time", ...chain, atOnce: 1 },
    {
      name: "chaos-told",
      nodes: [
        load(source),
        node("tell", "notify.webhook", { url: receiver, body: '{"run": {{ run.id | json }}}' }),
      ],
      wires: [["load.data", "tell.value"]],
      differs: ["tell"],
    },
    {
      name: "chaos-deployed",
      ...line(source, "chaos-deployed", { trees: 300 }),
      decision: "approved",
    },
    {
      name: "chaos-rejected",
      ...line(source, "chaos-rejected", { algorithm: "linear" }),
      decision: "rejected",
    },
    {
      name: "chaos-cancelled-review",
      ...line(source, "chaos-cancelled-review", { trees: 50 }),
      cancel: "waiting",
      ends: "cancelled",
    },
    {
      name: "chaos-cancelled-training",
      ...line(source, "chaos-cancelled-training", {
        trees: 10_000,
        learningRate: 0.001,
        earlyStoppingRounds: 0,
      }),
      cancel: "training",
      ends: "cancelled",
    },
  ];
}

export function documentOf({ name, nodes, wires, atOnce }: Shape): Record<string, unknown> {
  return {
    apiVersion: "penstock/v1",
    name,
    nodes,
    wires: wires.map(([from, to]) => ({ from, to })),
    ...(atOnce === undefined ? {} : { concurrency: { runs: atOnce } }),
  };
}
