import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { stepFixture, type StepFixture } from "../../../test/support/step-context.ts";
import type { ArtifactRef } from "../../core/artifact.ts";
import type { Json } from "../../core/json.ts";
import { StepError } from "../../core/step-error.ts";
import register from "./run.ts";
import { step } from "./step.ts";

let fixture: StepFixture;
let model: ArtifactRef;
before(async () => {
  fixture = await stepFixture();
  const info = await fixture.ctx.artifacts.putJson({ inputs: [] }, { type: "artifact" });
  model = { type: "model", hash: "a".repeat(64), bytes: 1, meta: {}, parts: { info } };
});
after(() => fixture.close());

const call = async (evaluation: Json, given = model) =>
  register.run({
    config: step.config.parse(step.example) as never,
    inputs: {
      model: [given],
      evaluation: [await fixture.ctx.artifacts.putJson(evaluation, { type: "evaluation" })],
    },
    ctx: fixture.ctx,
  });
const failure = (type: string, text: RegExp) => (error: unknown) =>
  error instanceof StepError && error.type === type && text.test(error.message);
const parity = (maxDifference: number) => ({ rows: 10, maxDifference, tolerance: 1e-5 });

test("a model is registered on its own evaluation, in the transaction that records the step", async () => {
  const result = await call({ candidates: [{ hash: model.hash, parity: parity(1e-7) }] });
  assert.equal(typeof result["finish" as never], "function");
});

test("the evaluation of another model is refused", async () => {
  await assert.rejects(
    call({ candidates: [{ hash: "b".repeat(64), parity: parity(0) }] }),
    failure("bad-data", /of another model/),
  );
  await assert.rejects(call("no evaluation at all"), failure("bad-data", /of another model/));
});

test("a model that was not the best of its evaluation is refused: the figures are another's", async () => {
  const candidates = [
    { hash: "b".repeat(64), parity: parity(0) },
    { hash: model.hash, parity: parity(0) },
  ];
  await assert.rejects(
    call({ best: 0, candidates }),
    failure("bad-data", /figures are of the best one/),
  );
  assert.equal(typeof (await call({ best: 1, candidates }))["finish" as never], "function");
});

test("a model whose ONNX file was not compared with its trainer, or differs, is refused", async () => {
  await assert.rejects(
    call({ candidates: [{ hash: model.hash }] }),
    failure("bad-data", /no comparison/),
  );
  await assert.rejects(
    call({ candidates: [{ hash: model.hash, parity: parity(0.057) }] }),
    failure("check-failed", /by 0\.057, more than the 0\.00001/),
  );
});

test("a model without a description of its inputs is refused", async () => {
  await assert.rejects(
    call({ candidates: [] }, { ...model, parts: {} }),
    failure("bad-data", /no description of its inputs/),
  );
});
