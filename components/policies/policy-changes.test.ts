import assert from "node:assert/strict";
import { test } from "node:test";
import { BUILT_IN } from "../../server/policies/built-in.ts";
import { policyChanges } from "./policy-changes.ts";

const low = BUILT_IN.low;

test("a policy differs from itself in nothing", () => {
  assert.deepEqual(policyChanges(low, structuredClone(low)), []);
});

test("stages and evidence are told apart by their ids, whatever their places", () => {
  const [risk] = low.stages;
  const after = {
    ...low,
    evidence: low.evidence.slice(1),
    stages: [
      { ...risk!, id: "privacy", title: "Privacy" },
      { ...risk!, deciders: 2 },
    ],
    validityDays: null,
  };
  const changes = policyChanges(low, after);
  const of = (where: string) => changes.find((one) => one.where === where);
  assert.deepEqual(of("Stages › model-risk › deciders"), {
    where: "Stages › model-risk › deciders",
    before: "1",
    after: "2",
  });
  assert.equal(of("Stages › model-risk › place")!.after, "2");
  assert.equal(of("Days an approval holds")!.after, "none");
  assert.deepEqual(
    changes.filter(({ before, after }) => before === null || after === null),
    [
      { where: "Stages › Privacy", before: null, after: "added" },
      { where: "Evidence › evaluation", before: "there", after: null },
    ],
  );
});
