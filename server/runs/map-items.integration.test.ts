import assert from "node:assert/strict";
import { before, test } from "node:test";
import type { ISql } from "postgres";
import { startTestEngine, type TestEngine } from "../../test/support/engine.ts";
import { letGo, testImplementations } from "../../test/support/steps.ts";
import type { StepImplementation } from "../../workflows/core/define-step.ts";
import { StepError } from "../../workflows/core/step-error.ts";
import plainMap from "../../workflows/steps/control.map/run.ts";
import type { PenstockError } from "../errors.ts";
import { send } from "../events/send.ts";
import { cancel } from "./cancel.ts";
import { follow } from "./follow.ts";
import { get } from "./get.ts";
import { item, items } from "./list-items.ts";
import { logs } from "./logs.ts";
import { until } from "../../test/support/until.ts";

/** Runs whose map is torn once when its items have ended, as when its worker is killed. */
const torn = new Set<string>();
const tearableMap: StepImplementation = {
  ...plainMap,
  run: async (given) => {
    const { event, run } = given.ctx;
    if (event && torn.delete(run.id)) throw new StepError("transient", "Torn once.");
    return plainMap.run(given);
  },
};

let engine: TestEngine;
before(async () => {
  engine = await startTestEngine([...testImplementations, tearableMap]);
});

const map = (count: number, config = {}) => ({
  id: "each",
  kind: "control.map",
  config: { over: "count", count, ...config },
});

const map2 = { id: "tries", kind: "control.map", config: { over: "count", count: 1 } };

test("of a map the run has counts and no rows of its items; these are listed in order, by state, page by page", async () => {
  const id = await engine.run({
    nodes: [
      map(7, { onFailure: "collect" }),
      {
        id: "body",
        kind: "test.flaky",
        parent: "each",
        config: { failures: 0 },
        policy: { attempts: 1 },
      },
      {
        id: "odd",
        kind: "control.condition",
        parent: "each",
        config: { expression: "index != 3 || input.missing" },
      },
    ],
    wires: [["body.out", "odd.value"]],
  });
  const { maps, steps } = await engine.until(id, ["done"]);
  assert.deepEqual(maps, {
    each: { total: 7, done: 6, failed: 1, cancelled: 0, running: 0, waiting: 0 },
  });
  assert.deepEqual(
    steps.map(({ node, item }) => [node, item]),
    [["each", ""]],
  );
  const ctx = engine.as.designer;
  const first = await items(ctx, { id, node: "each", limit: 4 });
  assert.deepEqual(
    first.items.map(({ index, label }) => [index, label]),
    [0, 1, 2, 3].map((index) => [index, String(index)]),
  );
  const rest = await items(ctx, { id, node: "each", limit: 4, cursor: first.nextCursor });
  assert.deepEqual(
    rest.items.map(({ index }) => index),
    [4, 5, 6],
  );
  assert.equal(rest.nextCursor, null);
  const failed = await items(ctx, { id, node: "each", limit: 50, status: "failed" });
  assert.deepEqual(
    failed.items.map(({ index }) => index),
    [3],
  );
  assert.match(failed.items[0]!.error!, /^odd: .*missing/);

  const one = await item(ctx, { id, node: "each", index: 3 });
  assert.deepEqual(
    one.steps.map(({ node, item, status }) => [node, item, status]),
    [
      ["body", "3", "done"],
      ["odd", "3", "failed"],
    ],
  );
  await assert.rejects(
    item(ctx, { id, node: "each", index: 9 }),
    (error: PenstockError) => error.code === "not-found",
  );
});

test("items that run are listed as running, and their log is read by item", async () => {
  const id = await engine.run({
    nodes: [
      map(2),
      { id: "say", kind: "test.counted", parent: "each", config: { value: "${item} items" } },
      { id: "held", kind: "test.held", parent: "each" },
    ],
    wires: [["say.out", "held.in"]],
  });
  const ctx = engine.as.designer;
  await until("both items are in their last step", async () => {
    const { items: running } = await items(ctx, { id, node: "each", limit: 9, status: "running" });
    const both = await Promise.all(
      running.map(({ index }) => item(ctx, { id, node: "each", index })),
    );
    return both.filter(({ steps }) => steps.some(({ node }) => node === "held")).length === 2;
  });
  const begun = (await get(ctx, { id })).maps["each"]!;
  assert.deepEqual([begun.running, begun.done, begun.total], [2, 0, 2]);
  const { lines } = await logs(ctx, { id, node: "say", item: "1", limit: 10 });
  assert.deepEqual(
    lines.map(({ item }) => item),
    ["1"],
  );
  assert.equal((await logs(ctx, { id, node: "say", limit: 10 })).lines.length, 0);
  letGo(id);
  const { maps } = await engine.until(id, ["done"]);
  assert.equal(maps["each"]!.done, 2);
});

