import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Client, Connection } from "@temporalio/client";
import { z } from "zod";
import { layCable } from "../../test/support/cable.ts";
import { startTestEngine, type TestEngine } from "../../test/support/engine.ts";
import { publishTest } from "../../test/support/published.ts";
import { testServers } from "../../test/support/servers.ts";
import { allImplementations, letGo, tear, testRegistry } from "../../test/support/steps.ts";
import type { ArtifactRef } from "../../workflows/core/artifact.ts";
import {
  createRegistry,
  defineStep,
  implement,
  type StepDefinition,
} from "../../workflows/core/define-step.ts";
import type { Ctx } from "../context.ts";
import { saveUpload } from "../datasets/save-upload.ts";
import { cancel } from "./cancel.ts";
import { get } from "./get.ts";
import { pause } from "./pause.ts";
import { resume } from "./resume.ts";
import { start } from "./start.ts";
import { until } from "../../test/support/until.ts";

/** How long a step takes to stop once it has been told, in milliseconds. */
const STOPS_MS = 1_500;
/** When steps that take long to stop were at work, by their names. */
const atWork: { name: string; from: number; until: number }[] = [];
const common = {
  version: 1,
  description: "",
  icon: "flask",
  category: "control" as const,
  inputs: {},
  outputs: { out: { type: "artifact" as const, title: "Out" } },
  run: { queue: "control", cache: false },
};
const stubborn = defineStep({
  ...common,
  kind: "test.stubborn",
  title: "Takes long to stop",
  config: z.strictObject({ name: z.string(), ms: z.int().default(0) }),
  onReproduce: "repeat",
  example: { name: "x" },
});
const stubbornStep = implement(stubborn, async ({ config, ctx }) => {
  const work = { name: config.name, from: Date.now(), until: Infinity };
  atWork.push(work);
  await sleep(config.ms, undefined, { signal: ctx.signal }).catch(() => sleep(STOPS_MS));
  work.until = Date.now();
  ctx.signal.throwIfAborted();
  return { out: await ctx.artifacts.putJson({}, { type: "artifact" }) };
});

const wordy = defineStep({
  ...common,
  kind: "test.wordy",
  title: "Gives large facts",
  config: z.strictObject({}),
  onReproduce: "repeat",
  example: {},
});
const wordyStep = implement(wordy, ({ ctx }) =>
  ctx.artifacts
    .putJson({}, { type: "artifact", meta: { text: "x".repeat(30_000) } })
    .then((out) => ({ out })),
);
const steps = createRegistry([
  ...testRegistry.values(),
  ...([stubborn, wordy] as unknown as StepDefinition[]),
]);

let engine: TestEngine;
before(async () => {
  engine = await startTestEngine([...(await allImplementations()), stubbornStep, wordyStep]);
});

const noop = (id: string, policy = {}) => ({ id, kind: "test.noop", policy });
const slow = (id: string, ms: number, policy = {}) => ({
  id,
  kind: "test.slow",
  config: { ms },
  policy,
});
const held = (id: string, policy = {}) => ({ id, kind: "test.held", policy });
/** Sub-pipelines have only steps of the product. */
const wait = (id: string, config: Record<string, unknown>, policy = {}) => ({
  id,
  kind: "control.wait",
  config,
  policy,
});
const ask = (id: string, policy = {}) => ({ id, kind: "test.ask", policy });
const broken = (id: string) => ({
  id,
  kind: "test.flaky",
  config: { failures: 9, type: "bad-data" },
});
const asDesigner = () => engine.as.designer;

/** How each step stands, by node. */
async function states(id: string): Promise<Record<string, string>> {
  const { steps } = await get(asDesigner(), { id });
  return Object.fromEntries(steps.map(({ node, status }) => [node, status]));
}
const childOf = async (id: string) => (await get(asDesigner(), { id })).children[0];
const becomes = (id: string, node: string, status: string) =>
  until(`'${node}' is ${status}`, async () => (await states(id))[node] === status);
