import assert from "node:assert/strict";
import { test } from "node:test";
import { evaluationFacts } from "../../workflows/core/evaluation-facts.ts";
import type { Json, JsonObject } from "../../workflows/core/json.ts";
import type { PackItem } from "../reviews/pack.ts";
import { checkRequirements, unmet, type CheckRequirements } from "./check-requirements.ts";
import { readPolicy, type Requirement } from "./policy.ts";

const NOW = new Date("2026-11-20T12:00:00Z");
const hash = (digit: string) => digit.repeat(64);

const CONTENT: Json = {
  selectBy: "roc_auc",
  slices: [
    slice("sex", "f", 400, 0.71),
    slice("sex", "m", 500, 0.79),
    slice("region", "north", 600, 0.62),
    slice("region", "islands", 12, 0.4),
  ],
  calibration: [
    { predicted: 0.1, observed: 0.15, count: 600 },
    { predicted: 0.8, observed: 0.7, count: 300 },
  ],
};

function slice(column: string, value: string, rows: number, roc_auc: number): JsonObject {
  return { column, value, rows, metrics: { roc_auc } };
}

function evaluation(meta: JsonObject = {}, at = "2026-11-10T12:00:00Z"): PackItem {
  return {
    by: "step",
    type: "evaluation",
    title: "Evaluation",
    hash: hash("e"),
    at,
    attached: null,
    meta: {
      rows: 900,
      task: "classification",
      metrics: { roc_auc: 0.76 },
      parity: { rows: 200, maxDifference: 2e-6, tolerance: 1e-4 },
      facts: evaluationFacts(CONTENT),
      ...meta,
    },
  };
}

function attached(requirement: string, value: number | null = null): PackItem {
  return {
    by: "hand",
    type: "artifact",
    title: "Study",
    hash: hash("a"),
    at: "2026-11-19T12:00:00Z",
    meta: { requirement, value, fileName: "study.pdf" },
    attached: { id: "att_1", note: "", own: false, person: { id: "user_1", name: "Ada" } },
  };
}

function check(
  requirement: Partial<Requirement> & { kind: Requirement["kind"] },
  { items = [], ...rest }: Partial<Omit<CheckRequirements, "pack">> & { items?: PackItem[] } = {},
) {
  const { document } = readPolicy({
    format: 1,
    evidence: [{ id: "asked", ...requirement }],
    stages: [{ id: "review", title: "Review" }],
  });
  const [found] = checkRequirements({
    pack: { items, documentation: [] },
    policy: document!,
    waivers: [],
    champion: null,
    now: NOW,
    ...rest,
  });
  return found!;
}

test("a figure inside its threshold passes, one outside fails and says by how much", () => {
  const items = [evaluation()];
  const passed = check(
    { kind: "evaluation", threshold: { metric: "roc_auc", min: 0.75 } },
    { items },
  );
  assert.deepEqual(
    [passed.state, passed.by, passed.value, passed.itemHash],
    ["passed", "step", 0.76, hash("e")],
  );
  const failed = check(
    { kind: "evaluation", threshold: { metric: "roc_auc", min: 0.8 } },
    { items },
  );
  assert.equal(failed.state, "failed");
  assert.equal(failed.why, "ROC AUC is 0.76, below the least allowed 0.8.");
  const none = check({ kind: "evaluation", threshold: { metric: "rmse", max: 3 } }, { items });
  assert.equal(none.state, "failed");
  assert.match(none.why, /states no figure/);
});

test("the worst slice counts among those with rows enough", () => {
  const found = check({ kind: "slices", threshold: { min: 0.65 } }, { items: [evaluation()] });
  assert.equal(found.value, 0.62);
  assert.match(found.why, /worst slice \(region = north\) is 0\.62, below the least allowed 0\.65/);
});

test("fairness is the widest gap between groups of a protected attribute, and missing without one", () => {
  const found = check({ kind: "fairness", threshold: { max: 0.05 } }, { items: [evaluation()] });
  assert.equal(found.state, "failed");
  assert.ok(Math.abs(found.value! - 0.08) < 1e-9);
  for (const slices of [
    [slice("region", "north", 90, 0.6)],
    [slice("sex", "m", 500, 0.81), slice("sex", "f", 29, 0.42)],
  ]) {
    const without = evaluation({ facts: evaluationFacts({ ...CONTENT, slices }) });
    const missing = check({ kind: "fairness", threshold: { max: 0.05 } }, { items: [without] });
    assert.equal(missing.state, "missing");
    assert.match(missing.why, /No two groups of a protected attribute/);
  }
});

test("calibration is held against the expected calibration error; a regression need not show it", () => {
  const found = check({ kind: "calibration", threshold: { max: 0.1 } }, { items: [evaluation()] });
  assert.ok(Math.abs(found.value! - (600 * 0.05 + 300 * 0.1) / 900) < 1e-12);
  assert.equal(found.state, "passed");
  const regression = check(
    { kind: "calibration" },
    { items: [evaluation({ task: "regression" })] },
  );
  assert.equal(regression.state, "not-required");
});

test("parity passes within its own tolerance or a policy's stricter one", () => {
  const items = [evaluation()];
  assert.equal(check({ kind: "parity" }, { items }).state, "passed");
  assert.equal(check({ kind: "parity", threshold: { max: 1e-7 } }, { items }).state, "failed");
});

