import assert from "node:assert/strict";
import { test } from "node:test";
import { builtIn } from "../policies/policy-for.ts";
import type { EvidencePack, PackItem } from "./pack.ts";
import { packChanges } from "./pack-changes.ts";

const ann = { id: "ann", name: "Ann" };
const item = (title: string, hash: string): PackItem => ({
  title,
  type: "evaluation",
  hash,
  meta: {},
  by: "step",
  at: "2026-01-01T00:00:00.000Z",
  attached: null,
});
const data = { node: "load", name: "loans", version: 2, hash: "a", content: "b", rows: 10 };
const pack = (values: Partial<EvidencePack> = {}): EvidencePack => ({
  format: 2,
  round: 1,
  model: { id: "mv_1", name: "credit-risk", version: 1, hash: "f" },
  title: "",
  instructions: "",
  intendedUse: "Loans.",
  metrics: { roc_auc: 0.8 },
  lineage: {} as EvidencePack["lineage"],
  items: [item("Evaluation", "e")],
  plan: { hash: "p" },
  data: [data],
  environment: "l",
  onnx: "f",
  risk: null,
  policy: builtIn("unassessed"),
  documentation: [],
  suspensions: [],
  ...values,
});
const sentences = (after: Partial<EvidencePack>, before: Partial<EvidencePack> = {}) =>
  packChanges(pack(before), pack(after)).map(({ sentence }) => sentence);

test("packs of the same evidence differ in nothing, whatever their round and words", () => {
  assert.deepEqual(sentences({ round: 2, title: "Again", instructions: "Look again." }), []);
});

test("figures, data, environment and files of another run are told one by one", () => {
  assert.deepEqual(
    sentences({
      metrics: { roc_auc: 0.8231234567, f1: 0.5 },
      plan: { hash: "q" },
      data: [{ ...data, version: 3 }],
      environment: "m",
      onnx: "g",
      model: { id: "mv_2", name: "credit-risk", version: 2, hash: "g" },
      items: [item("Evaluation", "x"), item("Evaluation", "y")],
    }),
    [
      "The model's file is another: version 2 instead of 1.",
      "roc_auc is 0.823123; it was 0.8.",
      "f1 is 0.5; it was not there.",
      "The pipeline ran with another plan.",
      "The data 'loans' is at version 3; it was at 2.",
      "It was trained in another Python environment.",
      "'Evaluation' has other content.",
      "'Evaluation' came to the evidence.",
    ],
  );
});

test("a new tier brings its policy along, and both are told", () => {
  const risk = {
    assessment: "ra_1",
    number: 1,
    questionnaire: 1,
    tier: "high",
    factsHash: "h",
  } as const;
  assert.deepEqual(sentences({ risk, policy: builtIn("high") }), [
    "The model's risk was assessed: tier high.",
    "The policy for tier high holds instead of that for unassessed.",
  ]);
  assert.deepEqual(sentences({ risk: { ...risk, assessment: "ra_2", tier: "low" } }, { risk }), [
    "The model's risk tier is low; it was high.",
  ]);
});

test("a section that was signed, and one that was changed afterwards, are told apart", () => {
  const section = { section: "limits", number: 1, hash: "1", signedBy: null };
  const signed = { ...section, number: 2, signedBy: ann };
  assert.deepEqual(sentences({ documentation: [signed] }, { documentation: [section] }), [
    "The section 'Limits and known failure modes' of the documentation was signed by Ann.",
  ]);
  assert.deepEqual(
    sentences(
      { documentation: [{ ...section, number: 3, hash: "2" }] },
      { documentation: [signed] },
    ),
    ["The section 'Limits and known failure modes' of the documentation was changed."],
  );
});
