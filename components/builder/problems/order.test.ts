import assert from "node:assert/strict";
import { test } from "node:test";
import type { PipelineDocument } from "../../../workflows/core/document.ts";
import type { Problem } from "../../../workflows/core/problems.ts";
import { fieldOf, groupProblems, listed } from "./order.ts";

const document: PipelineDocument = {
  apiVersion: "penstock/v1",
  name: "p",
  nodes: [
    { id: "load", kind: "data.load" },
    { id: "train", kind: "train.tabular" },
  ],
  triggers: [{ id: "nightly", type: "schedule" } as never],
};

const problem = (
  severity: Problem["severity"],
  message: string,
  anchor: Problem["anchor"],
): Problem => ({ code: "P013", severity, message, anchor });

const problems = [
  problem("warning", "w", { node: "load" }),
  problem("error", "t", { node: "train", field: "target" }),
  problem("error", "l", { node: "load", field: "source" }),
  problem("error", "c", { field: "triggers.0.cron" }),
  problem("error", "p", { field: "nodes" }),
  problem("error", "t2", { node: "train", port: "split" }),
];

test("problems are listed by severity, the pipeline's own first, then by the order of the steps", () => {
  assert.deepEqual(
    groupProblems(problems, document).map(({ severity, groups }) => [
      severity,
      groups.map(
        ({ key, problems: list }) => `${key}: ${list.map((one) => one.message).join(" ")}`,
      ),
    ]),
    [
      ["error", ["null: p", "load: l", "train: t t2", "trigger:nightly: c"]],
      ["warning", ["load: w"]],
    ],
  );
  assert.equal(
    listed(problems, document)
      .map(({ message }) => message)
      .join(" "),
    "p l t t2 c w",
  );
});

test("a problem leads to its field, unless it lies at a port, a wire or the node itself", () => {
  const field = (anchor: Problem["anchor"]) => fieldOf(problem("error", "", anchor));
  assert.equal(field({ node: "train", field: "features.2" }), "features.2");
  assert.equal(field({ field: "triggers.0.cron" }), "cron");
  assert.equal(field({ node: "train", port: "split" }), null);
  assert.equal(field({ node: "train", field: "nodes.1.id" }), null);
  assert.equal(field({ field: "wires.0.from" }), null);
});
