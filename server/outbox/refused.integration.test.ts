import assert from "node:assert/strict";
import { test } from "node:test";
import { connect } from "../../db/client.ts";
import { startTestDatabase } from "../../test/support/postgres.ts";
import { rowsRead } from "../../test/support/rows-read.ts";
import { PAUSE } from "../../workflows/core/run-events.ts";
import { tellRun } from "../runs/set-paused.ts";
import { Pauses } from "./pauses.ts";
import { nextWorkflows } from "./relay.ts";

test("messages that were refused are read by nobody who looks for what is to be delivered", async () => {
  const { url, sql } = await startTestDatabase();
  await sql`
    insert into outbox (id, workflow_id, update_id, event, refused)
    select 'r' || i, 'w' || i % 100, 'u' || i, '{}', 'The run has ended' from generate_series(1, 10000) i`;
  await sql`insert into outbox (id, workflow_id, update_id, event) values ('o', 'w7', 'o', '{}')`;
  await sql`analyze outbox`;
  const one = connect(url, { max: 1 });
  const looking = await rowsRead(one.sql, "outbox", async () => {
    const next = await nextWorkflows(one.db, new Map(), new Pauses(), 8);
    assert.deepEqual(next, ["w7"]);
  });
  assert.ok(looking <= 2, `${looking} messages were read`);
  const telling = await rowsRead(one.sql, "outbox", () =>
    one.db.transaction((tx) => tellRun(tx, { workflowId: "w7" }, PAUSE, "")),
  );
  assert.ok(telling <= 4, `${telling} messages were read`);
  await one.sql.end();
});
