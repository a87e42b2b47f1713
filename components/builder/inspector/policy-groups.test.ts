import assert from "node:assert/strict";
import { test } from "node:test";
import type { NodePolicy } from "../../../workflows/core/document.ts";
import { registry } from "../../../workflows/steps/index.ts";
import { flatPolicy, POLICY_SHAPE, policyChange, policyGroups } from "./policy-groups.ts";

const fieldsOf = (kind: string, inMap = false) =>
  policyGroups(registry.get(kind)!, inMap).flatMap(({ schema }) => Object.keys(schema.properties!));

test("every field of a policy stands in one of the groups", () => {
  const wanted = Object.keys(POLICY_SHAPE).filter((field) => field !== "backoff");
  assert.deepEqual(fieldsOf("train.tabular").sort(), wanted.sort());
});

test("what runs inside the workflow has no queue, and what stands in a map no phase", () => {
  assert.deepEqual(fieldsOf("control.switch"), ["when", "join", "phase", "continueOnError"]);
  assert.ok(!fieldsOf("train.tabular", true).includes("phase"));
});

test("what runs other steps offers no reuse of its own", () => {
  for (const kind of ["control.map", "control.subpipeline"]) {
    assert.ok(fieldsOf(kind).includes("queue"));
    assert.ok(!fieldsOf(kind).includes("cache"));
  }
});

test("the fields of a back-off are set and unset one by one, and leave nothing behind", () => {
  const policy: NodePolicy = { attempts: 2, backoff: { initial: "5s" } };
  assert.deepEqual(flatPolicy(policy), { attempts: 2, "backoff.initial": "5s" });
  assert.deepEqual(policyChange(policy, "backoff.factor", 3), {
    field: "backoff",
    value: { initial: "5s", factor: 3 },
  });
  assert.deepEqual(policyChange(policy, "backoff.initial", undefined), {
    field: "backoff",
    value: undefined,
  });
  assert.deepEqual(policyChange(policy, "attempts", 4), { field: "attempts", value: 4 });
});
