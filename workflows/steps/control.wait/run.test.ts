import assert from "node:assert/strict";
import { test } from "node:test";
import {
  outputsIn,
  stepFixture,
  type StepFixtureOptions,
} from "../../../test/support/step-context.ts";
import type { ArtifactRef } from "../../core/artifact.ts";
import { StepError } from "../../core/step-error.ts";
import wait from "./run.ts";
import { step } from "./step.ts";

const value: ArtifactRef = { type: "dataset", hash: "a".repeat(64), bytes: 1, meta: { rows: 2 } };
const timer = { key: "wait:step", actorId: "", payload: { timedOut: true } };

async function run(config: object, options: StepFixtureOptions = {}, inputs = { in: [value] }) {
  const fixture = await stepFixture(options);
  try {
    const parsed = step.config.parse(config) as never;
    return await wait.run({ config: parsed, inputs, ctx: fixture.ctx });
  } finally {
    await fixture.close();
  }
}
async function opened(config: object, options?: StepFixtureOptions) {
  const result = await run(config, options);
  assert.ok("wait" in result);
  return await result.wait({} as never);
}

test("a wait for a time ends so long after it began", async () => {
  const { until, waitingFor } = await opened({ for: "2h" });
  const left = Date.parse(until!) - Date.now();
  assert.ok(left > 7_190_000 && left <= 7_200_000);
  assert.equal(waitingFor, "its time");
});

test("a wait until a moment ends then, whatever its time zone", async () => {
  const { until } = await opened({ until: "2027-01-31T09:00:00+01:00" });
  assert.equal(until, "2027-01-31T08:00:00.000Z");
});

test("a wait for an event has no end of its own, and one key for each item of a map", async () => {
  const { until, event, key } = await opened({ event: "labels" }, { run: { item: "7" } });
  assert.equal(until, undefined);
  assert.equal(event, "labels");
  assert.equal(key, "wait:step:7");
});

test("when its time has come it passes on what came in", async () => {
  assert.deepEqual(outputsIn(await run({ for: "1s" }, { event: timer })), { out: value });
});

test("the fields of an event are the facts of the output", async () => {
  const event = { key: "wait:step", actorId: "user_x", payload: { rows: 7 } };
  const result = outputsIn(await run({ event: "labels" }, { event }));
  assert.deepEqual(result["event"]!.meta, { rows: 7 });
  assert.deepEqual(result["out"], value);
});

test("nobody can send a timeout: only the timer's has no sender", async () => {
  const event = { key: "wait:step", actorId: "user_x", payload: { timedOut: true } };
  assert.ok("event" in outputsIn(await run({ event: "labels", for: "1h" }, { event })));
});

test("an event that does not come fails the step, or leaves by 'timeout'", async () => {
  await assert.rejects(
    run({ event: "labels", for: "1s" }, { event: timer }),
    (error) => error instanceof StepError && /'labels' did not come in time/.test(error.message),
  );
  const late = await run({ event: "labels", for: "1s", onTimeout: "continue" }, { event: timer });
  assert.deepEqual(Object.keys(outputsIn(late)), ["timeout"]);
});

test("a wait for nothing, or for two moments, is no config", () => {
  assert.ok(!step.config.safeParse({}).success);
  assert.ok(!step.config.safeParse({ for: "1h", until: "2027-01-31T09:00:00Z" }).success);
  assert.ok(!step.config.safeParse({ until: "2027-01-31 09:00" }).success);
});

test("what is no duration is said once", () => {
  assert.equal(step.config.safeParse({ for: "soon" }).error?.issues.length, 1);
});

test("a wait is ten years long at most, whatever the unit", () => {
  for (const time of ["3650d", "87600h", "315360000s"])
    assert.ok(step.config.safeParse({ for: time }).success, time);
  for (const time of ["3651d", "99999999999d", "315360001s", `${"9".repeat(400)}m`]) {
    const found = step.config.safeParse({ for: time });
    assert.match(found.error?.issues[0]?.message ?? "", /ten years at most, 3650d/, time);
  }
});

test("nor does it wait until a moment further away", async () => {
  await assert.rejects(
    opened({ until: "2999-01-01T00:00:00Z" }),
    (error) =>
      error instanceof StepError && error.type === "bad-config" && /ten years/.test(error.message),
  );
});