test("the champion is compared by how much better this version is; without one there is nothing to compare", () => {
  const items = [evaluation()];
  const asked = { kind: "champion-comparison", threshold: { min: 0 } } as const;
  assert.equal(check(asked, { items }).state, "not-required");
  const champion = { version: 3, metrics: { roc_auc: 0.78 } };
  const worse = check(asked, { items, champion });
  assert.equal(worse.state, "failed");
  assert.match(worse.why, /improvement in ROC AUC over version 3 is -0\.02, below/);
  const better = check(asked, { items, champion: { version: 3, metrics: { roc_auc: 0.7 } } });
  assert.equal(better.state, "passed");
});

test("evidence older than a policy allows is stale", () => {
  const items = [evaluation({}, "2026-08-01T00:00:00Z")];
  const found = check({ kind: "evaluation", freshnessDays: 90 }, { items });
  assert.equal(found.state, "stale");
  assert.match(found.why, /111 days old; no more than 90/);
  assert.equal(check({ kind: "evaluation", freshnessDays: 120 }, { items }).state, "passed");
});

test("what is missing says what to do, and is not asked for where it is not required", () => {
  const found = check({ kind: "validation-report" });
  assert.equal(found.state, "missing");
  assert.match(found.why, /wire one from a Validate step/);
  assert.equal(check({ kind: "validation-report", required: false }).state, "not-required");
});

test("a validation report with a failed check fails, and its share of rows set aside can have a threshold", () => {
  const report = (meta: JsonObject): PackItem => ({
    ...evaluation(meta),
    type: "validation-report",
  });
  const fine = report({ rows: 1_000, rejected: 30, checks: 4, failedChecks: 0 });
  assert.equal(check({ kind: "validation-report" }, { items: [fine] }).state, "passed");
  const asked = { kind: "validation-report", threshold: { max: 0.01 } } as const;
  assert.match(check(asked, { items: [fine] }).why, /share of rows set aside is 0\.03, above/);
  const bad = report({ rows: 1_000, rejected: 30, checks: 4, failedChecks: 1 });
  assert.equal(check({ kind: "validation-report" }, { items: [bad] }).state, "failed");
});

test("what was attached by hand passes and is marked so, but outweighs nothing that a step measured", () => {
  const byHand = check({ kind: "leakage" }, { items: [attached("asked")] });
  assert.deepEqual([byHand.state, byHand.by, byHand.itemHash], ["passed", "hand", hash("a")]);
  assert.equal(byHand.why, "Attached by hand by Ada: Study.");
  assert.equal(check({ kind: "leakage" }, { items: [attached("other")] }).state, "missing");
  const asked = { kind: "evaluation", threshold: { metric: "roc_auc", min: 0.8 } } as const;
  const both = check(asked, { items: [evaluation(), attached("asked", 0.99)] });
  assert.deepEqual([both.state, both.by], ["failed", "step"]);
  const old = evaluation({}, "2025-01-01T00:00:00Z");
  const instead = check({ ...asked, freshnessDays: 30 }, { items: [old, attached("asked", 0.9)] });
  assert.deepEqual([instead.state, instead.by], ["passed", "hand"]);
  const silent = check(asked, { items: [attached("asked")] });
  assert.equal(silent.state, "failed");
});

test("documentation passes once all its sections are signed", () => {
  const section = (name: string, signed: boolean) => ({
    section: name,
    number: 1,
    hash: hash("d"),
    signedBy: signed ? { id: "user_1", name: "Ada" } : null,
  });
  const { document } = readPolicy({
    format: 1,
    evidence: [
      { id: "documentation", kind: "documentation", sections: ["purpose", "limits"] },
      { id: "rollback", kind: "rollback-plan" },
    ],
    stages: [{ id: "review", title: "Review" }],
  });
  const states = (documentation: ReturnType<typeof section>[]) =>
    checkRequirements({
      pack: { items: [], documentation },
      policy: document!,
      waivers: [],
      champion: null,
      now: NOW,
    });
  const open = states([section("purpose", true), section("limits", false)]);
  assert.deepEqual(
    open.map(({ state }) => state),
    ["missing", "missing"],
  );
  assert.match(open[0]!.why, /Not signed yet: Limits and known failure modes\./);
  assert.deepEqual(
    unmet(open).map(({ id }) => id),
    ["documentation", "rollback"],
  );
  const all = ["purpose", "limits", "rollback-plan"].map((name) => section(name, true));
  assert.deepEqual(
    states(all).map(({ state }) => state),
    ["passed", "passed"],
  );
});

test("a granted waiver stands in until it ends or is revoked", () => {
  const waiver = {
    scope: "asked",
    reason: "First model of its kind.",
    approvedAt: new Date("2026-11-01"),
    expiresAt: new Date("2026-12-01"),
  };
  const state = (change: object) =>
    check({ kind: "leakage" }, { waivers: [{ ...waiver, ...change }] });
  assert.equal(state({}).state, "waived");
  assert.equal(state({}).why, "Waived until 1 Dec 2026: First model of its kind.");
  assert.equal(unmet([state({})]).length, 0);
  assert.equal(state({ approvedAt: null }).state, "missing");
  assert.equal(state({ expiresAt: new Date("2026-11-19") }).state, "missing");
  assert.equal(state({ revokedAt: new Date("2026-11-02") }).state, "missing");
  // As of an earlier moment: what came after it does not count.
  assert.equal(state({ revokedAt: new Date("2026-11-21") }).state, "waived");
  assert.equal(state({ approvedAt: new Date("2026-11-21") }).state, "missing");
  assert.equal(state({ scope: "finding:fin_1" }).state, "missing");
});
