import assert from "node:assert/strict";
import { before, test } from "node:test";
import { startTestEngine, type TestEngine } from "../../test/support/engine.ts";
import { freshWorkspace } from "../../test/support/factories.ts";
import type { PenstockError } from "../errors.ts";
import { get } from "../runs/get.ts";
import { item } from "../runs/list-items.ts";
import { send } from "./send.ts";
import { until } from "../../test/support/until.ts";

let engine: TestEngine;
before(async () => {
  engine = await startTestEngine();
});

const wait = (id: string, event: string, more = {}) => ({
  id,
  kind: "control.wait",
  config: { event },
  ...more,
});
const refused = (code: string, pattern: RegExp) => (error: PenstockError) =>
  error.code === code && pattern.test(error.message);

test("an event lets every step go on that waits for it, with its payload, also in other runs and inside maps", async () => {
  const ctx = engine.as.designer;
  const one = await engine.run({ nodes: [wait("a", "data.ready"), wait("b", "something-else")] });
  const many = await engine.run({
    nodes: [
      { id: "each", kind: "control.map", config: { over: "count", count: 3 } },
      wait("inner", "data.ready", { parent: "each" }),
    ],
  });
  await until("all wait", async () => {
    const [row] = await engine.database.sql`
      select count(*)::int as n from step_run where status = 'waiting' and run_id in (${one}, ${many})`;
    return row!["n"] === 5;
  });
  const { sent } = await send(ctx, { name: "data.ready", payload: { rows: 7 } });
  assert.deepEqual(sent.map(({ runId, node, item }) => `${runId} ${node} ${item}`).sort(), [
    ...[`${one} a `, ...["0", "1", "2"].map((index) => `${many} inner ${index}`)].sort(),
  ]);
  const { maps } = await engine.until(many, ["done"]);
  assert.equal(maps["each"]!.done, 3);
  const { steps } = await item(ctx, { id: many, node: "each", index: 1 });
  assert.deepEqual(steps[0]!.outputs!["event"]!.meta, { rows: 7 });

  await until("one of the two has gone on", async () => {
    const { steps: others } = await get(ctx, { id: one });
    const states = new Map(others.map(({ node, status }) => [node, status]));
    return states.get("a") === "done" && states.get("b") === "waiting";
  });
  await send(ctx, { name: "something-else", payload: {}, run: one });
  await engine.until(one, ["done"]);
  const audited = await engine.database.sql`
    select entity_id, after from audit where action = 'event.send' order by id`;
  assert.deepEqual(
    audited.map(({ entity_id, after }) => [entity_id, after.steps]),
    [
      ["data.ready", 4],
      ["something-else", 1],
    ],
  );
});

test("an event that nobody waits for, or too large a payload, or another workspace's, is refused with a sentence", async () => {
  const id = await engine.run({ nodes: [wait("a", "mine")] });
  await engine.until(id, ["waiting"]);
  const ctx = engine.as.designer;
  const event = { name: "mine", payload: {} };
  await assert.rejects(
    send(ctx, { ...event, name: "nobody" }),
    refused("not-found", /waits for the event 'nobody'/),
  );
  await assert.rejects(
    send(ctx, { ...event, run: "run_other" }),
    refused("not-found", /of the run 'run_other'/),
  );
  await assert.rejects(
    send(ctx, { ...event, payload: { text: "x".repeat(20_000) } }),
    refused("too-large", /takes 200\d\d bytes; 16384 are allowed/),
  );
  const elsewhere = await freshWorkspace(engine.database.db);
  await assert.rejects(
    send({ ...ctx, actor: elsewhere.designer }, event),
    refused("not-found", /No step in this workspace/),
  );
  await assert.rejects(send(engine.as.reviewer, event), refused("forbidden", /runs\.control/));
  await send(ctx, event);
  await engine.until(id, ["done"]);
});
