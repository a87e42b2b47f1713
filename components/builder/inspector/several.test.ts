import assert from "node:assert/strict";
import { test } from "node:test";
import { registry } from "../../../workflows/steps/index.ts";
import { sharedConfig } from "./several.ts";

test("steps of one kind share all their fields; values that differ are told", () => {
  const { schema, value, mixed } = sharedConfig(
    [
      { id: "a", kind: "train.tabular", config: { target: "y", trees: 100, features: ["a"] } },
      { id: "b", kind: "train.tabular", config: { target: "y", features: ["a"] } },
    ],
    registry,
  );
  assert.ok(Object.keys(schema.properties!).length > 10);
  assert.deepEqual(value, { target: "y", features: ["a"] });
  assert.deepEqual([...mixed], ["trees"]);
  assert.deepEqual(schema.required, ["target"]);
});

test("steps of different kinds share the fields that mean the same", () => {
  const nodes = [
    { id: "a", kind: "train.tabular" },
    { id: "b", kind: "train.torch" },
  ];
  const names = Object.keys(sharedConfig(nodes, registry).schema.properties!);
  assert.ok(names.includes("target") && names.includes("task"), names.join());
  // Both have a learning rate, with different bounds.
  assert.ok(!names.includes("learningRate"));
  const unknown = sharedConfig([...nodes, { id: "c", kind: "no.such" }], registry);
  assert.deepEqual(unknown.schema.properties ?? {}, {});
});
