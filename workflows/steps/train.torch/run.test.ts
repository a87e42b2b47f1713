import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, before, beforeEach, describe, test } from "node:test";
import { readEnv } from "../../../server/env.ts";
import { runStep, stepFixture, type StepFixture } from "../../../test/support/step-context.ts";
import { applicants, largestDifference } from "../../../test/support/training.ts";
import type { ArtifactRef } from "../../core/artifact.ts";
import { StepError } from "../../core/step-error.ts";
import { ensureEnvironment, environmentReady } from "../../python/environment.ts";
import implementation from "./run.ts";
import { step } from "./step.ts";

const CACHE = readEnv().cache;

// Several gigabytes: a person installs them on purpose, CI always.
const skip =
  process.env["CI"] || environmentReady(CACHE, "torch")
    ? false
    : "PyTorch is not installed; run 'node --import tsx workflows/python/install.ts torch'";

describe("train.torch", { skip }, () => {
  let fixture: StepFixture;
  before(async () => {
    await ensureEnvironment({ cacheDir: CACHE, group: "torch", log: () => undefined });
  });
  beforeEach(async () => {
    fixture = await stepFixture({ threads: 1 });
  });
  afterEach(() => fixture.close());

  const messages = () => fixture.logs.map(({ message }) => message);

  for (const target of ["outcome", "price"]) {
    test(`a network for ${target} gives an ONNX file that predicts as PyTorch does, also for missing and unseen values`, async () => {
      const others = { outcome: "grade, price", price: "outcome, grade" }[target];
      const { model, metrics } = await runStep(
        implementation,
        fixture.ctx,
        { target, epochs: 30, hidden: [32, 16], batchSize: 32, learningRate: 0.01 },
        { split: await applicants(fixture, { select: `* EXCLUDE (${others})` }) },
      );
      assert.ok((await largestDifference(fixture, model!)) <= 1e-5);
      const figures = metrics!.meta["metrics"] as Record<string, number>;
      assert.ok(
        target === "price" ? figures["r2"]! > 0.8 : figures["roc_auc"]! > 0.9,
        JSON.stringify(figures),
      );
      const epochs = fixture.metrics.filter(({ name }) => name === "accuracy" || name === "mae");
      assert.ok(epochs.length > 5 && epochs.every(({ split }) => split === "validation"));
    });
  }

  test("an attempt after a kill goes on from the last checkpoint and ends as one that was never killed", async () => {
    const split = await applicants(fixture);
    const config = { target: "outcome", epochs: 12, patience: 0, dropout: 0.3, hidden: [16] };
    const whole = await runStep(implementation, fixture.ctx, config, { split });
    const curves = fixture.metrics.splice(0);

    const other = { ...fixture.ctx.run, id: "run_killed" };
    const cut = new AbortController();
    const killed = runStep(
      implementation,
      {
        ...fixture.ctx,
        run: other,
        signal: cut.signal,
        progress: (done) => done === 4 && cut.abort(new Error("the attempt was lost")),
      },
      config,
      { split },
    );
    await assert.rejects(killed, /the attempt was lost/);
    fixture.metrics.splice(0);

    // As in a worker, the next attempt has a folder of its own beside the first one's.
    const tmp = join(fixture.home, "second");
    await mkdir(tmp);
    const resumed = await runStep(implementation, { ...fixture.ctx, run: other, tmp }, config, {
      split,
    });
    assert.ok(messages().some((message) => /^resumed after epoch ([3-9]|1\d)$/.test(message)));
    assert.equal(resumed["model"]!.hash, whole["model"]!.hash);
    assert.deepEqual(fixture.metrics, curves);
    assert.equal(partHash(resumed["model"]!, "parity"), partHash(whole["model"]!, "parity"));
  });

  test("without a validation part it holds out some training rows, and says so", async () => {
    const { metrics } = await runStep(
      implementation,
      fixture.ctx,
      { target: "grade", epochs: 2 },
      { split: await applicants(fixture, { validation: 0 }) },
    );
    assert.ok(messages().some((message) => /40 of the training rows are held out/.test(message)));
    assert.ok("accuracy" in (metrics!.meta["metrics"] as object));
  });

  test("a loss that runs away is the user's to mend", async () => {
    const call = runStep(
      implementation,
      fixture.ctx,
      { target: "price", learningRate: 10, hidden: [4096, 4096], epochs: 20 },
      { split: await applicants(fixture, { select: "* REPLACE (price * 1e30 AS price)" }) },
    );
    await assert.rejects(
      call,
      /^StepError: the network ran away in epoch \d+: .*; lower the learning rate$/,
    );
  });

  test("cuda without a GPU fails and does not fall back to the CPU", async () => {
    const call = runStep(
      implementation,
      fixture.ctx,
      { target: "outcome", device: "cuda", epochs: 1 },
      { split: await applicants(fixture) },
    );
    await assert.rejects(call, (error) => {
      assert.ok(error instanceof StepError);
      assert.equal(error.type, "no-device");
      assert.match(error.message, /sees no GPU on this machine/);
      return true;
    });
    assert.equal(fixture.metrics.length, 0);
  });

  test("asks for the queue gpu only when the device is cuda", () => {
    const queue = (device: string) => step.queueOf?.(step.config.parse({ target: "x", device }));
    assert.deepEqual(["cpu", "cuda"].map(queue), ["cpu", "gpu"]);
  });
});

function partHash(ref: ArtifactRef, part: string): string | undefined {
  return ref.parts?.[part]?.hash;
}
