import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { connect } from "../../db/client.ts";
import { contextOf } from "../../test/support/context.ts";
import { freshWorkspace } from "../../test/support/factories.ts";
import { startTestDatabase, type TestDatabase } from "../../test/support/postgres.ts";
import { freshRun } from "../../test/support/registry.ts";
import { rowsRead } from "../../test/support/rows-read.ts";
import type { Ctx } from "../context.ts";
import { logs } from "./logs.ts";
import { finishRun } from "./record-nodes.ts";

const ITEMS = 200;
const LINES = 20_000;

let one: ReturnType<typeof connect>;
let ctx: Ctx;
let id: string;
let database: TestDatabase;

before(async () => {
  database = await startTestDatabase();
  const { db, sql, logins } = database;
  const { designer } = await freshWorkspace(db);
  ({ id } = await freshRun(db, { author: designer }));
  // Of transactions of the past, a few lines each.
  await sql`
    insert into step_log (tx, run_id, node, item, attempt, level, message)
    select (i / 7)::text::xid8, ${id}, 'say', (i % ${ITEMS}::int)::text, 1, 'info', i::text
    from generate_series(1, ${LINES}::int) i`;
  await sql`analyze step_log`;
  // Behind the wall, as the pages are.
  one = connect((await logins()).web, { workspace: designer.workspaceId, max: 1 });
  ctx = contextOf(one.db, designer);
});
after(() => one.sql.end());

const read = (input: Partial<Parameters<typeof logs>[1]>) =>
  logs(ctx, { id, limit: 100, ...input });

test("a page of a run's log, a look for new lines and the log of an item read no other lines", async () => {
  let next: string | null = null;
  const pages = await rowsRead(one.sql, "step_log", async () => {
    next = (await read({})).nextAfter;
    const { lines } = await read({ after: next! });
    assert.deepEqual(
      lines.map(({ message }) => Number(message)),
      Array.from({ length: 100 }, (_, at) => 101 + at),
    );
  });
  assert.ok(pages <= 202, `${pages} lines were read for two pages of 100`);

  const ofItem = await rowsRead(one.sql, "step_log", async () => {
    const { lines } = await read({ node: "say", item: "7", limit: 1_000 });
    assert.equal(lines.length, LINES / ITEMS);
  });
  assert.ok(ofItem <= 102, `${ofItem} lines were read for an item's 100`);

  const last = await read({ after: `${Math.floor(LINES / 7)}-0`, limit: 1_000 });
  for (const more of [{}, { node: "say", item: "7" }]) {
    const looks = await rowsRead(one.sql, "step_log", async () => {
      const page = await read({ ...more, after: last.nextAfter!, follow: true });
      assert.deepEqual(page, { lines: [], nextAfter: last.nextAfter, ended: false });
    });
    assert.ok(looks <= 1, `${looks} lines were read to find nothing new`);
  }
});

test("who follows a log hears that the run has ended, and then reads what was held back for those who may still write", async () => {
  const { sql, db } = database;
  const { designer } = await freshWorkspace(db);
  const run = await freshRun(db, { author: designer });
  const look = async (follow: boolean) => {
    const input = { id: run.id, follow, limit: 10 };
    const { lines, ended } = await logs(contextOf(db, designer), input);
    return [lines.map(({ message }) => message), ended];
  };
  await sql.begin(async (open) => {
    await open`select pg_current_xact_id()`;
    await sql`
      insert into step_log (run_id, node, attempt, level, message) values (${run.id}, 'say', 1, 'info', 'a line')`;
    assert.deepEqual(await look(true), [[], false]);
    await finishRun(db, { runId: run.id, status: "done", error: null });
    assert.deepEqual(await look(true), [[], true]);
    assert.deepEqual(await look(false), [["a line"], true]);
  });
});
