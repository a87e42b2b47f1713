import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import type { ScheduleSpecDescription } from "@temporalio/client";
import { eq } from "drizzle-orm";
import { trigger } from "../../db/schema/triggers.ts";
import { startTestEngine, type TestEngine } from "../../test/support/engine.ts";
import { firedBy, insertTest, publishTest, runsOf } from "../../test/support/published.ts";
import { letGo } from "../../test/support/steps.ts";
import type { Problem } from "../../workflows/core/problems.ts";
import type { TriggerSpec } from "../../workflows/core/triggers.ts";
import type { PenstockError } from "../errors.ts";
import { importPipeline } from "../pipelines/import.ts";
import { temporalConnector } from "../temporal.ts";
import { backfill } from "./backfill.ts";
import { get } from "./get.ts";
import { list } from "./list.ts";
import { moveTriggers } from "./move.ts";
import { pause, resume } from "./pause.ts";
import { hasTimesOf, promptly, putSchedule } from "./schedule.ts";
import { until } from "../../test/support/until.ts";

let engine: TestEngine;
before(async () => {
  engine = await startTestEngine();
});

type Cron = Extract<TriggerSpec, { type: "schedule" }>;

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
    const told = await get(as.designer, { id: moved.id });
    assert.equal(told.pausedBy?.by, as.designer.actor.name);
    assert.ok(Math.abs(told.pausedBy.at.getTime() - Date.now()) < 3_600_000);
    const described = await client.schedule.getHandle(`trigger-${moved.id}`).describe();
    assert.equal(described.state.paused, true);
    assert.deepEqual(described.spec.calendars?.[0]?.hour, [{ start: 7, end: 7, step: 1 }]);
    const gone = before.items.find(({ name }) => name === "weekly")!;
    await assert.rejects(client.schedule.getHandle(`trigger-${gone.id}`).describe());
    await resume(as.designer, { id: moved.id });
    assert.equal((await get(as.designer, { id: moved.id })).pausedBy, null);
    // What the document pauses nobody has paused.
    await pause(as.designer, { id: moved.id, note: "Holidays" });
    await publishTest(as.designer, { name: "moving", triggers: [{ ...daily, paused: true }] });
    assert.equal((await get(as.designer, { id: moved.id })).pausedBy, null);
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
      const { policies, spec } = await client.schedule.getHandle(`trigger-${id}`).describe();
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
    const { spec } = await client.schedule.getHandle(`trigger-${after.items[0]!.id}`).describe();
    assert.equal(spec.intervals?.[0]?.every, 2_000);
  });

  test("a schedule that is lost, or changed in Temporal, is what its trigger says again: when it is resumed, and by any worker", async () => {
    const { as, client } = engine;
    const daily: TriggerSpec = { id: "daily", type: "schedule", cron: "@daily" };
    await publishTest(as.designer, {
      name: "lost",
      triggers: [daily],
    });
    await pause(as.designer, { id: "lost/daily", note: "Not yet" });
    const { id } = await get(as.designer, { id: "lost/daily" });
    const handle = client.schedule.getHandle(`trigger-${id}`);
    await handle.delete();
    await resume(as.designer, { id });
    assert.equal((await handle.describe()).state.paused, false);

    // By a worker that begins.
    await handle.delete();
    const span = { from: "2025-03-01T00:00:00.000Z", to: "2025-03-01T00:00:00.000Z" };
    await assert.rejects(
      backfill(as.designer, { id, ...span, count: 1, overlap: "buffer-all" }),
      /^PenstockError: Temporal has lost the trigger's schedule; a worker makes it again/,
    );
    const worker = await engine.startWorker();
    const there = () => handle.describe().catch(() => null);
    await until("the schedule", there);

    // And by one that works.
    await handle.pause("From Temporal's own page");
    await until("the schedule goes on", async () => !(await there())?.state.paused);
    await handle.update((now) => ({ ...now, spec: { intervals: [{ every: "1h" }] } }));
    await until("its times", async () => hasTimesOf(daily, (await handle.describe()).spec));
    await handle.delete();
    assert.equal((await until("the schedule again", there)).state.paused, false);
    await worker.stop();
  });

  test("Temporal says of a schedule the times that its trigger has, so that none is made anew at each look", async () => {
    const { client } = engine;
    const cron = (...crons: string[]) => crons.map((text) => ({ type: "schedule", cron: text }));
    const specs = [
      ...cron("@daily", "@weekly", "@yearly", "* * * * *", "*/7 3-5,22 * */5 mon-fri"),
      ...cron("5,5,1 0 * feb 7", "59 23 29 2 *"),
      { type: "schedule", cron: "0 * * * *", timezone: "Asia/Kolkata", jitter: "1h" },
      { type: "schedule", cron: "0 * * * *", timezone: "Europe/Berlin" },
      { type: "calendar", hours: [4] },
      { type: "calendar", weekdays: ["sunday", "friday"], months: [12, 1], minutes: [30, 5] },
      { type: "interval", every: "90s" },
      { type: "interval", every: "2h", offset: "5m", jitter: "30s" },
      { type: "folder", path: "/in" },
      { type: "folder", path: "/in", every: "30s" },
    ].map((spec, index) => ({ ...spec, id: `t${index}` }) as TriggerSpec);
    const put = (spec: TriggerSpec, scheduleId: string) =>
      putSchedule(client, { id: "x", version: 1, scheduleId, paused: true, pauseNote: null }, spec);
    for (const spec of specs) await put(spec, `times-${spec.id}`);
    const listed = await until("the list", async () => {
      const found = new Map<string, ScheduleSpecDescription>();
      for await (const { scheduleId, spec } of client.schedule.list())
        if (scheduleId.startsWith("times-")) found.set(scheduleId, spec!);
      return found.size === specs.length && found;
    });
    for (const spec of specs) {
      const handle = client.schedule.getHandle(`times-${spec.id}`);
      // It is a query, which Temporal's own workflow of a schedule may leave open.
      const described = await until(`${spec.id} is described`, () =>
        promptly(client, () => handle.describe()).then(
          (found) => found.spec,
          () => null,
        ),
      );
      for (const other of specs)
        for (const said of [described, listed.get(`times-${spec.id}`)!])
          assert.equal(hasTimesOf(other, said), other === spec, `${other.id} ${spec.id}`);
      await handle.delete();
      const unreadable = { id: "x", type: "schedule", cron: "0 0 1 * mon" } as const;
      assert.ok(hasTimesOf(unreadable, described));
    }
  });

  test("a schedule that cannot be made again holds up no other, and its trigger says why", async () => {
    const { as, client, database } = engine;
    const daily = { type: "schedule", cron: "@daily" } as const;
    await publishTest(as.designer, {
      name: "all-lost",
      triggers: [
        { ...daily, id: "a" },
        { ...daily, id: "b" },
      ],
    });
    const { items } = await list(as.designer, { limit: 50, pipeline: "all-lost" });
    const [first, second] = items.map(({ id }) => id);
    const spec = { ...daily, id: items[0]!.name, timezone: "SystemV/AST4" };
    await database.db.update(trigger).set({ spec }).where(eq(trigger.id, first!));
    for (const { id } of items) await client.schedule.getHandle(`trigger-${id}`).delete();
    const worker = await engine.startWorker();
    const handle = client.schedule.getHandle(`trigger-${second}`);
    await until("the other schedule", () => handle.describe().catch(() => null));
    await worker.stop();
    const said = async () => (await get(as.designer, { id: first! })).lastError;
    assert.match(await until("what is wrong", said), /There is no time zone 'SystemV\/AST4'/);
    // What it says to be done about it, done.
    await publishTest(as.designer, {
      name: "all-lost",
      triggers: [
        { ...daily, id: "a", timezone: "Europe/Berlin" },
        { ...daily, id: "b" },
      ],
    });
    assert.equal(await said(), null);
  });

  test("what a backfill has put in line runs on as the new version", async () => {
    const { as } = engine;
    const document = {
      name: "in-line",
      triggers: [{ id: "daily", type: "schedule", cron: "0 6 * * *" } as TriggerSpec],
    };
    const nodes = [{ id: "work", kind: "test.held" }];
    await publishTest(as.designer, { ...document, nodes });
    const range = {
      id: "in-line/daily",
      from: "2026-03-01T00:00:00Z",
      to: "2026-03-05T00:00:00Z",
    };
    await backfill(as.designer, { ...range, count: 4, overlap: "buffer-all" });
    const first = await until("the first run", async () => {
      const [run] = await runsOf(as.designer, "in-line");
      return run;
    });
    const { triggers } = await publishTest(as.designer, document);
    assert.deepEqual(triggers, { moved: true });
    letGo(first.id);
    const runs = await until("all of them", async () => {
      const runs = await runsOf(as.designer, "in-line");
      return runs.length >= 4 && runs.every(({ status }) => status === "done") && runs;
    });
    assert.deepEqual(
      runs.map(({ pipelineVersion }) => pipelineVersion),
      [1, 2, 2, 2],
    );
    assert.deepEqual(
      runs.map((run) => firedBy(run).schedule!.at.slice(0, 10)),
      ["2026-03-01", "2026-03-02", "2026-03-03", "2026-03-04"],
    );
    const { firings } = await get(as.designer, { id: "in-line/daily" });
    assert.deepEqual(
      firings.map(({ outcome }) => outcome),
      Array.from({ length: 4 }, () => "started"),
    );
  });

  test("a run of the version before counts for the overlap: skip skips, cancel-other cancels it", async () => {
    const { as, client } = engine;
    const document = (name: string, overlap: string, every: string) => ({
      name,
      nodes: [{ id: "work", kind: "test.slow", config: { ms: 600_000 } }],
      triggers: [everySecond({ overlap, every })],
    });
    await publishTest(as.designer, document("over-skip", "skip", "1s"));
    await publishTest(as.designer, document("over-cancel", "cancel-other", "1h"));
    const { id } = await get(as.designer, { id: "over-cancel/often" });
    const handle = client.schedule.getHandle(`trigger-${id}`);
    await handle.trigger("CANCEL_OTHER");
    const isRunning = (name: string) => async () =>
      (await runsOf(as.designer, name))[0]?.status === "running";
    await until("its run", isRunning("over-skip"));
    await until("its run", isRunning("over-cancel"));
    await publishTest(as.designer, document("over-skip", "skip", "1s"));
    await publishTest(as.designer, document("over-cancel", "cancel-other", "1h"));
    await handle.trigger("CANCEL_OTHER");
    const cancelled = await until("the next run", async () => {
      const runs = await runsOf(as.designer, "over-cancel");
      return runs[1]?.status === "running" && runs;
    });
    assert.deepEqual(
      cancelled.map(({ status, pipelineVersion }) => [status, pipelineVersion]),
      [
        ["cancelled", 1],
        ["running", 2],
      ],
    );
    const { schedule } = await get(as.designer, { id: "over-skip/often" });
    await until("three more skipped times", async () => {
      const now = await get(as.designer, { id: "over-skip/often" });
      return now.schedule!.skippedOverlap >= schedule!.skippedOverlap + 3;
    });
    assert.equal((await runsOf(as.designer, "over-skip")).length, 1);
    for (const name of ["over-skip", "over-cancel"]) {
      await pause(as.designer, { id: `${name}/often`, note: "Enough seen" });
      for (const { workflowId, status } of await runsOf(as.designer, name))
        if (status === "running") await client.workflow.getHandle(workflowId).cancel();
    }
  });

  test("when the second of two schedules cannot be changed, the first gets back what it was", async () => {
    const { as, client } = engine;
    const document = (hour: number) => ({
      name: "half",
      triggers: ["a", "b"].map(
        (id) => ({ id, type: "schedule", cron: `0 ${hour} * * *` }) as TriggerSpec,
      ),
    });
    await publishTest(as.designer, document(6));
    const { items } = await list(as.designer, { limit: 50, pipeline: "half" });
    const hours = () =>
      Promise.all(
        items.map(async ({ id }) => {
          const { spec } = await client.schedule.getHandle(`trigger-${id}`).describe();
          return spec.calendars?.[0]?.hour?.[0]?.start;
        }),
      );
    // Away as the second is changed, once or from then on.
    for (const away of [[2], [2, 3]]) {
      let asked = 0;
      const temporal = () =>
        away.includes(++asked)
          ? Promise.reject(new Error("Temporal is away"))
          : Promise.resolve(client);
      const { triggers } = await publishTest({ ...as.designer, temporal }, document(7));
      assert.equal(triggers.moved, false);
      // The worker looks after what could not be given back.
      if (away.length === 1) assert.deepEqual(await hours(), [6, 6]);
      else await until("the times before", async () => (await hours()).every((at) => at === 6));
    }
    const after = await list(as.designer, { limit: 50, pipeline: "half" });
    assert.deepEqual(
      after.items.map(({ version }) => version),
      [1, 1],
    );
    assert.deepEqual(
      after.notMoved.map(({ version }) => version),
      [3],
    );
  });

  test("times that Temporal does not take are named with their trigger, and what the others had goes on", async () => {
    const { as, client } = engine;
    const document = (hour: number, more: TriggerSpec[] = []) => ({
      name: "not-taken",
      triggers: [{ id: "a", type: "schedule", cron: `0 ${hour} * * *` } as TriggerSpec, ...more],
    });
    // The compiler refuses it; a release before this one may not have.
    const none = { type: "schedule", cron: "@daily", timezone: "SystemV/AST4" } as Cron;
    const first = await publishTest(as.designer, {
      name: "never",
      triggers: [{ ...none, id: "b" }],
    });
    assert.equal(
      first.triggers.why,
      "The triggers of version 1 could not take over: Temporal does not take the times of the trigger 'b'. " +
        "There is no time zone 'SystemV/AST4': use an IANA name such as Europe/Berlin, or UTC. " +
        "Publish a version with others. Temporal says: unknown time zone SystemV/AST4.",
    );
    await publishTest(as.designer, document(6));
    const { triggers } = await publishTest(as.designer, document(7, [{ ...none, id: "b" }]));
    assert.match(triggers.why!, /version before go on: Temporal does not take .* the trigger 'b'/);
    const { id, version } = await get(as.designer, { id: "not-taken/a" });
    assert.equal(version, 1);
    const { spec } = await client.schedule.getHandle(`trigger-${id}`).describe();
    assert.equal(spec.calendars?.[0]?.hour?.[0]?.start, 6);
  });

  test("a worker finishes a move that was cut short before it began or half way; what fires meanwhile waits for it", async () => {
    const { as, client } = engine;
    const daily = (hour: number): TriggerSpec => ({
      id: "daily",
      type: "schedule",
      cron: `0 ${hour} * * *`,
    });
    const fresh: TriggerSpec = { id: "new", type: "schedule", cron: "@daily" };
    await publishTest(as.designer, { name: "cut", triggers: [daily(6)] });
    await publishTest(as.designer, { name: "half-way", triggers: [daily(6)] });
    for (const name of ["cut", "half-way"])
      await insertTest(as.designer, { name, triggers: [daily(7), fresh] });
    const { id } = await get(as.designer, { id: "half-way/daily" });
    const scheduleId = `trigger-${id}`;
    const next = { id, version: 2, scheduleId, paused: false, pauseNote: null };
    await putSchedule(client, next, daily(7));
    const handle = client.schedule.getHandle(scheduleId);
    await handle.trigger();
    for (const name of ["cut", "half-way"]) {
      const { items, notMoved } = await until("the move", async () => {
        const found = await list(as.designer, { limit: 50, pipeline: name });
        return found.items.length === 2 && found;
      });
      assert.deepEqual(
        new Map(items.map(({ name, version, spec }) => [name, [version, (spec as Cron).cron]])),
        new Map([
          ["daily", [2, "0 7 * * *"]],
          ["new", [2, "@daily"]],
        ]),
      );
      assert.deepEqual(notMoved, []);
      for (const { id } of items) await client.schedule.getHandle(`trigger-${id}`).describe();
    }
    const [waited] = await until("its run", async () => {
      const runs = await runsOf(as.designer, "half-way");
      return runs.length > 0 && runs;
    });
    assert.equal(waited!.pipelineVersion, 2);
  });

  test("a schedule of an earlier release, named by its version, goes on under its name with what it runs", async () => {
    const { as, client, database } = engine;
    const document = {
      name: "earlier",
      nodes: [{ id: "work", kind: "test.slow", config: { ms: 600_000 } }],
      triggers: [everySecond({ overlap: "skip" })],
    };
    await publishTest(as.designer, { ...document, triggers: [everySecond({ every: "24h" })] });
    const { id } = await get(as.designer, { id: "earlier/often" });
    await client.schedule.getHandle(`trigger-${id}`).delete();
    const scheduleId = `trigger-${id}-v1`;
    const earlier = await client.schedule.create({
      scheduleId,
      spec: { intervals: [{ every: 1_000 }] },
      action: {
        type: "startWorkflow",
        workflowType: "fireTrigger",
        workflowId: `fire-${id}`,
        taskQueue: "control",
        args: [{ triggerId: id, version: 1 }],
      },
    });
    // The times of the schedule are those of its trigger, as no worker would leave others.
    const spec = { ...everySecond({ overlap: "skip" }) };
    await database.db.update(trigger).set({ scheduleId, spec }).where(eq(trigger.id, id));
    await until("its run", async () => (await runsOf(as.designer, "earlier")).length > 0);
    await publishTest(as.designer, document);
    const { args } = (await earlier.describe()).action;
    assert.deepEqual(args, [{ triggerId: id, version: 2, scheduleId }]);
    const { schedule } = await get(as.designer, { id });
    assert.equal(schedule!.running, 1);
    await until("three skipped times", async () => {
      const now = await get(as.designer, { id });
      return now.schedule!.skippedOverlap >= schedule!.skippedOverlap + 3;
    });
    const [run, ...others] = await runsOf(as.designer, "earlier");
    assert.deepEqual(others, []);
    await pause(as.designer, { id, note: "Enough seen" });
    await client.workflow.getHandle(run!.workflowId).cancel();
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