test("who follows a log misses no line of a step that writes it down late", async () => {
  const id = await engine.run({ nodes: [{ id: "work", kind: "test.noop" }] });
  await engine.until(id, ["done"]);
  const ctx = engine.as.designer;
  const said: string[] = [];
  let after: string | undefined;
  const look = async () => {
    const page = await logs(ctx, { id, after, follow: true, limit: 10 });
    said.push(...page.lines.map(({ message }) => message));
    after = page.nextAfter ?? undefined;
  };
  const { sql } = engine.database;
  const write = (say: ISql, message: string) =>
    say`insert into step_log (run_id, node, attempt, level, message) values (${id}, 'work', 1, 'info', ${message})`;
  await sql.begin(async (late) => {
    await write(late, "first, written down late");
    await write(sql, "second");
    await look();
  });
  await until("both lines", async () => {
    await look();
    return said.length === 2;
  });
  assert.deepEqual(said, ["first, written down late", "second"]);
});

test("an item of a grid that runs has its own label, however the names of the grid are ordered", async () => {
  const id = await engine.run({
    nodes: [
      {
        id: "each",
        kind: "control.map",
        config: { over: "grid", grid: { longer: [1, 2], name: [10, 20] } },
      },
      { id: "ask", kind: "control.wait", parent: "each", config: { event: "go-${item.name}" } },
    ],
  });
  const open = () => items(engine.as.designer, { id, node: "each", limit: 9 });
  await until("all items wait", async () => (await open()).counts.waiting === 4);
  assert.deepEqual(
    (await open()).items.map(({ label, waits }) => [label, waits?.event]),
    [
      ['{"longer":1,"name":10}', "go-10"],
      ['{"longer":1,"name":20}', "go-20"],
      ['{"longer":2,"name":10}', "go-10"],
      ['{"longer":2,"name":20}', "go-20"],
    ],
  );
  await cancel(engine.as.designer, { id });
});

test("items that wait say for what, with their label, and are listed by that; they are not among those that run", async () => {
  const id = await engine.run({
    nodes: [
      {
        id: "each",
        kind: "control.map",
        config: { over: "grid", grid: { a: [1, 2], b: ["x", "y"] } },
      },
      {
        id: "ask",
        kind: "control.wait",
        parent: "each",
        config: { event: "go-${item.a}-${item.b}" },
      },
    ],
  });
  const ctx = engine.as.designer;
  const waiting = () => items(ctx, { id, node: "each", limit: 9, status: "waiting" });
  await until("all items wait", async () => (await waiting()).items.length === 4);
  const { items: found, counts } = await waiting();
  assert.deepEqual(
    found.map(({ index, label, waits }) => [index, label, waits?.node, waits?.event]),
    [
      [0, '{"a":1,"b":"x"}', "ask", "go-1-x"],
      [1, '{"a":1,"b":"y"}', "ask", "go-1-y"],
      [2, '{"a":2,"b":"x"}', "ask", "go-2-x"],
      [3, '{"a":2,"b":"y"}', "ask", "go-2-y"],
    ],
  );
  assert.deepEqual([counts.running, counts.waiting], [0, 4]);
  const running = await items(ctx, { id, node: "each", limit: 9, status: "running" });
  assert.deepEqual(running.items, []);
  await send(ctx, { name: "go-1-y", run: id, payload: {} });
  await until("one has ended", async () => (await waiting()).counts.done === 1);
  const all = await items(ctx, { id, node: "each", limit: 9 });
  assert.deepEqual(
    all.items.map(({ status, waits }) => [status, waits?.event]),
    [
      ["waiting", "go-1-x"],
      ["done", undefined],
      ["waiting", "go-2-x"],
      ["waiting", "go-2-y"],
    ],
  );
  await cancel(ctx, { id });
  await engine.until(id, ["cancelled"]);
});

