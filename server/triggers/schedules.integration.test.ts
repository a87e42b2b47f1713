import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { and, eq } from "drizzle-orm";
import { run } from "../../db/schema/runs.ts";
import { startTestEngine, type TestEngine } from "../../test/support/engine.ts";
import { publishTest, type ToPublish } from "../../test/support/published.ts";
import { testRegistry } from "../../test/support/steps.ts";
import type { Problem } from "../../workflows/core/problems.ts";
import type { TriggerSpec } from "../../workflows/core/triggers.ts";
import type { PenstockError } from "../errors.ts";
import { importPipeline } from "../pipelines/import.ts";
import { temporalConnector } from "../temporal.ts";
import { backfill, backfillCount } from "./backfill.ts";
import { fireByHand } from "./fire-by-hand.ts";
import { get } from "./get.ts";
import { list } from "./list.ts";
import { moveTriggers } from "./move.ts";
import { nextTimes } from "./next-times.ts";
import { pause, resume } from "./pause.ts";

let engine: TestEngine;
before(async () => {
  engine = await startTestEngine();
});

const SLOW: ToPublish["nodes"] = [{ id: "work", kind: "test.slow", config: { ms: 600_000 } }];

/** Runs of a pipeline, the oldest first. */
function runsOf(name: string) {
  return engine.database.db
    .select()
    .from(run)
    .where(and(eq(run.name, name), eq(run.workspaceId, engine.as.designer.actor.workspaceId)))
    .orderBy(run.createdAt);
}

async function until<T>(what: string, look: () => Promise<T | null | false>): Promise<T> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const found = await look();
    if (found !== null && found !== false) return found;
    if (Date.now() > deadline) throw new Error(`Waited 30 s for ${what}.`);
    await sleep(50);
  }
}

const everySecond = (more: object = {}) =>
  ({ id: "often", type: "interval", every: "1s", ...more }) as TriggerSpec;

