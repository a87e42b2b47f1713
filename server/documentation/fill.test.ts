import assert from "node:assert/strict";
import { test } from "node:test";
import { evaluationFacts } from "../../workflows/core/evaluation-facts.ts";
import { builtIn } from "../policies/policy-for.ts";
import { fill } from "./fill.ts";
import type { ModelRecord } from "./record.ts";
import { SECTIONS } from "./sections.ts";

const person = { id: "u1", name: "Dana" };

const record: ModelRecord = {
  model: "credit-risk",
  version: 2,
  status: "in-review",
  description: "Scores applicants.",
  intendedUse: "Helps a clerk decide.",
  createdAt: "2026-03-01T10:00:00Z",
  author: person,
  startedBy: person,
  info: {
    task: "classification",
    target: "default",
    classes: ["no", "yes"],
    rows: { train: 800, validation: 100 },
    inputs: [
      { name: "age", min: 18, max: 90 },
      { name: "sex", min: null, max: null },
    ],
    hyperparameters: { maxDepth: 6, nested: { left: "out" } },
    importance: [{ feature: "age", value: 0.5 }],
  },
  metrics: { roc_auc: 0.8123456, log_loss: 0.4 },
  lineage: {
    runId: "run_1",
    pipeline: "credit",
    pipelineVersion: 3,
    planHash: "b".repeat(64),
    data: [{ node: "load", name: "loans", version: 2, hash: null, content: null, rows: 1000 }],
    environment: null,
    training: { node: "train", kind: "train.tabular", algorithm: "xgboost", device: null },
  },
  evaluation: {
    rows: 200,
    facts: evaluationFacts({
      slices: [
        { column: "sex", value: "f", rows: 90, metrics: { roc_auc: 0.75, log_loss: 0.5 } },
        { column: "sex", value: "m", rows: 110, metrics: { roc_auc: 0.85, log_loss: 0.35 } },
        { column: "branch", value: "x", rows: 50, metrics: { roc_auc: 0.6, log_loss: 0.3 } },
      ],
      calibration: [],
    }),
    intervals: { roc_auc: { low: 0.76, high: 0.861 } },
  },
  steps: [
    { id: "split", kind: "data.split", title: "Split", config: {} },
    { id: "train", kind: "train.tabular", title: "Train", config: {} },
  ],
  datasets: [
    {
      name: "loans",
      owner: "Olga",
      description: "All loans.",
      purpose: "Lending",
      licence: "",
      classification: "confidential",
      personalData: true,
    },
  ],
  risk: null,
  policy: builtIn("medium"),
  before: {
    number: 1,
    metrics: { roc_auc: 0.79 },
    lineage: {
      runId: "run_0",
      pipeline: "credit",
      pipelineVersion: 2,
      planHash: "a".repeat(64),
      data: [{ node: "load", name: "loans", version: 1, hash: null, content: null, rows: 900 }],
      environment: null,
      training: { node: "train", kind: "train.tabular", algorithm: "linear", device: null },
    },
    approvedAt: "2026-01-02T00:00:00Z",
  },
  endpoints: [{ name: "credit", current: true }],
  events: [{ at: "2026-03-01T10:00:00Z", what: "Registered by the run run_1", by: "Dana" }],
};

const factsOf = (section: Parameters<typeof fill>[0], of = record) =>
  Object.fromEntries(fill(section, of).facts);

