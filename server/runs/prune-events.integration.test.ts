import assert from "node:assert/strict";
import { before, test } from "node:test";
import { connect } from "../../db/client.ts";
import { startTestEngine, type TestEngine } from "../../test/support/engine.ts";
import { freshRun } from "../../test/support/registry.ts";
import { atEnd } from "../../test/support/servers.ts";
import { until } from "../../test/support/until.ts";
import { get } from "./get.ts";
import { pruneEvents } from "./prune-events.ts";

let engine: TestEngine;
before(async () => {
  engine = await startTestEngine();
});

/** A run with this many events, all of them older than its end; null where it goes on. */
async function runOf(events: number, endedDaysAgo: number | null): Promise<string> {
  const { db, sql } = engine.database;
  const { id } = await freshRun(db, { author: engine.as.designer.actor });
  await sql`update run set finished_at = now() - ${endedDaysAgo} * interval '1 day' where id = ${id}`;
  await sql`
    insert into run_event (run_id, type, data, at)
    select ${id}, 'run', '{}', now() - interval '40 days' from generate_series(1, ${events}::int)`;
  return id;
}

async function countOf(id: string): Promise<number> {
  const [row] = await engine.database
    .sql`select count(*)::int as events from run_event where run_id = ${id}`;
  return Number(row!["events"]);
}

test("the events of runs that ended more than thirty days ago go, batch by batch, and all others stay", async () => {
  const open = await runOf(3, null);
  // As where the clock of the server was put back: what comes behind it is looked at all the same.
  await engine.database.sql`
    update run_event set at = now() + interval '1 day'
    where id = (select min(id) from run_event where run_id = ${open})`;
  const old = await runOf(5, 31);
  const younger = await runOf(3, 29);
  const older = await runOf(4, 400);
  const system = connect((await engine.database.logins()).system, { max: 1 });
  try {
    await pruneEvents(system.db, new AbortController().signal, 2);
  } finally {
    await system.sql.end();
  }
  const left = [];
  for (const id of [open, old, younger, older]) left.push(await countOf(id));
  assert.deepEqual(left, [3, 0, 3, 0]);
});

test("a worker deletes them, and the page of the run shows what it showed", async () => {
  const id = await engine.run({
    nodes: [
      { id: "work", kind: "test.noop" },
      { id: "after", kind: "test.noop" },
    ],
    wires: [["work.out", "after.in"]],
  });
  await engine.until(id, ["done"]);
  const { sql } = engine.database;
  await sql`update run set finished_at = now() - interval '31 days' where id = ${id}`;
  await sql`update run_event set at = now() - interval '31 days' where run_id = ${id}`;
  const { cursor, ...shown } = await get(engine.as.designer, { id });
  assert.notEqual(cursor, "0-0");

  const worker = await engine.startWorker();
  atEnd(worker.stop);
  await until("the events are gone", async () => (await countOf(id)) === 0);
  const { cursor: none, ...left } = await get(engine.as.designer, { id });
  assert.equal(none, "0-0");
  assert.deepEqual(left, shown);
});