/** Waits until the run's workflow has heard all that it was told. */
const heard = (id: string) =>
  until("the message is delivered", async () => {
    const [row] = await engine.database.sql`
      select count(*)::int as n from outbox where workflow_id = ${`run-${id}`} and delivered_at is null`;
    return row!["n"] === 0;
  });
/** A designer to whom Temporal does not answer. */
const whileAway = (): Ctx => ({
  ...asDesigner(),
  temporal: () => Promise.reject(new Error("Temporal does not answer.")),
});
/** Makes a run as old as those that are compared with Temporal. */
const old = (id: string) =>
  engine.database.sql`update run set created_at = now() - interval '1 hour' where id = ${id}`;
/** Keeps a run from being compared with Temporal before it is made old. */
const young = (id: string) =>
  engine.database.sql`update run set created_at = now() + interval '1 hour' where id = ${id}`;
async function statusesTold(id: string): Promise<string[]> {
  const rows = await engine.database.sql`
    select data ->> 'status' as status from run_event where run_id = ${id} and type = 'run' order by tx, id`;
  return rows.map(({ status }) => String(status));
}

test("a run that is cancelled while it is paused does what it does at its end, and ends", async () => {
  const id = await engine.run({ nodes: [ask("wait"), noop("tidy", { phase: "finally" })] });
  await becomes(id, "wait", "waiting");
  await pause(asDesigner(), { id });
  await heard(id);
  assert.deepEqual(await cancel(asDesigner(), { id }), { id, again: false });
  await engine.until(id, ["cancelled"]);
  assert.deepEqual(await states(id), { wait: "cancelled", tidy: "done" });
  assert.deepEqual((await statusesTold(id)).slice(-3), ["paused", "running", "cancelled"]);
});

test("a run that is cancelled before its workflow has heard of the pause ends too", async () => {
  const id = await engine.run({
    nodes: [slow("work", 60_000), noop("tidy", { phase: "finally" })],
  });
  await engine.until(id, ["running"]);
  await pause(asDesigner(), { id });
  await cancel(asDesigner(), { id });
  await engine.until(id, ["cancelled"]);
  assert.deepEqual(await states(id), { work: "cancelled", tidy: "done" });
});

test("a run whose step fails while it is being cancelled is cancelled", async () => {
  const id = await engine.run({
    nodes: [{ id: "work", kind: "test.torn" }, noop("tidy", { phase: "finally" })],
  });
  await becomes(id, "work", "running");
  await cancel(asDesigner(), { id });
  tear(id);
  await engine.until(id, ["cancelled"]);
  assert.equal((await states(id))["tidy"], "done");
  const handle = engine.client.workflow.getHandle(`run-${id}`);
  // Its end is recorded a moment before.
  await assert.rejects(handle.result());
  assert.equal((await handle.describe()).status.name, "CANCELLED");
});

test("what a cancelled run does at its end comes also where it is wired to what was cancelled, or names it", async () => {
  const end = { phase: "finally" };
  const id = await engine.run({
    nodes: [
      noop("first"),
      slow("work", 60_000),
      noop("wired", end),
      noop("both", end),
      noop("named", { ...end, when: "!has(steps.work)" }),
      noop("any", { ...end, join: "any" }),
      noop("behind"),
      { id: "each", kind: "control.map", config: { over: "count", count: 1 }, policy: end },
      { ...noop("inner", { join: "any" }), parent: "each" },
    ],
    wires: [
      ["first.out", "work.in"],
      ["work.out", "wired.in"],
      ["first.out", "both.in"],
      ["work.out", "both.in"],
      ["work.out", "any.in"],
      ["both.out", "behind.in"],
      ["work.out", "inner.in"],
    ],
  });
  await becomes(id, "work", "running");
  await cancel(asDesigner(), { id });
  await engine.until(id, ["cancelled"]);
  assert.deepEqual(await states(id), {
    first: "done",
    work: "cancelled",
    wired: "done",
    both: "done",
    named: "done",
    any: "done",
    behind: "done",
    each: "done",
  });
  const [inner] = await engine.database.sql`
    select status from step_run where run_id = ${id} and node = 'inner'`;
  assert.equal(inner?.["status"], "done");
});

