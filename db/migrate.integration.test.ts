import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { migrate as applyMigrations } from "drizzle-orm/postgres-js/migrator";
import { testServers } from "../test/support/servers.ts";
import { until } from "../test/support/until.ts";
import { makersOf } from "../server/models/makers-of.ts";
import { connect } from "./client.ts";
import { migrate } from "./migrate.ts";

const FOLDER = path.join(import.meta.dirname, "migrations");

/** An empty database, and how to bring it to the schema before this migration. */
async function databaseBefore(tag: string) {
  const { databaseUrl } = await testServers();
  const server = connect(databaseUrl, { max: 1 });
  const name = `migrated_from_${randomBytes(6).toString("hex")}`;
  await server.sql.unsafe(`create database ${name}`);
  const url = new URL(databaseUrl);
  url.pathname = `/${name}`;
  const { db, sql } = connect(url.href, { max: 1 });
  const folder = await mkdtemp(path.join(tmpdir(), "penstock-migrations-"));
  await cp(FOLDER, folder, { recursive: true });
  const file = path.join(folder, "meta", "_journal.json");
  const journal = JSON.parse(await readFile(file, "utf8")) as { entries: { tag: string }[] };
  const end = journal.entries.findIndex((entry) => entry.tag === tag);
  assert.ok(end > 0, `There is no migration '${tag}'.`);
  await writeFile(file, JSON.stringify({ ...journal, entries: journal.entries.slice(0, end) }));
  await applyMigrations(db, { migrationsFolder: folder });
  await rm(folder, { recursive: true });
  return {
    url: url.href,
    sql,
    drop: async () => {
      await sql.end();
      await server.sql.unsafe(`drop database ${name} with (force)`);
      await server.sql.end();
    },
  };
}

test("several starts at once on one empty database all find it migrated, once", async () => {
  const { databaseUrl } = await testServers();
  const server = connect(databaseUrl, { max: 1 });
  const name = `migrated_at_once_${randomBytes(6).toString("hex")}`;
  await server.sql.unsafe(`create database ${name}`);
  // Who waits for the others is not cut off by what the database allows other statements.
  for (const [limit, ms] of [
    ["lock_timeout", 50],
    // Far less than the migrations take; more than a busy machine leaves between two of their statements.
    ["idle_in_transaction_session_timeout", 200],
  ] as const)
    await server.sql.unsafe(`alter database ${name} set ${limit} = ${ms}`);
  const url = new URL(databaseUrl);
  url.pathname = `/${name}`;
  try {
    await Promise.all([1, 2, 3].map(() => migrate(url.href)));
    const { sql } = connect(url.href, { max: 1 });
    const [found] = await sql`
      select count(*)::int as all, count(distinct hash)::int as different
      from drizzle.__drizzle_migrations`;
    await sql.end();
    assert.ok(found!["all"] > 0);
    assert.equal(found!["all"], found!["different"]);
  } finally {
    await server.sql.unsafe(`drop database ${name} with (force)`);
    await server.sql.end();
  }
});

