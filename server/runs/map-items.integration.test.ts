import assert from "node:assert/strict";
import { before, test } from "node:test";
import { startTestEngine, type TestEngine } from "../../test/support/engine.ts";
import type { PenstockError } from "../errors.ts";
import { follow } from "./follow.ts";
import { get } from "./get.ts";
import { item, items } from "./list-items.ts";
import { logs } from "./logs.ts";

let engine: TestEngine;
before(async () => {
  engine = await startTestEngine();
});

const map = (count: number, config = {}) => ({
  id: "each",
  kind: "control.map",
  config: { over: "count", count, ...config },
});

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
  assert.deepEqual(maps, { each: { total: 7, done: 6, failed: 1, cancelled: 0, running: 0 } });
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
      { id: "slow", kind: "test.slow", parent: "each", config: { ms: 3_000 } },
    ],
    wires: [["say.out", "slow.in"]],
  });
  const ctx = engine.as.designer;
  await engine.untilTrue("both items are in their slow step", async () => {
    const { items: running } = await items(ctx, { id, node: "each", limit: 9, status: "running" });
    const both = await Promise.all(
      running.map(({ index }) => item(ctx, { id, node: "each", index })),
    );
    return both.filter(({ steps }) => steps.some(({ node }) => node === "slow")).length === 2;
  });
  assert.equal((await get(ctx, { id })).maps["each"]!.running, 2);
  const { lines } = await logs(ctx, { id, node: "say", item: "1", limit: 10 });
  assert.deepEqual(
    lines.map(({ item }) => item),
    ["1"],
  );
  assert.equal((await logs(ctx, { id, node: "say", limit: 10 })).lines.length, 0);
  const { maps } = await engine.until(id, ["done"]);
  assert.equal(maps["each"]!.done, 2);
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