test("a step of the end that takes any of what never ran does not wait for it", async () => {
  const id = await engine.run({
    nodes: [
      noop("main"),
      noop("alarm", { phase: "on-failure" }),
      { id: "report", kind: "control.join", policy: { phase: "finally", join: "any" } },
    ],
    wires: [
      ["main.out", "alarm.in"],
      ["alarm.out", "report.in"],
    ],
  });
  await engine.until(id, ["done"]);
  const { steps: found } = await get(asDesigner(), { id });
  const report = found.find(({ node }) => node === "report")!;
  assert.deepEqual([report.status, report.reason], ["skipped", "'alarm' did not run to its end"]);
});

test("a cancellation during the on-failure phase leaves the finally phase to it", async () => {
  const id = await engine.run({
    nodes: [
      broken("work"),
      slow("alarm", 60_000, { phase: "on-failure" }),
      noop("tidy", { phase: "finally" }),
    ],
  });
  await becomes(id, "alarm", "running");
  await cancel(asDesigner(), { id });
  await engine.until(id, ["cancelled"]);
  assert.deepEqual(await states(id), { work: "failed", alarm: "cancelled", tidy: "done" });
});

test("a cancellation during the finally phase lets it come to its end", async () => {
  const id = await engine.run({
    nodes: [noop("work"), held("tidy", { phase: "finally" })],
  });
  await becomes(id, "tidy", "running");
  await cancel(asDesigner(), { id });
  letGo(id);
  await engine.until(id, ["cancelled"]);
  assert.deepEqual(await states(id), { work: "done", tidy: "done" });
});

test("what a cancelled run waited for is recorded as cancelled at once, and a second cancellation ends what it does at its end", async () => {
  const id = await engine.run({
    nodes: [ask("first"), ask("tidy", { phase: "finally" })],
  });
  await becomes(id, "first", "waiting");
  await cancel(asDesigner(), { id });
  await becomes(id, "tidy", "waiting");
  assert.equal((await states(id))["first"], "cancelled");
  assert.deepEqual(await cancel(asDesigner(), { id }), { id, again: true });
  await engine.until(id, ["cancelled"]);
  assert.deepEqual(await states(id), { first: "cancelled", tidy: "cancelled" });
});

test("a concurrency key is free when its holder has stopped, not when it was told to", async () => {
  const holding = async (name: string, ms: number) => {
    const node = { id: name, kind: "test.stubborn", config: { name, ms } };
    const document = {
      apiVersion: "penstock/v1",
      name: "test",
      nodes: [{ ...node, policy: { concurrencyKey: "device" } }],
    };
    return (await start(asDesigner(), { document }, { steps })).runId;
  };
  const first = await holding("first", 60_000);
  await until("the first works", () => atWork.length === 1);
  const second = await holding("second", 0);
  await until("the second stands in line", async () => {
    const [row] = await engine.database.sql`
      select count(*)::int as n from slot where run_id = ${second} and granted_at is null`;
    return row!["n"] === 1;
  });
  await cancel(asDesigner(), { id: first });
  await engine.until(second, ["done"]);
  await engine.until(first, ["cancelled"]);
  const [one, other] = atWork;
  assert.ok(one!.until <= other!.from, JSON.stringify(atWork));
});

test("a step that waits for its turn does not begin while its run is paused", async () => {
  const key = { concurrencyKey: "turn" };
  const first = await engine.run({ nodes: [held("holds", key)] });
  await becomes(first, "holds", "running");
  const second = await engine.run({ nodes: [noop("waits", key)] });
  await until("the second stands in line", async () => {
    const [row] = await engine.database.sql`
      select count(*)::int as n from slot where run_id = ${second} and granted_at is null`;
    return row!["n"] === 1;
  });
  await pause(asDesigner(), { id: second });
  await heard(second);
  const third = await engine.run({ nodes: [noop("passes", key)] });
  letGo(first);
  await engine.until(first, ["done"]);
  await engine.until(third, ["done"]);
  await engine.client.workflow.getHandle(`run-${second}`).query("__stack_trace");
  assert.deepEqual(await states(second), {});
  await resume(asDesigner(), { id: second });
  await engine.until(second, ["done"]);
});

