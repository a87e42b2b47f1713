import assert from "node:assert/strict";
import { test } from "node:test";
import type { ArtifactRef } from "./artifact.ts";
import { factsOf, gather, type NodeResult } from "./gather.ts";

const ref = (hash: string): ArtifactRef => ({ type: "dataset", hash, bytes: 1, meta: {} });
const need = (...ends: [string, string][]) => ({
  needs: { value: ends.map(([node, port]) => ({ node, port })) },
  required: ["value"],
});
const results = (given: Record<string, NodeResult>) => new Map(Object.entries(given));

test("inputs arrive in the order of the wires", () => {
  const done = results({
    a: { status: "done", outputs: { x: ref("1") } },
    b: { status: "done", outputs: { x: ref("2") } },
  });
  assert.deepEqual(gather(need(["b", "x"], ["a", "x"]), done), {
    inputs: { value: [ref("2"), ref("1")] },
  });
});

test("a branch that was not taken skips what follows it, and says why", () => {
  const done = results({
    check: { status: "done", outputs: { false: ref("1") }, why: "'auc > 0.9' was false" },
  });
  assert.deepEqual(gather(need(["check", "true"]), done), {
    skip: "'check' went to 'false': 'auc > 0.9' was false",
    port: "value",
  });
});

test("what hangs on a map of no items says that there were none", () => {
  const list: ArtifactRef = { type: "list", hash: "1", bytes: 2, meta: { count: 0 } };
  const done = results({ each: { status: "done", outputs: { results: list } } });
  assert.deepEqual(gather(need(["each", "table"]), done), {
    skip: "'each' produced no 'table': the map had no items",
    port: "value",
  });
});

test("the reason of a skip is carried on to the nodes behind it", () => {
  const skipped = results({ b: { status: "skipped", why: "'check' went to 'false'" } });
  assert.deepEqual(gather(need(["b", "x"]), skipped), {
    skip: "'check' went to 'false'",
    port: "value",
  });
});

test("what is wired to a failed step is skipped, at an optional input too", () => {
  const failed = results({ a: { status: "failed", why: "no" } });
  assert.deepEqual(gather({ ...need(["a", "x"]), required: [] }, failed), {
    skip: "'a' failed",
    port: "value",
  });
});

test("what is wired to a step that was cancelled, or never ran, is skipped and says so", () => {
  assert.deepEqual(gather(need(["a", "x"]), results({})), {
    skip: "'a' did not run to its end",
    port: "value",
  });
});

test("at an input for several wires those that carried nothing leave the others", () => {
  const mixed = results({
    a: { status: "skipped", why: "not needed" },
    b: { status: "done", outputs: { x: ref("2") } },
  });
  assert.deepEqual(gather(need(["a", "x"], ["b", "x"]), mixed), { inputs: { value: [ref("2")] } });
});

test("what joins any takes what there is, also beside a step that failed", () => {
  const mixed = results({
    a: { status: "failed", why: "no" },
    b: { status: "done", outputs: { x: ref("2") } },
  });
  const both = need(["a", "x"], ["b", "x"]);
  assert.deepEqual(gather(both, mixed), { skip: "'a' failed", port: "value" });
  assert.deepEqual(gather({ ...both, join: "any" }, mixed), { inputs: { value: [ref("2")] } });
});

test("expressions see the facts of the steps that are done, by output", () => {
  const ended = results({
    a: { status: "done", outputs: { x: { ...ref("1"), meta: { rows: 3 } } } },
    b: { status: "skipped", why: "not needed" },
    c: { status: "failed", why: "no" },
  });
  assert.deepEqual(factsOf(ended), { a: { x: { rows: 3 } } });
});
