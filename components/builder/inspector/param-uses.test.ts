import assert from "node:assert/strict";
import { test } from "node:test";
import { checkTriggers } from "../../../workflows/core/check-triggers.ts";
import type { PipelineDocument } from "../../../workflows/core/document.ts";
import { paramUses, renameParam } from "./param-uses.ts";

const document: PipelineDocument = {
  apiVersion: "penstock/v1",
  name: "p",
  params: { least: { type: "number" }, leastRows: { type: "integer" } },
  nodes: [
    {
      id: "a",
      kind: "x",
      config: { sql: "where n > ${params.least} and m > ${ params.leastRows }" },
    },
    {
      id: "b",
      kind: "x",
      config: { list: [{ min: "${params.least}" }] },
      policy: { when: "params.least > 0.5" },
    },
    { id: "c", kind: "x", config: { text: "myparams.least" } },
  ],
};

test("the uses of a param are found in values, texts and expressions", () => {
  const uses = paramUses(document.nodes);
  assert.deepEqual(uses.get("least"), [
    { node: "a", field: "sql" },
    { node: "b", field: "list" },
    { node: "b", field: "policy.when" },
  ]);
  assert.deepEqual(uses.get("leastRows"), [{ node: "a", field: "sql" }]);
  assert.equal(uses.size, 2);
});

test("a param's new name stands wherever the old one stood, and nothing else changes", () => {
  const next = renameParam(document, "least", "most");
  assert.deepEqual(Object.keys(next.params!), ["most", "leastRows"]);
  assert.deepEqual(next.nodes[0]!.config, {
    sql: "where n > ${params.most} and m > ${ params.leastRows }",
  });
  assert.deepEqual(next.nodes[1]!.config, { list: [{ min: "${params.most}" }] });
  assert.equal(next.nodes[1]!.policy?.when, "params.most > 0.5");
  assert.equal(next.nodes[2], document.nodes[2]);
});

test("a trigger gives its value to the param under the new name; one that gives it none stays as it is", () => {
  const triggers: PipelineDocument["triggers"] = [
    { id: "nightly", type: "schedule", cron: "0 1 * * *", params: { least: 1, leastRows: 5 } },
    { id: "hourly", type: "interval", every: "1h" },
  ];
  const next = renameParam({ ...document, triggers }, "least", "most");
  assert.deepEqual(next.triggers![0]!.params, { most: 1, leastRows: 5 });
  assert.equal(next.triggers![1], triggers[1]);
  assert.deepEqual(checkTriggers({ ...next, triggers: next.triggers!.slice(0, 1) }), []);
});