test("a run that is paused and then cancelled in its finally phase does all of that, also below it", async () => {
  await publishTest(asDesigner(), {
    name: "tidies",
    triggers: [],
    nodes: [
      wait("one", { event: "no-such", for: "4s", onTimeout: "continue" }),
      wait("two", { for: "1s" }),
    ],
    wires: [{ from: "one.timeout", to: "two.in" }],
  });
  const tidy = { policy: { phase: "finally" } };
  const id = await engine.run({
    nodes: [
      noop("work"),
      { id: "sub", kind: "control.subpipeline", config: { pipeline: "tidies" }, ...tidy },
      { id: "each", kind: "control.map", config: { over: "count", count: 3, window: 1 }, ...tidy },
      { id: "sweep", kind: "test.slow", config: { ms: 1_500 }, parent: "each" },
    ],
  });
  await until("both go on", async () => {
    const [begun] = await engine.database.sql`
      select count(*)::int as n from step_run where run_id = ${id} and node = 'sweep'`;
    return begun!["n"] > 0 && (await childOf(id))?.status === "waiting";
  });
  await pause(asDesigner(), { id });
  const { runId } = (await childOf(id))!;
  await heard(id);
  await heard(runId);
  await becomes(runId, "one", "done");
  await cancel(asDesigner(), { id });
  await engine.until(id, ["cancelled"]);
  const { work, sub, each } = await states(id);
  assert.deepEqual({ work, sub, each }, { work: "done", sub: "done", each: "done" });
  assert.deepEqual(await states(runId), { one: "done", two: "done" });
});

test("a second cancellation ends what sub-pipelines do at their end too; none of it is paused", async () => {
  await publishTest(asDesigner(), {
    name: "lingers",
    triggers: [],
    nodes: [wait("long", { for: "60s" }), wait("linger", { for: "60s" }, { phase: "finally" })],
  });
  const id = await engine.run({
    nodes: [{ id: "sub", kind: "control.subpipeline", config: { pipeline: "lingers" } }],
  });
  await until("it runs", async () => (await childOf(id))?.status === "waiting");
  const { runId } = (await childOf(id))!;
  await cancel(asDesigner(), { id });
  await becomes(runId, "linger", "waiting");
  await assert.rejects(
    pause(asDesigner(), { id }),
    /^PenstockError: The run is being cancelled.*cancel it again/,
  );
  await cancel(asDesigner(), { id });
  await engine.until(id, ["cancelled"]);
  assert.deepEqual(await states(runId), { long: "cancelled", linger: "cancelled" });
});

test("a sub-pipeline's run that is cancelled by itself is a failure of its step, which can be handled", async () => {
  await publishTest(asDesigner(), {
    name: "given-up",
    triggers: [],
    nodes: [wait("long", { for: "60s" })],
  });
  const id = await engine.run({
    nodes: [
      { id: "sub", kind: "control.subpipeline", config: { pipeline: "given-up" } },
      noop("alarm", { phase: "on-failure" }),
    ],
  });
  await until("it runs", async () => (await childOf(id))?.status === "waiting");
  await cancel(asDesigner(), { id: (await childOf(id))!.runId });
  const { run } = await engine.until(id, ["failed", "cancelled"]);
  assert.equal(run.status, "failed");
  assert.match(run.error!, /of 'given-up' was cancelled/);
  assert.deepEqual(await states(id), { sub: "failed", alarm: "done" });
});