test("versions and reviews from before there were makers have those that their runs tell of", async () => {
  const { url, sql, drop } = await databaseBefore("0006_makers");
  try {
    await sql.unsafe(`
      insert into workspace (id, name) values ('ws', 'Work');
      insert into "user" (id, name, email)
        select name, name, name || '@example.com' from unnest(array['ann', 'bob', 'cat', 'dan', 'eve', 'fay', 'gus']) name;
      insert into run (id, workspace_id, name, document, plan, plan_hash, params, author, started_by, parent_run_id, parent_node,
          parent_item, trigger, overrides, workflow_id)
        select id, 'ws', id, '{}', '{}', '', '{}', author, starter, above, 'inner', '', jsonb_build_object('of', repeats), set::jsonb, id
        from (values
          ('old', 'ann', 'bob', null, null, '{}'), ('old-inner', 'cat', 'bob', 'old', null, '{}'), ('new', 'dan', 'dan', null, null, '{}'),
          ('tried', 'eve', 'gus', null, null, '{"depth": 9}'), ('alone', 'eve', 'eve', null, 'tried', '{"depth": 9}')
        ) as r(id, author, starter, above, repeats, set);
      insert into step_run (run_id, node, attempt, kind, status, queue, outputs, cached, cached_from) values
        ('old-inner', 'train', 1, 'train.torch', 'done', 'cpu', '{"model": {"hash": "m1"}}', false, null),
        ('new', 'inner', 1, 'control.subpipeline', 'done', 'cpu', '{"result": {"hash": "m1"}}', true, 'old'),
        ('alone', 'train', 1, 'train.torch', 'done', 'cpu', '{"model": {"hash": "m3"}}', false, null);
      insert into model (id, workspace_id, name) values ('m', 'ws', 'risk');
      insert into model_version (id, model_id, number, hash, signature, metrics, lineage, run_id, node, author, started_by, trained_by)
        select id, 'm', number, hash, '{}', '{}', '{}', run, 'register', who, who, trained from (values
          ('v1', 1, 'm1', 'new', 'dan', 'bob'), ('v2', 2, 'm2', 'alone', 'eve', 'fay')
        ) as v(id, number, hash, run, who, trained);
      insert into review (id, workspace_id, model_version_id, run_id, title, evidence, pack_hash, author, started_by, trained_by)
        values ('r1', 'ws', 'v1', 'new', '', '{}', '', 'dan', 'dan', 'bob');
    `);
    await migrate(url);
    const rows = await sql`
      select id, array(select unnest(makers) as maker order by maker) as makers
      from (select id, makers from model_version union all select id, makers from review) made order by id`;
    assert.deepEqual(Object.fromEntries(rows.map((row) => [row["id"], row["makers"]])), {
      r1: ["ann", "bob", "cat", "dan"],
      v1: ["ann", "bob", "cat", "dan"],
      v2: ["eve", "fay", "gus"],
    });
  } finally {
    await drop();
  }
});

test("makers of versions from before are those that new ones would have, also where a model was trained again or a run repeated", async () => {
  const { url, sql, drop } = await databaseBefore("0006_makers");
  try {
    await sql.unsafe(`
      insert into workspace (id, name) values ('ws', 'Work');
      insert into "user" (id, name, email)
        select name, name, name || '@example.com' from unnest(array['ann', 'bob', 'cat', 'dan', 'eve', 'fay', 'gus', 'hal', 'ida']) name;
      insert into run (id, workspace_id, name, document, plan, plan_hash, params, author, started_by, parent_run_id, parent_node,
          parent_item, trigger, workflow_id)
        select id, 'ws', id, '{"params": {"depth": {"type": "integer", "default": 6}}}', '{}', '', jsonb_build_object('depth', depth),
          'ann', starter, above, id, '', jsonb_build_object('of', repeats), id
        from (values
          ('first', 'bob', null, null, 6), ('again', 'cat', null, null, 6),
          ('outer', 'dan', null, null, 6), ('trains', 'eve', 'outer', null, 6), ('takes', 'fay', 'outer', null, 6),
          ('plain', 'gus', null, null, 6), ('deep', 'hal', null, 'plain', 9), ('last', 'ida', null, 'deep', 9), ('back', 'ida', null, 'plain', 6)
        ) as r(id, starter, above, repeats, depth);
      insert into step_run (run_id, node, attempt, kind, status, queue, outputs, cached, cached_from) values
        ('first', 'load', 1, 'data.load', 'done', 'cpu', '{"data": {"hash": "d"}}', false, null),
        ('first', 'train', 1, 'train.torch', 'done', 'cpu', '{"model": {"hash": "m"}}', false, null),
        ('again', 'load', 1, 'data.load', 'done', 'cpu', '{"data": {"hash": "d"}}', true, 'first'),
        ('again', 'train', 1, 'train.torch', 'done', 'cpu', '{"model": {"hash": "m"}}', false, null),
        ('trains', 'train', 1, 'train.torch', 'done', 'cpu', '{"model": {"hash": "m"}}', false, null),
        ('takes', 'load', 1, 'data.load', 'done', 'cpu', '{"data": {"hash": "d"}}', true, 'first');
      insert into model (id, workspace_id, name) values ('m', 'ws', 'risk');
      insert into model_version (id, model_id, number, hash, signature, metrics, lineage, run_id, node, author, started_by)
        select run, 'm', number, 'm', '{}', '{}', '{}', run, 'register', 'ann', starter
        from (values ('again', 1, 'cat'), ('outer', 2, 'dan'), ('last', 3, 'ida'), ('back', 4, 'ida')) as v(run, number, starter);
    `);
    // The migration is not cut off by what the database allows other statements.
    await sql.unsafe(`
      create function refuse_limits() returns trigger language plpgsql as $$
      begin
        if current_setting('statement_timeout') <> '0' or current_setting('lock_timeout') <> '0' then
          raise exception 'a limit holds for the migration';
        end if;
        return new;
      end $$;
      create trigger refuse_limits before update on model_version for each row execute function refuse_limits();
    `);
    const name = new URL(url).pathname.slice(1);
    for (const limit of ["statement_timeout", "lock_timeout"])
      await sql.unsafe(`alter database ${name} set ${limit} = '10min'`);
    await migrate(url);
    const rows = await sql`select id, makers from model_version order by id`;
    const migrated = rows.map(({ id, makers }) => [id, (makers as string[]).toSorted()]);
    assert.deepEqual(migrated, [
      ["again", ["ann", "cat"]],
      ["back", ["ann", "ida"]],
      ["last", ["ann", "hal", "ida"]],
      ["outer", ["ann", "dan", "eve"]],
    ]);
    const { db, sql: asNow } = connect(url, { max: 1 });
    const now = await db.transaction((tx) =>
      Promise.all(rows.map(async ({ id }) => [id, await makersOf(tx, id as string, "m")])),
    );
    await asNow.end();
    assert.deepEqual(migrated, now);
  } finally {
    await drop();
  }
});