describe("triggers by time", () => {
  test("a schedule starts runs that say what started them, as whoever published it", async () => {
    await publishTest(engine.as.admin, {
      name: "timed",
      params: { day: { type: "string" } },
      triggers: [everySecond({ title: "Often", params: { day: "${schedule.at}" } })],
    });
    const [first] = await until("a run", async () => {
      const runs = await runsOf("timed");
      return runs.length > 0 && runs;
    });
    await pause(engine.as.admin, { id: "timed/often", note: "Enough seen" });
    const found = await get(engine.as.admin, { id: "timed/often" });
    assert.equal(first!.startedBy, engine.as.admin.actor.userId);
    const { firing, schedule, ...trigger } = first!.trigger;
    assert.deepEqual(trigger, {
      type: "interval",
      trigger: found.id,
      name: "often",
      title: "Often",
    });
    const { at } = schedule as { at: string };
    assert.equal(new Date(at).getMilliseconds(), 0);
    assert.equal(first!.params["day"], at);
    assert.match(String(firing), new RegExp(`^fire-${found.id}-`));
    assert.equal(found.firings.at(-1)!.runId, first!.id);
    const { run: ended } = await engine.until(first!.id, ["done"]);
    assert.equal(ended.pipelineVersion, 1);
  });

  test("nothing starts while it is paused, also when its schedule goes on, and it goes on when resumed", async () => {
    await publishTest(engine.as.designer, {
      name: "paused",
      triggers: [everySecond({ paused: true })],
    });
    const { id } = await get(engine.as.designer, { id: "paused/often" });
    const handle = engine.client.schedule.getHandle(`trigger-${id}-v1`);
    assert.equal((await handle.describe()).state.paused, true);
    await handle.trigger();
    const skipped = await until("a firing", async () => {
      const { firings } = await get(engine.as.designer, { id });
      return firings.length > 0 && firings;
    });
    assert.equal(skipped[0]!.outcome, "skipped");
    assert.match(skipped[0]!.detail!, /paused/);
    assert.equal((await runsOf("paused")).length, 0);
    await resume(engine.as.designer, { id });
    await until("a run", async () => (await runsOf("paused")).length > 0);
    await pause(engine.as.designer, { id, note: "Enough seen" });
    assert.equal((await handle.describe()).state.note, "Enough seen");
  });

  test("by hand it starts at once, as the person, with params of their own", async () => {
    await publishTest(engine.as.designer, {
      name: "by-hand",
      params: { rows: { type: "integer" } },
      triggers: [
        { id: "daily", type: "schedule", cron: "@daily", paused: true, params: { rows: 5 } },
      ],
    });
    const ctx = { ...engine.as.admin, steps: testRegistry };
    const { runId } = await fireByHand(ctx, { id: "by-hand/daily", params: { rows: 7 } });
    const { run: done } = await engine.until(runId, ["done"]);
    assert.equal(done.startedBy.id, engine.as.admin.actor.userId);
    assert.equal(done.params["rows"], 7);
    assert.equal((done.trigger as { type: string }).type, "person");
    await assert.rejects(
      fireByHand(ctx, { id: "by-hand/daily", params: { rows: "many" } }),
      /must be of type integer/,
    );
  });

  test("skip: while a run goes on, no other starts", async () => {
    await publishTest(engine.as.designer, {
      name: "skipping",
      nodes: SLOW,
      triggers: [everySecond({ overlap: "skip" })],
    });
    const { id } = await get(engine.as.designer, { id: "skipping/often" });
    await until("three skipped times", async () => {
      const { schedule } = await get(engine.as.designer, { id });
      return schedule !== null && schedule.skippedOverlap >= 3;
    });
    const runs = await runsOf("skipping");
    assert.equal(runs.length, 1);
    assert.equal(runs[0]!.status, "running");
    // When the run has ended, the next one may start: the schedule hears of it.
    await engine.client.workflow.getHandle(runs[0]!.workflowId).cancel();
    await until("the next run", async () => (await runsOf("skipping")).length === 2);
    await pause(engine.as.designer, { id, note: "Enough seen" });
    for (const { workflowId } of await runsOf("skipping"))
      await engine.client.workflow.getHandle(workflowId).cancel();
  });

  test("cancel other: the next time cancels the run before, and then starts", async () => {
    await publishTest(engine.as.designer, {
      name: "cancelling",
      nodes: SLOW,
      triggers: [everySecond({ every: "3s", overlap: "cancel-other" })],
    });
    const [first] = await until("a cancelled run and the next", async () => {
      const runs = await runsOf("cancelling");
      return runs[0]?.status === "cancelled" && runs[1]?.status === "running" && runs;
    });
    await pause(engine.as.designer, { id: "cancelling/often", note: "Enough seen" });
    assert.notEqual(first!.finishedAt, null);
    for (const { workflowId, status } of await runsOf("cancelling"))
      if (status === "running") await engine.client.workflow.getHandle(workflowId).cancel();
  });

  test("a backfill starts as many runs as it counts, one for each time", async () => {
    const { as } = engine;
    await publishTest(as.designer, {
      name: "filled",
      params: { day: { type: "string" } },
      triggers: [
        {
          id: "daily",
          type: "schedule",
          cron: "30 2 * * *",
          timezone: "Europe/Berlin",
          params: { day: "${schedule.at}" },
        },
      ],
    });
    const range = {
      id: "filled/daily",
      from: "2025-03-28T01:30:00.000Z",
      to: "2025-04-01T00:30:00.000Z",
    };
    const { count } = await backfillCount(as.designer, range);
    assert.equal(count, 4);
    await assert.rejects(
      backfill(as.designer, { ...range, count: 5, overlap: "buffer-all" }),
      /4 times now, not 5/,
    );
    await backfill(as.designer, { ...range, count, overlap: "buffer-all" });
    const runs = await until("its runs", async () => {
      const runs = await runsOf("filled");
      return runs.length >= count && runs.every(({ status }) => status === "done") && runs;
    });
    // 30 March 2025 had no 02:30 in Berlin.
    assert.deepEqual(
      runs.map(({ params }) => String(params["day"])).toSorted((a, b) => a.localeCompare(b)),
      [
        "2025-03-28T01:30:00Z",
        "2025-03-29T01:30:00Z",
        "2025-03-31T00:30:00Z",
        "2025-04-01T00:30:00Z",
      ].map((at) => new Date(at).toISOString()),
    );
  });

  test("a backfill is about the past, about time, and of a size that can be waited for", async () => {
    const span = (from: string, to: string) =>
      backfillCount(engine.as.designer, { id: "timed/often", from, to });
    await assert.rejects(span("2025-01-01T00:00:00Z", "2125-01-01T00:00:00Z"), /the past/);
    await assert.rejects(span("2025-01-02T00:00:00Z", "2025-01-01T00:00:00Z"), /before it begins/);
    await assert.rejects(span("2025-01-01T00:00:00Z", "2025-01-02T00:00:00Z"), /more than 1000/);
  });
});

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
    const behind = (await runsOf("stays")).length;
    const runs = await until("a run of the old version", async () => {
      const runs = await runsOf("stays");
      return runs.length > behind && runs;
    });
    assert.equal(runs.at(-1)!.pipelineVersion, 1);

    assert.deepEqual(await moveTriggers(as.designer, runs[0]!.pipelineId!), { moved: true });
    const after = await list(as.designer, { limit: 50, pipeline: "stays" });
    assert.deepEqual(after.notMoved, []);
    await until("a run of the new version", async () =>
      (await runsOf("stays")).some(({ pipelineVersion }) => pipelineVersion === 2),
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
    assert.equal((await runsOf("left-behind")).length, 0);
  });
});

