import assert from "node:assert/strict";
import { test } from "node:test";
import { stepFixture } from "../../../test/support/step-context.ts";
import type { ArtifactRef } from "../../core/artifact.ts";
import type { PortType } from "../../core/ports.ts";
import { StepError } from "../../core/step-error.ts";
import { gatherEvidence } from "../../core/gather-evidence.ts";
import review from "./run.ts";
import { step } from "./step.ts";

const ref = (type: PortType, letter: string, meta = {}): ArtifactRef => ({
  type,
  hash: letter.repeat(64),
  bytes: 7,
  meta,
});
const evaluation = ref("evaluation", "e", { metrics: { roc_auc: 0.8 } });
const version: ArtifactRef = {
  ...ref("model-version", "a", { id: "mv_1", model: "m", version: 1, status: "pending" }),
  parts: { info: ref("artifact", "b"), parity: ref("artifact", "c"), evaluation },
};

test("the evidence is every file of the version and all that is wired, each content once", () => {
  const items = gatherEvidence({
    version: [version],
    evaluation: [evaluation],
    report: [ref("validation-report", "d")],
  });
  assert.deepEqual(
    items.map(({ title, type, hash }) => [title, type, hash[0]]),
    [
      ["Model (ONNX)", "model", "a"],
      ["Model description", "artifact", "b"],
      ["Parity sample", "artifact", "c"],
      ["Evaluation", "evaluation", "e"],
      ["Validation report", "validation-report", "d"],
    ],
  );
  assert.ok(!JSON.stringify(items).includes("pending"), "what will change is no evidence");
});

test("a review first waits, and when the event has come it finishes", async () => {
  const fixture = await stepFixture();
  const call = { config: step.config.parse({}) as never, inputs: { version: [version] } };
  assert.ok("wait" in (await review.run({ ...call, ctx: fixture.ctx })));
  const event = { key: "review:rev_1", actorId: "someone", payload: {} };
  assert.ok("finish" in (await review.run({ ...call, ctx: { ...fixture.ctx, event } })));
  await fixture.close();
});

test("what is no registered version is refused", async () => {
  const fixture = await stepFixture();
  await assert.rejects(
    review.run({
      config: step.config.parse({}) as never,
      inputs: { version: [ref("model-version", "a")] },
      ctx: fixture.ctx,
    }),
    (error) => error instanceof StepError && /Register step/.test(error.message),
  );
  await fixture.close();
});