test("an open review goes back to a stage that only a maker has approved", async () => {
  const { url, sql, drop } = await databaseBefore("0006_makers");
  try {
    // What 'bob' approved was trained in a part of a run that he wrote, which nobody looked at then.
    await sql.unsafe(`
      insert into workspace (id, name) values ('ws', 'Work');
      insert into model (id, workspace_id, name) values ('m', 'ws', 'risk');
      set session_replication_role = replica;
      insert into "user" (id, name, email)
        select name, name, name || '@example.com' from unnest(array['ann', 'bob', 'cat', 'dan', 'eve']) name;
      insert into run (id, workspace_id, name, document, plan, plan_hash, params, author, started_by, parent_run_id, trigger, workflow_id)
        values ('outer', 'ws', '', '{}', '{}', '', '{}', 'bob', 'ann', null, '{}', 'outer'),
          ('inner', 'ws', '', '{}', '{}', '', '{}', 'ann', 'ann', 'outer', '{}', 'inner');
      insert into model_version (id, model_id, number, hash, signature, metrics, lineage, run_id, node, author, started_by)
        values ('v', 'm', 1, 'm', '{}', '{}', '{}', 'inner', 'register', 'ann', 'ann');
      insert into review (id, workspace_id, model_version_id, run_id, title, pack_hash, author, started_by, stage, status, round, evidence)
        select id, 'ws', 'v', 'inner', '', '', 'ann', 'ann', stage, status, 2,
          '{"policy": {"document": {"stages": [{"id": "one", "deciders": "all"}, {"id": "two", "deciders": 2}, {"id": "three", "deciders": 1}]}}}'
        from (values ('first', 2, 'open'), ('second', 2, 'open'), ('enough', 1, 'open'), ('before', 2, 'open'), ('closed', 2, 'approved'))
          as r(id, stage, status);
      insert into review_decision (id, review_id, user_id, outcome, round, stage, comment, pack_hash)
        select review || stage || person, review, person, 'approved', round, stage, '', '' from (values
          ('first', 'bob', 2, 'one'), ('first', 'cat', 2, 'two'), ('first', 'dan', 2, 'two'),
          ('second', 'cat', 2, 'one'), ('second', 'dan', 2, 'two'), ('second', 'bob', 2, 'two'),
          ('enough', 'bob', 2, 'one'), ('enough', 'cat', 2, 'one'),
          ('before', 'bob', 1, 'one'), ('before', 'cat', 2, 'one'), ('before', 'eve', 2, 'two'), ('before', 'dan', 2, 'two'),
          ('closed', 'bob', 2, 'one'), ('closed', 'cat', 2, 'two'), ('closed', 'dan', 2, 'two')
        ) as d(review, person, round, stage);
      set session_replication_role = origin;
    `);
    await migrate(url);
    const rows = await sql`select id, stage from review`;
    assert.deepEqual(Object.fromEntries(rows.map(({ id, stage }) => [id, stage])), {
      first: 0,
      second: 1,
      enough: 1,
      before: 2,
      closed: 2,
    });
  } finally {
    await drop();
  }
});