test("what an item waited for is waited for no more once its map has given it up, while the run goes on", async () => {
  const id = await engine.run({
    nodes: [
      map(2),
      {
        id: "ask",
        kind: "control.wait",
        parent: "each",
        config: { event: "given-up-${index}" },
      },
      {
        id: "fails",
        kind: "test.flaky",
        parent: "each",
        config: { failures: 9, type: "bad-data" },
      },
      { id: "beside", kind: "control.wait", config: { event: "beside" } },
    ],
    wires: [["ask.out", "fails.in"]],
  });
  const ctx = engine.as.designer;
  await until("both items wait", async () => (await get(ctx, { id })).maps["each"]?.waiting === 2);
  await send(ctx, { name: "given-up-0", run: id, payload: {} });
  await until("one has failed, the other is given up", async () => {
    const { cancelled, failed } = (await get(ctx, { id })).maps["each"]!;
    return cancelled === 1 && failed === 1;
  });
  const asked = async () => (await item(ctx, { id, node: "each", index: 1 })).steps;
  await until("it is seen to wait no more", async () =>
    (await asked()).every(({ status }) => status === "cancelled"),
  );
  await assert.rejects(
    send(ctx, { name: "given-up-1", run: id, payload: {} }),
    (error: PenstockError) => error.code === "not-found",
  );
  assert.equal((await get(ctx, { id })).run.finishedAt, null);
  await send(ctx, { name: "beside", run: id, payload: {} });
  await engine.until(id, ["failed"]);
});

test("items that wait for a slot, or for their next attempt, wait too, and say so", async () => {
  const id = await engine.run({
    nodes: [
      map(2),
      {
        id: "one",
        kind: "test.slow",
        parent: "each",
        config: { ms: 60_000 },
        policy: { concurrencyKey: "licence" },
      },
      map2,
      {
        id: "again",
        kind: "test.flaky",
        parent: "tries",
        policy: { attempts: 2, backoff: { initial: "60s" } },
      },
    ],
  });
  const ctx = engine.as.designer;
  const reasons = async (node: string) => {
    const { items: found } = await items(ctx, { id, node, limit: 9, status: "waiting" });
    return found.map(({ waits }) => waits?.reason);
  };
  await until("one runs, one is in line and one waits for its next attempt", async () => {
    const { maps } = await get(ctx, { id });
    return [maps["each"]?.running, maps["each"]?.waiting, maps["tries"]?.waiting].every(
      (count) => count === 1,
    );
  });
  assert.deepEqual(await reasons("each"), ["a slot of key:licence"]);
  assert.match((await reasons("tries"))[0]!, /^attempt 1 of 2 failed: /);
  await cancel(ctx, { id });
  await engine.until(id, ["cancelled"]);
});

test("a map of no items says that it has none, and what hangs on its table is skipped for that", async () => {
  const id = await engine.run({
    nodes: [
      map(0),
      { id: "body", kind: "test.noop", parent: "each" },
      { id: "behind", kind: "control.condition", config: { expression: "true" } },
    ],
    wires: [["each.table", "behind.value"]],
  });
  const { maps, steps } = await engine.until(id, ["done"]);
  assert.equal(maps["each"]!.total, 0);
  assert.equal(
    steps.find(({ node }) => node === "behind")!.reason,
    "'each' produced no 'table': the map had no items",
  );
});

test("a map whose gathering had to be tried again still says how many items it had", async () => {
  const id = await engine.run({
    nodes: [map(2), { id: "body", kind: "test.slow", parent: "each", config: { ms: 300 } }],
  });
  torn.add(id);
  const { maps, steps } = await engine.until(id, ["done"]);
  assert.deepEqual(
    steps.map(({ attempt, status }) => [attempt, status]),
    [
      [1, "failed"],
      [2, "done"],
    ],
  );
  assert.deepEqual(maps["each"], {
    total: 2,
    done: 2,
    failed: 0,
    cancelled: 0,
    running: 0,
    waiting: 0,
  });
});

test("whoever follows a run hears nothing of the items of its maps, unless they ask for it", async () => {
  const id = await engine.run({
    nodes: [map(3), { id: "body", kind: "test.noop", parent: "each" }],
  });
  await engine.until(id, ["done"]);
  const heard = async (of?: string) => {
    const found = new Set<string>();
    for await (const [, events] of follow(engine.as.designer, { id, items: of }, undefined)) {
      for (const { node, item } of events) found.add(`${node ?? "run"}[${item ?? ""}]`);
      if (events.some(({ type, data }) => type === "run" && data["status"] === "done"))
        return [...found].sort();
    }
    return [];
  };
  assert.deepEqual(await heard(), ["each[]", "run[]"]);
  assert.deepEqual(await heard("each"), ["body[0]", "body[1]", "body[2]", "each[]", "run[]"]);
});

test("a worker that takes these runs over goes on with each as it went", async () => {
  assert.deepEqual(await engine.notReplayed(), []);
});