test("a pause reaches the parts of a map that are just being started", async () => {
  const id = await engine.run({
    nodes: [
      { id: "each", kind: "control.map", config: { over: "count", count: 1_000, window: 8 } },
      { ...slow("work", 150), parent: "each" },
    ],
  });
  await becomes(id, "each", "running");
  await pause(asDesigner(), { id });
  await heard(id);
  const begun = async () => {
    const [row] = await engine.database.sql`
      select count(*)::int as n from step_run where run_id = ${id} and node = 'work'`;
    return Number(row!["n"]);
  };
  let seen = -1;
  await until("what was under way ends, and no more begins", async () => {
    const earlier = seen;
    seen = await begun();
    if (earlier !== seen) await sleep(1_500);
    return earlier === seen;
  });
  assert.ok(seen < 1_000, `${seen} have begun`);
  await cancel(asDesigner(), { id });
  await engine.until(id, ["cancelled"]);
});

test("a step is refused inputs that are too large together, in a sentence", async () => {
  const nodes = Array.from({ length: 80 }, (_, index) => ({ id: `n${index}`, kind: "test.wordy" }));
  const document = {
    apiVersion: "penstock/v1",
    name: "test",
    nodes: [...nodes, noop("behind")],
    wires: nodes.map(({ id }) => ({ from: `${id}.out`, to: "behind.in" })),
  };
  const { runId } = await start(asDesigner(), { document }, { steps });
  const { run } = await engine.until(runId, ["done", "failed"]);
  assert.match(
    run.error ?? "",
    /^behind: Its 80 inputs take 2,[\d,]+ bytes as references; 1,000,000 are allowed/,
  );
});

test("a sub-pipeline whose steps give more than Temporal takes in one message gives what is asked of it", async () => {
  const ctx = asDesigner();
  const columns = Array.from({ length: 40 }, (_, index) => `a_column_with_a_long_name_${index}`);
  const table = `${columns.join()}\n${columns.map((_, index) => index).join()}\n`;
  const { source } = await saveUpload(ctx, Readable.from([table]), "wide.csv");
  const joins = Array.from({ length: 900 }, (_, index) => `j${index}`);
  await publishTest(ctx, {
    name: "wide",
    triggers: [],
    nodes: [
      { id: "load", kind: "data.load", config: { source } },
      ...joins.map((id) => ({ id, kind: "control.join" })),
    ],
    wires: joins.map((id) => ({ from: "load.data", to: `${id}.in` })),
  });
  const id = await engine.run({
    nodes: [
      { id: "sub", kind: "control.subpipeline", config: { pipeline: "wide", output: "j7.out" } },
    ],
  });
  const { run, steps } = await engine.until(id, ["done", "failed"]);
  assert.equal(run.status, "done", run.error ?? "");
  const { result } = steps[0]!.outputs as Record<string, ArtifactRef>;
  const bytes = JSON.stringify(result).length;
  assert.ok(bytes * joins.length > 2_200_000, `${bytes} bytes each`);
  assert.equal((result!.meta["columns"] as unknown[]).length, 40);
});

test("a run ends though what it says of itself cannot be stored as it is: half of a surrogate pair, or NUL", async () => {
  const map = await engine.run({
    nodes: [
      {
        id: "each",
        kind: "control.map",
        config: { over: "list", list: [`${"x".repeat(118)}😀`] },
      },
      { ...noop("inner"), parent: "each" },
    ],
  });
  await engine.until(map, ["done"]);
  const [item] = await engine.database.sql`select label from run_item where run_id = ${map}`;
  assert.equal(item?.["label"], `"${"x".repeat(118)}\uFFFD`);

  const condition = await engine.run({ nodes: [noop("when", { when: "bool('\\u0000')" })] });
  await engine.until(condition, ["failed"]);
  assert.match((await get(asDesigner(), { id: condition })).run.error!, /\\0/);

  const fault = noop("when", { when: "bool('\\u0000')" });
  for (const gate of [{ id: "gate", kind: "control.join" }, noop("gate")]) {
    const handled = await engine.run({ nodes: [fault, gate], wires: [["when.error", "gate.in"]] });
    await engine.until(handled, ["done"]);
  }
});