test("open runs from before that somebody asked to stop are known as such", async () => {
  const { url, sql, drop } = await databaseBefore("0008_cancel");
  try {
    await sql.unsafe(`
      insert into workspace (id, name) values ('ws', 'Work');
      insert into "user" (id, name, email) values ('ann', 'ann', 'ann@example.com');
      insert into run (id, workspace_id, name, document, plan, plan_hash, params, author, started_by, trigger, workflow_id, status)
        select id, 'ws', id, '{}', '{}', '', '{}', 'ann', 'ann', '{}', id, status
        from (values ('asked', 'running'), ('goes-on', 'running'), ('ended', 'cancelled')) as r(id, status);
      insert into audit (workspace_id, actor_id, actor_name, role, via, action, entity, entity_id)
        select 'ws', 'ann', 'ann', 'designer', 'ui', action, 'run', run
        from (values ('run.cancel', 'asked'), ('run.pause', 'goes-on'), ('run.cancel', 'ended')) as a(action, run);
    `);
    await migrate(url);
    const asked = await sql`
      select r.id from run r join audit a on a.entity_id = r.id and a.at = r.cancel_asked_at`;
    assert.deepEqual([...asked], [{ id: "asked" }]);
  } finally {
    await drop();
  }
});

test("what before only the audit log told stands in tables of its own", async () => {
  const { url, sql, drop } = await databaseBefore("0012_fact_tables");
  try {
    await sql.unsafe(`
      insert into workspace (id, name) values ('ws', 'Work');
      insert into model (id, workspace_id, name) values ('m', 'ws', 'risk'), ('n', 'ws', 'other');
      set session_replication_role = replica;
      insert into "user" (id, name, email) values ('ann', 'ann', 'ann@example.com');
      insert into model_version (id, model_id, number, hash, signature, metrics, lineage, run_id, node, author, started_by, makers)
        select model || number, model, number, 'h', '{}', '{}', '{}', 'r' || model || number, '', 'ann', 'ann', '{ann}'
        from (values ('m', 1), ('m', 2), ('n', 2)) as v(model, number);
      insert into review (id, workspace_id, model_version_id, run_id, title, pack_hash, author, started_by, makers, stage, stage_since, status, evidence)
        select id, 'ws', 'm1', 'r' || id, '', '', 'ann', 'ann', '{ann}', 1, '2026-01-05T08:00:00.120Z', status, '{}'
        from (values ('told', 'open'), ('untold', 'open'), ('closed', 'approved')) as r(id, status);
      insert into finding (id, workspace_id, review_id, model_version_id, number, severity, title, remedy, owner, raised_by, closed_at)
        select id, 'ws', 'told', 'm1', number, 'low', '', '', 'ann', 'ann', closed_at::timestamptz
        from (values ('again', 1, null), ('shut', 2, '2026-02-01'), ('never', 3, null)) as f(id, number, closed_at);
      set session_replication_role = origin;
      insert into audit (workspace_id, actor_id, actor_name, role, via, at, action, entity, entity_id, before, after, why)
        select 'ws', actor, actor, 'admin', 'ui', at::timestamptz, action, entity, id, before::jsonb, after::jsonb, why from (values
          ('ann', '2026-01-01', 'model.alias', 'model', 'm', null, '{"alias": "champion", "version": 1}', null),
          ('ann', '2026-01-02', 'model.alias', 'model', 'm', '{"alias": "champion", "version": 1}', '{"alias": "champion", "version": 2}', null),
          ('ann', '2026-01-03', 'model.remove-alias', 'model', 'm', '{"alias": "champion"}', null, null),
          ('ann', '2026-01-03', 'model.alias-refused', 'model', 'm', null, '{"alias": "champion", "version": 1}', null),
          ('gone', '2026-01-04', 'evidence.declare-false', 'evidence', 'abc', null, '{}', 'Made up.'),
          ('ann', '2026-01-05', 'model-version.re-review-due', 'model-version', 'm1', null, '{"key": "k", "dueAt": "2026-03-01T00:00:00.000Z"}', 'It ends.'),
          ('ann', '2026-01-06', 'review.remind', 'review', 'told', null, '{"key": "1/1/2026-01-05T08:00:00.120Z"}', null),
          ('ann', '2026-01-07', 'review.escalate', 'review', 'told', null, '{"key": "1/1/2026-01-05T08:00:00.120Z"}', null),
          ('ann', '2026-01-07', 'review.escalate', 'review', 'untold', null, '{"key": "1/0/2026-01-01T08:00:00.000Z"}', null),
          ('ann', '2026-01-07', 'review.escalate', 'review', 'untold', null, '{"to": "ann"}', null),
          ('ann', '2026-01-08', 'finding.reopen', 'finding', 'again', null, null, 'No.'),
          ('ann', '2026-01-09', 'finding.reopen', 'finding', 'again', null, null, 'No.'),
          ('ann', '2026-01-09', 'finding.reopen', 'finding', 'shut', null, null, 'No.')
        ) as a(actor, at, action, entity, id, before, after, why);
    `);
    await migrate(url);
    const day = (column: string) => sql.unsafe(`to_char(${column} at time zone 'UTC', 'MM-DD')`);
    const all = async (rows: PromiseLike<readonly object[]>) =>
      (await rows).map((row) => Object.values(row));
    assert.deepEqual(
      await all(sql`select alias, model_version_id, ${day("at")} from alias_move order by id`),
      [
        ["champion", "m1", "01-01"],
        ["champion", "m2", "01-02"],
        ["champion", null, "01-03"],
      ],
    );
    assert.deepEqual(
      await all(sql`select hash, reason, declared_by, ${day("declared_at")} from false_evidence`),
      [["abc", "Made up.", null, "01-04"]],
    );
    assert.deepEqual(
      await all(
        sql`select model_version_id, key, why, ${day("due_at")} as due, ${day("asked_at")} as asked from re_review`,
      ),
      [["m1", "k", "It ends.", "03-01", "01-05"]],
    );
    assert.deepEqual(
      await all(
        sql`select id, ${day("reminded_at")} as reminded, ${day("overdue_told_at")} as overdue from review order by id`,
      ),
      [
        ["closed", null, null],
        ["told", "01-06", "01-07"],
        ["untold", null, null],
      ],
    );
    assert.deepEqual(
      await all(sql`select id, ${day("reopened_at")} as reopened from finding order by id`),
      [
        ["again", "01-09"],
        ["never", null],
        ["shut", "01-09"],
      ],
    );
    await assert.rejects(sql`update finding set reopened_at = now() where id = 'never'`, {
      code: "PN001",
    });
  } finally {
    await drop();
  }
});

