import assert from "node:assert/strict";
import { test } from "node:test";
import { TIERS } from "../../db/schema/tiers.ts";
import { BUILT_IN } from "./built-in.ts";
import { hashPolicy, readPolicy } from "./policy.ts";

const small = { format: 1, stages: [{ id: "review", title: "Review" }] };
const problemsOf = (value: unknown) =>
  readPolicy(value).problems.map(({ path, message }) => [path.join("."), message]);

test("a short policy is filled in with what holds unless it says otherwise", () => {
  const { document } = readPolicy(small);
  assert.deepEqual(document!.stages[0], {
    id: "review",
    title: "Review",
    function: null,
    deciders: 1,
    deadlineHours: null,
    escalate: { to: null },
    delegation: true,
  });
  assert.equal(document!.deployment.unapproved, "prevent");
  assert.equal(document!.validityDays, 365);
});

test("built-in policies are documents like any other, and the unassessed one asks one reviewer for nothing", () => {
  for (const tier of TIERS) assert.deepEqual(readPolicy(BUILT_IN[tier]).document, BUILT_IN[tier]);
  const { evidence, stages, secondFactor } = BUILT_IN.unassessed;
  assert.equal(evidence.filter(({ required }) => required).length, 0);
  assert.deepEqual(
    stages.map(({ function: stands, deciders }) => [stands, deciders]),
    [[null, 1]],
  );
  assert.equal(secondFactor, false);
  assert.deepEqual(
    BUILT_IN.high.stages.map(({ function: stands }) => stands),
    ["privacy", "model-risk", "business"],
  );
});

test("equal documents have one hash, whatever order their fields stand in", () => {
  const turned = { stages: [{ title: "Review", id: "review" }], format: 1 };
  assert.equal(hashPolicy(readPolicy(small).document!), hashPolicy(readPolicy(turned).document!));
});

test("each problem names its place and says what to do", () => {
  const cases: [change: object, path: string, message: RegExp][] = [
    [{ format: 2 }, "format", /'format' is 2: choose one of 1/],
    [{ stages: [] }, "stages", /at least one stage/],
    [{ stage: [] }, "stage", /no field 'stage' here/],
    [{ stages: [{ id: "x" }] }, "stages.0.title", /'title' is missing/],
    [{ stages: [{ id: "X y", title: "X" }] }, "stages.0.id", /lower-case letters/],
    [
      { stages: [{ ...small.stages[0], function: "legal" }] },
      "stages.0.function",
      /'function' is 'legal': choose one of model-risk, compliance, privacy, business/,
    ],
    [
      { stages: [{ ...small.stages[0], deciders: "some" }] },
      "stages.0.deciders",
      /from 1 to 20, or "all"/,
    ],
    [{ stages: [...small.stages, ...small.stages] }, "stages.1.id", /'review' stands here twice/],
    [{ validityDays: "long" }, "validityDays", /is 'long', but must be a whole number|a number/],
    [{ validityDays: 20 }, "reReview.leadDays", /holds 20 days .* 30 days before/],
    [{ workingHours: { timeZone: "Vienna" } }, "workingHours.timeZone", /such as Europe\/Vienna/],
    [{ workingHours: { from: "17:00", to: "09:00" } }, "workingHours.to", /must end after/],
    [{ workingHours: { holidays: ["25.12."] } }, "workingHours.holidays.0", /2026-12-25/],
    [{ workingHours: { days: [0] } }, "workingHours.days.0", /1, Monday, to 7, Sunday/],
    [{ evidence: [{ id: "a", kind: "vibes" }] }, "evidence.0.kind", /'vibes': choose one of/],
    [
      { evidence: [{ id: "a", kind: "evaluation", threshold: { min: 0.7 } }] },
      "evidence.0.threshold.metric",
      /which metric/,
    ],
    [
      { evidence: [{ id: "a", kind: "calibration", threshold: { metric: "f1", max: 1 } }] },
      "evidence.0.threshold.metric",
      /expected calibration error: leave the metric out/,
    ],
    [
      { evidence: [{ id: "a", kind: "leakage", threshold: { max: 1 } }] },
      "evidence.0.threshold",
      /states no figure/,
    ],
    [
      { evidence: [{ id: "a", kind: "parity", threshold: {} }] },
      "evidence.0.threshold",
      /least or a most/,
    ],
    [
      { evidence: [{ id: "a", kind: "parity", threshold: { min: 2, max: 1 } }] },
      "evidence.0.threshold.max",
      /most allowed value, 1, is below the least allowed, 2/,
    ],
    [
      { evidence: [{ id: "a", kind: "parity", sections: ["purpose"] }] },
      "evidence.0.sections",
      /only documentation does/,
    ],
  ];
  for (const [change, path, message] of cases) {
    const found = problemsOf({ ...small, ...change });
    assert.equal(found.length, 1, JSON.stringify(found));
    assert.equal(found[0]![0], path);
    assert.match(found[0]![1]!, message);
  }
  assert.deepEqual(problemsOf(null), [["", "'document' is null, but must be a block of fields."]]);
});