test("every section says something of a full record, and of an empty one", () => {
  const empty: ModelRecord = {
    ...record,
    description: "",
    intendedUse: "",
    info: {},
    metrics: {},
    lineage: {
      ...record.lineage,
      data: [],
      training: { node: null, kind: null, algorithm: null, device: null },
    },
    evaluation: null,
    steps: [],
    datasets: [],
    before: null,
    endpoints: [],
    events: [],
  };
  for (const { id } of SECTIONS)
    for (const of of [record, empty]) {
      const { facts, markdown } = fill(id, of);
      const text = JSON.stringify(facts) + markdown;
      assert.doesNotMatch(text, /undefined|NaN|\[object/, id);
      if (of === record) assert.ok(facts.length > 0, id);
    }
});

test("figures come with their interval, and the worst slice of each metric is named", () => {
  assert.equal(factsOf("performance")["ROC AUC"], "0.8123 (95 % interval 0.76 to 0.861)");
  assert.equal(factsOf("performance")["Log loss"], "0.4");
  const { markdown } = fill("performance", record);
  assert.match(
    markdown,
    /^On 200 rows that .* was given to test on; nothing checks that training has/,
  );
  assert.match(markdown, /ROC AUC is worst for branch = x: 0.6, on 50 rows/);
  assert.match(markdown, /Log loss is worst for sex = f: 0.5/);
});

test("fairness looks at protected attributes alone, and knows which way a metric runs", () => {
  const { facts, markdown } = fill("fairness", record);
  assert.deepEqual(
    facts.map(([name]) => name),
    ["By sex"],
  );
  assert.match(markdown, /By sex, ROC AUC is worst for f \(0.75\) and best for m \(0.85\)/);
  assert.match(markdown, /By sex, Log loss is worst for f \(0.5\) and best for m \(0.35\)/);
});

test("who is affected is what the questionnaire was answered with, in its own words", () => {
  const answers = {
    people: { value: "thousands" },
    use: { value: "live" },
    affected: { value: "?" },
  };
  const risk = {
    tier: "high" as const,
    number: 3,
    by: "Rita",
    at: "2026-02-01T00:00:00Z",
    override: null,
    answers,
  };
  const facts = factsOf("affected", { ...record, risk });
  assert.equal(facts["Risk tier"], "high");
  assert.equal(facts["Assessed"], "number 3, by Rita on 2026-02-01");
  assert.equal(facts["How many people does it concern in a year?"], "1,000 to 100,000");
  assert.equal(facts["Who is affected by its decisions?"], undefined);
  assert.equal(facts["Instead of"], undefined);
  const override = {
    matrix: "low" as const,
    reason: "It is new.",
    askedBy: "Dana",
    agreedBy: "Rob",
  };
  assert.equal(
    factsOf("affected", { ...record, risk: { ...risk, override } })["Instead of"],
    "low, which the matrix gives: asked for by Dana, agreed to by Rob. It is new.",
  );
  assert.match(fill("affected", record).markdown, /has not been answered/);
});

test("data names its owner, and says where nobody is known to own it", () => {
  assert.match(
    fill("data", record).markdown,
    /\*\*loans\*\* is owned by Olga; confidential, with personal data/,
  );
  assert.match(fill("data", { ...record, datasets: [] }).markdown, /nobody is known to own it/);
});

test("the change log tells what is different from the version approved before", () => {
  const { markdown } = fill("changes", record);
  for (const line of [
    "- Data: loans v2; version 1 had loans v1.",
    "- Method: xgboost; it was linear.",
    "- Made by another plan than version 1.",
    "- ROC AUC went from 0.79 to 0.8123.",
  ])
    assert.ok(markdown.includes(line), line);
});

test("without an approved version before, only version 1 is called the first", () => {
  const said = (version: number) => {
    const about = { ...record, version, before: null };
    const [, before] = fill("rollback-plan", about).facts[0]!;
    return [fill("changes", about).markdown, before];
  };
  assert.deepEqual(said(1), ["This is the model's first version.", "none: this is the first"]);
  assert.deepEqual(said(2), ["No version before this one was approved.", "none was approved"]);
});

test("limits give the ranges of the inputs that have one, and the rows of the training part alone", () => {
  assert.equal(factsOf("limits")["Learned from"], "800 rows");
  const { markdown } = fill("limits", record);
  assert.match(markdown, /- age: 18 to 90/);
  assert.doesNotMatch(markdown, /sex/);
});