test("workers that still write, and somebody who reads for long, do not get in the way of migrations, nor these in theirs", async () => {
  const { url, sql, drop } = await databaseBefore("0007_items_and_priority");
  const reads = connect(url, { max: 1 });
  const writes = connect(url, { max: 1 });
  let migrating: Promise<void> | undefined;
  try {
    await reads.sql.begin(async (reading) => {
      await reading`select 1 from step_run`;
      migrating = migrate(url);
      await until("the migrations to wait", async () => {
        const waiting =
          await sql`select 1 from pg_locks where relation = 'step_run'::regclass and not granted`;
        return waiting.length > 0;
      });
      await writes.sql.begin(async (writing) => {
        await writing`set local lock_timeout = '10s'`;
        await writing`update run set name = name`;
        await writing`update step_run set kind = kind`;
      });
    });
    await migrating;
    assert.deepEqual([...(await sql`select tx from step_log`)], []);
  } finally {
    await migrating?.catch(() => undefined);
    await Promise.all([reads, writes].map((one) => one.sql.end()));
    await drop();
  }
});

test("lines of a log from before their transactions were kept come first", async () => {
  const { url, sql, drop } = await databaseBefore("0013_log_indexes");
  try {
    for (const [message, tx] of [
      ["new", "7"],
      ["old", null],
      ["older", null],
    ] as const)
      await sql`
        insert into step_log (tx, run_id, node, attempt, level, message) values (${tx}, 'r', 'a', 1, 'info', ${message})`;
    await migrate(url);
    const lines = await sql`select message from step_log where run_id = 'r' order by tx, id`;
    assert.deepEqual(
      lines.map(({ message }) => message as string),
      ["old", "older", "new"],
    );
  } finally {
    await drop();
  }
});
