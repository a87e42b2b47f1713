import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { and, eq } from "drizzle-orm";
import { member } from "../../db/schema/auth.ts";
import { startTestEngine, type TestEngine } from "../../test/support/engine.ts";
import { firedBy, publishTest, runsOf, type ToPublish } from "../../test/support/published.ts";
import { testRegistry } from "../../test/support/steps.ts";
import type { TimedTrigger, TriggerSpec } from "../../workflows/core/triggers.ts";
import { cancel } from "../runs/cancel.ts";
import { get as getRun } from "../runs/get.ts";
import { backfill, backfillCount } from "./backfill.ts";
import { fireByHand } from "./fire-by-hand.ts";
import { get, preview } from "./get.ts";
import { list } from "./list.ts";
import { nextTimes } from "./next-times.ts";
import { pause, resume } from "./pause.ts";
import { until } from "../../test/support/until.ts";

let engine: TestEngine;
before(async () => {
  engine = await startTestEngine();
});

const SLOW: ToPublish["nodes"] = [{ id: "work", kind: "test.slow", config: { ms: 600_000 } }];

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
      const runs = await runsOf(engine.as.designer, "timed");
      return runs.length > 0 && runs;
    });
    await pause(engine.as.admin, { id: "timed/often", note: "Enough seen" });
    const found = await get(engine.as.admin, { id: "timed/often" });
    assert.equal(first!.startedBy, engine.as.admin.actor.userId);
    const { firing, schedule, ...trigger } = firedBy(first!);
    assert.deepEqual(trigger, {
      type: "interval",
      trigger: found.id,
      name: "often",
      title: "Often",
    });
    const { at } = schedule!;
    assert.equal(new Date(at).getMilliseconds(), 0);
    assert.equal(first!.params["day"], at);
    assert.match(firing!, new RegExp(`^fire-${found.id}-`));
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
    const handle = engine.client.schedule.getHandle(`trigger-${id}`);
    assert.equal((await handle.describe()).state.paused, true);
    await handle.trigger();
    const skipped = await until("a firing", async () => {
      const { firings } = await get(engine.as.designer, { id });
      return firings.length > 0 && firings;
    });
    assert.equal(skipped[0]!.outcome, "skipped");
    assert.match(skipped[0]!.detail!, /paused/);
    assert.equal((await runsOf(engine.as.designer, "paused")).length, 0);
    await resume(engine.as.designer, { id });
    await until("a run", async () => (await runsOf(engine.as.designer, "paused")).length > 0);
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
    const { admin } = engine.as;
    const actor = { ...admin.actor, via: "session" as const };
    const ctx = { ...admin, actor, steps: testRegistry };
    const { runId } = await fireByHand(ctx, { id: "by-hand/daily", params: { rows: 7 } });
    const { run: done } = await engine.until(runId, ["done"]);
    assert.equal(done.startedBy.id, engine.as.admin.actor.userId);
    assert.equal(done.params["rows"], 7);
    assert.equal(done.trigger.type, "person");
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
    const runs = await runsOf(engine.as.designer, "skipping");
    assert.equal(runs.length, 1);
    assert.equal(runs[0]!.status, "running");
    // When the run has ended, the next one may start: the schedule hears of it.
    await engine.client.workflow.getHandle(runs[0]!.workflowId).cancel();
    await until(
      "the next run",
      async () => (await runsOf(engine.as.designer, "skipping")).length === 2,
    );
    await pause(engine.as.designer, { id, note: "Enough seen" });
    for (const { workflowId } of await runsOf(engine.as.designer, "skipping"))
      await engine.client.workflow.getHandle(workflowId).cancel();
  });

  test("cancel other: the next time cancels the run before, and then starts", async () => {
    await publishTest(engine.as.designer, {
      name: "cancelling",
      nodes: SLOW,
      triggers: [everySecond({ every: "3s", overlap: "cancel-other" })],
    });
    const [first] = await until("a cancelled run and the next", async () => {
      const runs = await runsOf(engine.as.designer, "cancelling");
      // The next one may be cancelled by now too.
      return runs[0]?.status === "cancelled" && runs[1]?.startedAt && runs;
    });
    await pause(engine.as.designer, { id: "cancelling/often", note: "Enough seen" });
    assert.notEqual(first!.finishedAt, null);
    for (const { workflowId, status } of await runsOf(engine.as.designer, "cancelling"))
      if (status === "running") await engine.client.workflow.getHandle(workflowId).cancel();
  });

  test("cancel other: a run that somebody has cancelled comes to its end before the next starts", async () => {
    const { designer } = engine.as;
    const tidy = {
      id: "tidy",
      kind: "test.slow",
      config: { ms: 3_000 },
      policy: { phase: "finally" as const },
    };
    await publishTest(designer, {
      name: "tidying",
      nodes: [...SLOW, tidy],
      triggers: [everySecond({ every: "24h", overlap: "cancel-other" })],
    });
    const { id } = await get(designer, { id: "tidying/often" });
    const schedule = engine.client.schedule.getHandle(`trigger-${id}`);
    // What is triggered otherwise counts for no overlap.
    await schedule.trigger("CANCEL_OTHER");
    const first = await until("its run", async () => {
      const [run] = await runsOf(designer, "tidying");
      return run?.status === "running" && run;
    });
    await cancel(designer, { id: first.id });
    const tidied = async () => {
      const { steps } = await getRun(designer, { id: first.id });
      return steps.find(({ node }) => node === "tidy")?.status;
    };
    await until("its end", async () => (await tidied()) === "running");
    await schedule.trigger("CANCEL_OTHER");
    const [, next] = await until("the next run", async () => {
      const runs = await runsOf(designer, "tidying");
      return runs[1]?.status === "running" && runs;
    });
    assert.equal(await tidied(), "done");
    await engine.client.workflow.getHandle(next!.workflowId).cancel();
  });

  test("a cancelled firing cancels its run, also when its publisher has lost the right to", async () => {
    const { as, client, database } = engine;
    const { designer } = as;
    await publishTest(designer, {
      name: "demoted",
      nodes: SLOW,
      triggers: [everySecond({ every: "24h" })],
    });
    const { id } = await get(designer, { id: "demoted/often" });
    const schedule = client.schedule.getHandle(`trigger-${id}`);
    await schedule.trigger();
    const run = await until("its run", async () => {
      const [run] = await runsOf(designer, "demoted");
      return run?.status === "running" && run;
    });
    const isDesigner = and(
      eq(member.userId, designer.actor.userId),
      eq(member.workspaceId, designer.actor.workspaceId),
    );
    await database.db.update(member).set({ role: "viewer" }).where(isDesigner);
    const firing = client.workflow.getHandle(firedBy(run).firing!);
    await firing.cancel();
    await engine.until(run.id, ["cancelled"]);
    await until("its end", async () => (await firing.describe()).status.name === "CANCELLED");
    // Who may start nothing any more is named where the trigger is.
    await schedule.trigger();
    const lastError = await until(
      "the refusal",
      async () => (await get(designer, { id })).lastError,
    );
    assert.match(lastError, /who published version 1 of demoted, .* publish it again/);
    await database.db.update(member).set({ role: "designer" }).where(isDesigner);
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
      const runs = await runsOf(engine.as.designer, "filled");
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

describe("coming times are those that Temporal will take", () => {
  const changes = [
    ["into summer time", "2027-03-26T12:00:00Z", "2027-03-30T12:00:00Z"],
    ["out of summer time", "2027-10-29T12:00:00Z", "2027-11-02T12:00:00Z"],
  ] as const;
  const specs: TriggerSpec[] = [
    { id: "a", type: "schedule", cron: "30 2 * * *", timezone: "Europe/Berlin" },
    { id: "b", type: "schedule", cron: "0 * * * *", timezone: "Europe/Berlin" },
    { id: "bb", type: "schedule", cron: "0 0-22 * * *", timezone: "Europe/Berlin" },
    { id: "c", type: "schedule", cron: "*/20 1-3 * * *", timezone: "Europe/Berlin" },
    { id: "d", type: "schedule", cron: "15 2 * * mon,sat,sun", timezone: "Europe/Berlin" },
    { id: "dd", type: "schedule", cron: "0 0 * * mon/2", timezone: "Europe/Berlin" },
    { id: "de", type: "schedule", cron: "*/45 */30 * mar,november mo-friday", timezone: "UTC" },
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

  test("of what could not be published there are none, and it is said why", () => {
    const times = (spec: object) => () =>
      preview(engine.as.reviewer, { spec: { id: "t", ...spec } as TimedTrigger, count: 1 });
    const daily = { type: "schedule", cron: "@daily" };
    assert.equal(times({ ...daily, timezone: "Asia/Kolkata" })().times.length, 1);
    const refused = (message: RegExp) => ({ code: "bad-request", message });
    assert.throws(times({ ...daily, timezone: "E" }), refused(/no time zone 'E'/));
    assert.throws(times({ ...daily, timezone: "europe/berlin" }), refused(/write Europe\/Berlin/));
    assert.throws(times({ ...daily, cron: "* *" }), refused(/'\* \*' is no cron expression/));
    assert.throws(times({ type: "interval", every: "0s" }), refused(/at least 1s/));
  });

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
          scheduleId: `trigger-${id}`,
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