test("an item that brings a step a NUL is refused as bad data", async () => {
  const upload = await saveUpload(
    asDesigner(),
    Readable.from(['{"a":"x\\u0000y"}\n']),
    "nul.jsonl",
  );
  const id = await engine.run({
    nodes: [
      { id: "load", kind: "data.load", config: { source: upload.source } },
      { id: "each", kind: "control.map", config: { over: "rows" } },
      {
        id: "say",
        kind: "test.noop",
        parent: "each",
        config: { facts: { text: "${item.a}" } },
      },
    ],
    wires: [["load.data", "each.table"]],
  });
  const { run } = await engine.until(id, ["failed", "done"]);
  assert.match(run.error ?? "", /facts\.text.*holds a NUL/);
  const said = await engine.database.sql`
    select attempt, error from step_run where run_id = ${id} and node = 'say'`;
  assert.deepEqual(
    said.map(({ attempt, error }) => [attempt, (error as { type: string }).type]),
    [[1, "bad-data"]],
  );
});

test("a map at the end of a run that failed does its work for each item, knows how the run ended, and does not fail of it", async () => {
  const end = { phase: "finally" };
  const map = (id: string, policy: Record<string, unknown>) => ({
    id,
    kind: "control.map",
    config: { over: "count", count: 2 },
    policy,
  });
  const id = await engine.run({
    nodes: [
      broken("work"),
      map("alarms", { phase: "on-failure" }),
      { ...noop("alarm"), parent: "alarms" },
      map("each", end),
      { ...noop("inner", { when: "!has(steps.work) && run.status == 'failed'" }), parent: "each" },
    ],
    wires: [["work.error", "alarm.in"]],
  });
  await engine.until(id, ["failed"]);
  assert.deepEqual(await states(id), { work: "failed", alarms: "done", each: "done" });
  const inside = await engine.database.sql`
    select node, status from step_run where run_id = ${id} and item <> '' order by node, item`;
  assert.deepEqual(
    inside.map(({ node, status }) => [node, status]),
    [
      ["alarm", "done"],
      ["alarm", "done"],
      ["inner", "done"],
      ["inner", "done"],
    ],
  );
});

test("a map fails where a step failed that its inside takes from, and nothing that follows from it runs", async () => {
  const id = await engine.run({
    nodes: [
      broken("load"),
      { id: "each", kind: "control.map", config: { over: "count", count: 2 } },
      { ...noop("inner"), parent: "each" },
      noop("publish"),
    ],
    wires: [
      ["load.out", "inner.in"],
      ["each.results", "publish.in"],
    ],
  });
  await engine.until(id, ["failed"]);
  assert.deepEqual(await states(id), { load: "failed", each: "failed", publish: "skipped" });
});

test("the end of a run that was paused before it began, and then cancelled, is held by no pause", async () => {
  const id = await engine.run({
    nodes: [
      noop("work", { queue: "nowhere" }),
      noop("tidy", { phase: "finally", concurrencyKey: "tidies-alone" }),
    ],
  });
  await pause(asDesigner(), { id });
  await heard(id);
  await cancel(asDesigner(), { id });
  await engine.until(id, ["cancelled"]);
  assert.equal((await states(id))["tidy"], "done");
});

test("the end of a cancelled run does not stand in line behind a sub-pipeline that the run will not begin", async () => {
  await publishTest(asDesigner(), {
    name: "one-at-a-time",
    triggers: [],
    concurrency: { runs: 1 },
    nodes: [wait("while", { for: "4s" })],
  });
  const sub = (id: string, policy = {}) => ({
    id,
    kind: "control.subpipeline",
    config: { pipeline: "one-at-a-time" },
    policy,
  });
  const id = await engine.run({
    nodes: [sub("one"), sub("two"), sub("last", { phase: "finally" })],
  });
  await until(
    "both are written down",
    async () => (await get(asDesigner(), { id })).children.length === 2,
  );
  await cancel(asDesigner(), { id });
  await engine.until(id, ["cancelled"]);
  assert.equal((await states(id))["last"], "done");
});

