import assert from "node:assert/strict";
import { test } from "node:test";
import { stepFixture } from "../../../test/support/step-context.ts";
import type { DeploymentReadiness } from "../../core/step-context.ts";
import { StepError } from "../../core/step-error.ts";
import deploy from "./run.ts";
import { step } from "./step.ts";
import { untilServing } from "./until-serving.ts";

/** Longer than any of this takes, but for what is to be waited out. */
const PATIENCE = { ready: 30_000, absent: 30_000, interval: 5 };

async function wait(states: DeploymentReadiness["state"][], patience = {}) {
  const fixture = await stepFixture();
  const lookup = {
    ...fixture.ctx.lookup,
    deploymentReady: () =>
      Promise.resolve({
        state: states.length > 1 ? states.shift()! : states[0]!,
        message: "no room",
      }),
  };
  const began = performance.now();
  await untilServing({ ...fixture.ctx, lookup }, "credit-risk", 3, { ...PATIENCE, ...patience });
  await fixture.close();
  return { logs: fixture.logs, ms: performance.now() - began };
}

test("what is no registered version is refused", async () => {
  const fixture = await stepFixture();
  await assert.rejects(
    deploy.run({
      config: step.config.parse(step.example) as never,
      inputs: { version: [{ type: "model-version", hash: "a".repeat(64), bytes: 1, meta: {} }] },
      ctx: fixture.ctx,
    }),
    (error) => error instanceof StepError && error.type === "bad-data",
  );
  await fixture.close();
});

test("an endpoint's name has lower-case letters, digits and hyphens", () => {
  for (const endpoint of ["Credit", "a/b", "", "-a", "a".repeat(64), "../etc"])
    assert.equal(step.config.safeParse({ endpoint }).success, false, endpoint);
});

test("after the deployment the step waits until a serving process has it ready", async () => {
  const { logs } = await wait(["absent", "loading", "loading", "ready"]);
  assert.deepEqual(logs, [{ level: "info", message: "'credit-risk' answers with revision 3." }]);
});

test("for a revision that another has overtaken it does not wait", async () => {
  const { logs } = await wait(["loading", "overtaken"]);
  assert.deepEqual(logs, [
    { level: "info", message: "'credit-risk' has a later revision than 3 by now." },
  ]);
});

test("without any serving process it does not wait long, and says that one is missing", async () => {
  const { logs, ms } = await wait(["absent"], { absent: 20 });
  assert.match(logs[0]!.message, /no serving process is running/);
  assert.ok(ms < PATIENCE.ready, `${ms} ms`);
});

test("a revision that cannot be loaded, or not in time, is a warning and no failure", async () => {
  assert.match((await wait(["loading", "failed"])).logs[0]!.message, /could not load it: no room/);
  const { logs } = await wait(["loading"], { ready: 200 });
  assert.deepEqual(logs[0]!.level, "warn");
  assert.match(logs[0]!.message, /has it ready yet/);
});
