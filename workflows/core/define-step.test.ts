import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import type { ArtifactRef } from "./artifact.ts";
import { defineStep, implement, type StepDefinition, type StepResult } from "./define-step.ts";

const ref: ArtifactRef = { type: "artifact", hash: "a".repeat(64), bytes: 1, meta: {} };

function answering(result: StepResult, more: Partial<StepDefinition> = {}) {
  const step = defineStep({
    kind: "test.answers",
    version: 1,
    title: "Answers",
    description: "",
    icon: "flask",
    category: "control",
    config: z.strictObject({}),
    inputs: {},
    outputs: {},
    onReproduce: "repeat",
    example: {},
    ...more,
  });
  return implement(step, () => Promise.resolve(result)).run({} as never);
}

test("outputs are taken for nothing else, whatever their ports are called", async () => {
  const outputs = { wait: ref, items: ref, child: ref, finish: ref, outputs: ref };
  assert.deepEqual(await answering(outputs), { outputs });
  assert.deepEqual(await answering({}), { outputs: {} });
});

test("what a step asks for comes through as it is, where its definition says so", async () => {
  const wait = { wait: () => Promise.reject(new Error("not called")) };
  assert.equal(await answering(wait, { asks: "event" }), wait);
  assert.equal(await answering(wait, { asks: "review" }), wait);
  await assert.rejects(answering(wait), /'test.answers' asks for what its definition does not say/);
  const child = { child: () => Promise.resolve({ runId: "run_1" }) };
  assert.equal(await answering(child, { asks: "child" }), child);
  await assert.rejects(answering(child, { asks: "event" }), /does not say/);
  const items = { items: [] };
  const result = { type: "any", title: "Result", inner: true, optional: true } as const;
  assert.equal(await answering(items, { inputs: { result } }), items);
  await assert.rejects(answering(items), /does not say/);
  const finish = { finish: () => Promise.resolve({ out: ref }) };
  assert.equal(await answering(finish), finish);
});