describe("coming times are those that Temporal will take", () => {
  const changes = [
    ["into summer time", "2027-03-26T12:00:00Z", "2027-03-30T12:00:00Z"],
    ["out of summer time", "2027-10-29T12:00:00Z", "2027-11-02T12:00:00Z"],
  ] as const;
  const specs: TriggerSpec[] = [
    { id: "a", type: "schedule", cron: "30 2 * * *", timezone: "Europe/Berlin" },
    { id: "b", type: "schedule", cron: "0 * * * *", timezone: "Europe/Berlin" },
    { id: "c", type: "schedule", cron: "*/20 1-3 * * *", timezone: "Europe/Berlin" },
    { id: "d", type: "schedule", cron: "15 2 * * mon,sat,sun", timezone: "Europe/Berlin" },
    { id: "e", type: "interval", every: "90m", offset: "5m" },
    {
      id: "f",
      type: "calendar",
      days: [1, 28, 31],
      weekdays: ["sunday", "monday"],
      hours: [2, 3],
      minutes: [0, 45],
      timezone: "Europe/Berlin",
    },
  ];

  test("across both changes of daylight saving in Europe/Berlin", async () => {
    const { as, client } = engine;
    const published = await publishTest(as.designer, {
      name: "seasons",
      triggers: specs.map((spec) => ({ ...spec, paused: true })),
    });
    assert.deepEqual(published.triggers, { moved: true });
    const { items } = await list(as.designer, { limit: 50, pipeline: "seasons" });
    assert.equal(items.length, specs.length);
    for (const [change, from, to] of changes)
      for (const { id, name, spec } of items) {
        const { startTime } = await client.workflowService.listScheduleMatchingTimes({
          namespace: client.options.namespace,
          scheduleId: `trigger-${id}-v1`,
          startTime: stamp(from),
          endTime: stamp(to),
        });
        const theirs = startTime!.map((at) => new Date(Number(at.seconds) * 1_000));
        assert.ok(theirs.length > 0, name);
        const ours = nextTimes(spec as never, theirs.length + 1, new Date(from));
        assert.ok(ours.pop()! > new Date(to), name);
        assert.deepEqual(ours, theirs, `${name} ${change}`);
      }
  });
});

function stamp(iso: string) {
  return { seconds: (Date.parse(iso) / 1_000) as never, nanos: 0 };
}
