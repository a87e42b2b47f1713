import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { startTestEngine, type TestEngine } from "../../test/support/engine.ts";
import { publishTest, runsOf, until } from "../../test/support/published.ts";
import type { Problem } from "../../workflows/core/problems.ts";
import type { TriggerSpec } from "../../workflows/core/triggers.ts";
import type { PenstockError } from "../errors.ts";
import { importPipeline } from "../pipelines/import.ts";
import { temporalConnector } from "../temporal.ts";
import { get } from "./get.ts";
import { list } from "./list.ts";
import { moveTriggers } from "./move.ts";
import { pause } from "./pause.ts";

let engine: TestEngine;
before(async () => {
  engine = await startTestEngine();
});

const everySecond = (more: object = {}) =>
  ({ id: "often", type: "interval", every: "1s", ...more }) as TriggerSpec;

describe("publishing moves triggers in one step", () => {
  test("a new version's triggers take over, with their pause; what it has no more goes", async () => {
    const { as, client } = engine;
    const daily: TriggerSpec = { id: "daily", type: "schedule", cron: "0 6 * * *" };
    await publishTest(as.designer, {
      name: "moving",
      triggers: [daily, { id: "weekly", type: "schedule", cron: "@weekly" }],
    });
    await pause(as.designer, { id: "moving/daily", note: "Holidays" });
    const before = await list(as.designer, { limit: 50, pipeline: "moving" });
    const { triggers } = await publishTest(as.designer, {
      name: "moving",
      triggers: [
        { ...daily, cron: "0 7 * * *" },
        { id: "hook", type: "webhook" },
      ],
    });
    assert.deepEqual(triggers, { moved: true });
    const { items } = await list(as.designer, { limit: 50, pipeline: "moving" });
    assert.deepEqual(Object.fromEntries(items.map(({ name, version }) => [name, version])), {
      daily: 2,
      hook: 2,
    });
    const moved = items.find(({ name }) => name === "daily")!;
    assert.equal(moved.id, before.items.find(({ name }) => name === "daily")!.id);
    assert.equal(moved.pauseNote, "Holidays");
    const described = await client.schedule.getHandle(`trigger-${moved.id}-v2`).describe();
    assert.equal(described.state.paused, true);
    for (const { id } of before.items)
      await assert.rejects(client.schedule.getHandle(`trigger-${id}-v1`).describe());
  });

  test("a schedule has the overlap, catch-up, jitter and zone of its trigger, or careful ones of its own", async () => {
    const { as, client } = engine;
    await publishTest(as.designer, {
      name: "policies",
      triggers: [
        { id: "plain", type: "schedule", cron: "@daily" },
        {
          id: "set",
          type: "calendar",
          weekdays: ["monday"],
          timezone: "Europe/Berlin",
          jitter: "5m",
          overlap: "buffer-one",
          catchUp: "2h",
        },
      ],
    });
    const described = async (name: string) => {
      const { id } = await get(as.designer, { id: `policies/${name}` });
      const { policies, spec } = await client.schedule.getHandle(`trigger-${id}-v1`).describe();
      const { overlap, catchupWindow } = policies;
      return { overlap, catchupWindow, jitter: spec.jitter ?? 0, timezone: spec.timezone };
    };
    assert.deepEqual(await described("plain"), {
      overlap: "SKIP",
      catchupWindow: 600_000,
      jitter: 0,
      timezone: "UTC",
    });
    assert.deepEqual(await described("set"), {
      overlap: "BUFFER_ONE",
      catchupWindow: 7_200_000,
      jitter: 300_000,
      timezone: "Europe/Berlin",
    });
  });

  test("a document with a broken trigger is refused where it stands; the same document twice is one version", async () => {
    const text = (cron: string) =>
      JSON.stringify({
        apiVersion: "penstock/v1",
        name: "imported",
        nodes: [{ id: "pause", kind: "control.wait", config: { for: "1s" } }],
        triggers: [{ id: "daily", type: "schedule", cron }],
      });
    const { designer } = engine.as;
    await assert.rejects(importPipeline(designer, { text: text("0 25 * * *") }), (error) => {
      const { problems } = (error as PenstockError).details as { problems: Problem[] };
      assert.deepEqual(
        problems.map(({ code, anchor }) => [code, anchor.field]),
        [["P061", "triggers.0.cron"]],
      );
      return true;
    });
    for (let time = 0; time < 2; time++) {
      const { number, triggers } = await importPipeline(designer, { text: text("0 6 * * *") });
      assert.equal(number, 1);
      assert.deepEqual(triggers, { moved: true });
    }
    const { items } = await list(designer, { limit: 50, pipeline: "imported" });
    assert.equal(items[0]!.sentence, "At 06:00, every day (UTC)");
  });

  test("while Temporal is away a version is published and the triggers before go on, until they are moved again", async () => {
    const { as, client } = engine;
    const away = { ...as.designer, temporal: temporalConnector("127.0.0.1:9", "default") };
    const document = (every: string) => ({ name: "stays", triggers: [everySecond({ every })] });
    await publishTest(as.designer, document("1s"));
    const { number, triggers } = await publishTest(away, document("2s"));
    assert.equal(number, 2);
    assert.equal(triggers.moved, false);
    assert.match(triggers.why!, /version 2 could not take over.*Temporal/);
    const { items, notMoved } = await list(as.designer, { limit: 50, pipeline: "stays" });
    assert.equal(items[0]!.version, 1);
    assert.equal(notMoved[0]!.version, 2);
    const behind = (await runsOf(engine.as.designer, "stays")).length;
    const runs = await until("a run of the old version", async () => {
      const runs = await runsOf(engine.as.designer, "stays");
      return runs.length > behind && runs;
    });
    assert.equal(runs.at(-1)!.pipelineVersion, 1);

    assert.deepEqual(await moveTriggers(as.designer, runs[0]!.pipelineId!), { moved: true });
    const after = await list(as.designer, { limit: 50, pipeline: "stays" });
    assert.deepEqual(after.notMoved, []);
    await until("a run of the new version", async () =>
      (await runsOf(engine.as.designer, "stays")).some(
        ({ pipelineVersion }) => pipelineVersion === 2,
      ),
    );
    await pause(as.designer, { id: "stays/often", note: "Enough seen" });
    const { id } = after.items[0]!;
    await assert.rejects(client.schedule.getHandle(`trigger-${id}-v1`).describe());
  });

  test("a schedule that Temporal has lost is made again by the next worker", async () => {
    const { as, client } = engine;
    await publishTest(as.designer, {
      name: "lost",
      triggers: [{ id: "daily", type: "schedule", cron: "@daily" }],
    });
    await pause(as.designer, { id: "lost/daily", note: "Not yet" });
    const { id } = await get(as.designer, { id: "lost/daily" });
    const handle = client.schedule.getHandle(`trigger-${id}-v1`);
    await handle.delete();
    const worker = await engine.startWorker();
    const { state } = await until("the schedule", () => handle.describe().catch(() => null));
    assert.deepEqual(state.paused, true);
    await worker.stop();
  });

  test("a schedule that was left behind starts nothing and removes itself", async () => {
    const { as, client } = engine;
    await publishTest(as.designer, {
      name: "left-behind",
      triggers: [{ id: "daily", type: "schedule", cron: "@daily" }],
    });
    await publishTest(as.designer, {
      name: "left-behind",
      triggers: [{ id: "daily", type: "schedule", cron: "@daily", title: "Daily" }],
    });
    const { id } = await get(as.designer, { id: "left-behind/daily" });
    const left = await client.schedule.create({
      scheduleId: `trigger-${id}-v1`,
      spec: {},
      action: {
        type: "startWorkflow",
        workflowType: "fireTrigger",
        workflowId: `fire-${id}`,
        taskQueue: "control",
        args: [{ triggerId: id, version: 1 }],
      },
      state: { triggerImmediately: true },
    });
    await until("its end", () =>
      left.describe().then(
        () => false,
        () => true,
      ),
    );
    assert.equal((await runsOf(engine.as.designer, "left-behind")).length, 0);
  });
});
