import assert from "node:assert/strict";
import { test } from "node:test";
import { outputsIn, stepFixture } from "../../../test/support/step-context.ts";
import type { ArtifactRef } from "../../core/artifact.ts";
import type { JsonObject } from "../../core/json.ts";
import { StepError } from "../../core/step-error.ts";
import subpipeline from "./run.ts";
import { step } from "./step.ts";

const model: ArtifactRef = { type: "model", hash: "a".repeat(64), bytes: 1, meta: {} };

/** @param given what the child run has given, as `RUN.node.port` */
async function after(
  payload: JsonObject,
  config: object = {},
  given: Record<string, ArtifactRef> = {},
) {
  const fixture = await stepFixture({ event: { key: "after:step", actorId: "", payload } });
  const childOutput = (run: string, node: string, port: string) =>
    Promise.resolve(given[`${run}.${node}.${port}`] ?? null);
  try {
    const parsed = step.config.parse({ pipeline: "inner", ...config }) as never;
    const ctx = { ...fixture.ctx, lookup: { ...fixture.ctx.lookup, childOutput } };
    return outputsIn(await subpipeline.run({ config: parsed, inputs: {}, ctx }));
  } finally {
    await fixture.close();
  }
}

test("it asks for a run of the version and params that its config names", async () => {
  const fixture = await stepFixture();
  const config = step.config.parse({ pipeline: "inner", version: 3, params: { n: 1 } }) as never;
  const result = await subpipeline.run({ config, inputs: {}, ctx: fixture.ctx });
  assert.ok("child" in result);
  const asked: unknown[] = [];
  await result.child((child) => {
    asked.push(child);
    return Promise.resolve({ runId: "run_1" });
  });
  assert.deepEqual(asked, [{ pipeline: "inner", version: 3, params: { n: 1 } }]);
  await fixture.close();
});

test("the output that the config names leaves by 'result'", async () => {
  const payload = { status: "done", runId: "run_1" };
  const given = { "run_1.train.model": model };
  const { run, result } = await after(payload, { output: "train.model" }, given);
  assert.deepEqual(result, model);
  assert.deepEqual(run!.meta, { run: "run_1", pipeline: "inner" });
});

test("without a name only the run's facts leave", async () => {
  assert.deepEqual(Object.keys(await after({ status: "done", runId: "run_1" })), ["run"]);
});

test("an output that is not there, and a run that failed, fail the step with the run's id", async () => {
  await assert.rejects(
    after({ status: "done", runId: "run_1" }, { output: "train.model" }),
    (error) => error instanceof StepError && /run_1.*no output 'train\.model'/.test(error.message),
  );
  await assert.rejects(
    after({ status: "failed", runId: "run_1", error: "train: it broke" }),
    (error) => error instanceof StepError && /run_1.*train: it broke/.test(error.message),
  );
});