test("a second cancellation counts also while the steps that the first one stops are still stopping", async () => {
  const document = {
    apiVersion: "penstock/v1",
    name: "test",
    nodes: [
      { id: "work", kind: "test.stubborn", config: { name: "stops", ms: 60_000 } },
      ask("tidy", { phase: "finally" }),
    ],
  };
  const { runId: id } = await start(asDesigner(), { document }, { steps });
  await until("it works", () => atWork.some(({ name }) => name === "stops"));
  await cancel(asDesigner(), { id });
  assert.deepEqual(await cancel(asDesigner(), { id }), { id, again: true });
  await engine.until(id, ["cancelled"]);
});

test("a cancellation of which Temporal did not hear leaves the end to the next one, which is the first that the run hears of", async () => {
  const id = await engine.run({
    nodes: [slow("work", 60_000), noop("tidy", { phase: "finally" })],
  });
  await engine.until(id, ["running"]);
  await young(id);
  assert.deepEqual(await cancel(whileAway(), { id }), { id, again: false });
  assert.deepEqual(await cancel(asDesigner(), { id }), { id, again: false });
  await engine.until(id, ["cancelled"]);
  assert.deepEqual(await states(id), { work: "cancelled", tidy: "done" });
});

test("a cancellation that Temporal was too far away to hear is answered soon, and the run hears of it later, once", async () => {
  const { temporalAddress } = await testServers();
  const cable = await layCable(Number(temporalAddress.split(":").at(-1)));
  const connection = await Connection.connect({ address: `127.0.0.1:${cable.port}` });
  const { namespace } = engine.client.options;
  const far = new Client({ connection, namespace });
  const id = await engine.run({
    nodes: [slow("work", 60_000), noop("tidy", { phase: "finally" })],
  });
  await becomes(id, "work", "running");
  await young(id);
  cable.cut();
  const asked = Date.now();
  for (let times = 0; times < 2; times++)
    assert.deepEqual(
      await cancel({ ...asDesigner(), temporal: () => Promise.resolve(far) }, { id }),
      { id, again: false },
    );
  // Five seconds each, and a moment.
  assert.ok(Date.now() - asked < 30_000, `${Date.now() - asked} ms for two answers`);
  await connection.close();
  await assert.rejects(pause(asDesigner(), { id }), /^PenstockError: The run is being cancelled/);
  await old(id);
  await engine.until(id, ["cancelled"]);
  assert.deepEqual(await states(id), { work: "cancelled", tidy: "done" });
});

test("a run that was cancelled while Temporal was away is not started when it is back, also where it was paused", async () => {
  const [queued, paused] = await Promise.all(
    [1, 2].map(() => engine.run({ nodes: [noop("work")] }, whileAway())),
  );
  // As long as they are young, no worker starts them.
  for (const id of [queued!, paused!]) await young(id);
  await pause(asDesigner(), { id: paused! });
  for (const id of [queued!, paused!]) {
    assert.deepEqual(await cancel(whileAway(), { id }), { id, again: false });
    await old(id);
  }
  for (const id of [queued!, paused!]) {
    await engine.until(id, ["cancelled", "done"]);
    assert.deepEqual(await states(id), {});
    assert.equal((await get(asDesigner(), { id })).run.status, "cancelled");
  }
});

test("a cancellation that comes while the end is being recorded changes nothing: the workflow ends as the run did", async () => {
  const id = await engine.run({ nodes: [held("work")] });
  await becomes(id, "work", "running");
  await engine.database.sql.begin(async (sql) => {
    await sql`select 1 from run where id = ${id} for update`;
    letGo(id);
    await until("the record of its end waits", async () => {
      const [row] = await engine.database.sql`
        select count(*)::int as n from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock' and query like '%with ended as%'`;
      return row!["n"] > 0;
    });
    // As `cancel` does once it has written that down, which it can no more.
    await engine.client.workflow.getHandle(`run-${id}`).cancel();
  });
  await engine.until(id, ["done"]);
  await engine.client.workflow.getHandle(`run-${id}`).result();
  assert.equal(
    (await engine.client.workflow.getHandle(`run-${id}`).describe()).status.name,
    "COMPLETED",
  );
});

test("a worker that takes these runs over goes on with each as it went", async () => {
  assert.deepEqual(await engine.notReplayed(), []);
});
