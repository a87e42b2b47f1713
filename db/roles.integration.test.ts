import assert from "node:assert/strict";
import { before, test } from "node:test";
import { freshWorkspace } from "../test/support/factories.ts";
import { startTestDatabase, type TestDatabase } from "../test/support/postgres.ts";
import { atEnd } from "../test/support/servers.ts";
import { connect, type Sql } from "./client.ts";
import { ensureLogins, findLogins, loginsMissing, RolesRefused } from "./roles.ts";

/** What no program may change, whoever it logs in as. */
const WRITTEN_ONCE = [
  "audit",
  "audit_link",
  "audit_head",
  "audit_seal",
  "review_decision",
  "review_pack",
  "policy_version",
  "risk_assessment",
  "document_section",
  "review_delegation",
  "model_event",
  "deployment_revision",
  "pipeline_version",
  "run_item",
  "alias_move",
  "false_evidence",
  "re_review",
];
/** Sign-in's own, which the role of the web application has no business with. */
const OF_SIGN_IN = ["session", "account", "verification", "two_factor", "rate_limit"];

let database: TestDatabase;
let own: Sql;
let other: Sql;
let system: Sql;
let nobody: Sql;
const here: Record<string, string> = {};
const there: Record<string, string> = {};

before(async () => {
  database = await startTestDatabase();
  for (const ids of [here, there])
    Object.assign(ids, await fill(await freshWorkspace(database.db)));
  own = (await database.as(here["workspace"]!)).sql;
  other = (await database.as(there["workspace"]!)).sql;
  nobody = connect((await database.logins()).web, { max: 1 }).sql;
  system = connect((await database.logins()).system, { max: 2 }).sql;
  atEnd(async () => {
    await Promise.all([nobody.end({ timeout: 1 }), system.end({ timeout: 1 })]);
  });
});

/** A row in a table of each kind, written by the owner; answers their ids. */
async function fill({
  workspaceId,
  designer: { userId },
}: Awaited<ReturnType<typeof freshWorkspace>>) {
  const { sql } = database;
  const id = (kind: string) => `${kind}_${workspaceId}`;
  const values = (row: Record<string, unknown>) => sql(row as never);
  await sql`insert into pipeline ${values({ id: id("p"), workspace_id: workspaceId, name: "p", created_by: userId })}`;
  await sql`insert into pipeline_version ${values({ id: id("pv"), pipeline_id: id("p"), number: 1, document: "{}", note: "", created_by: userId })}`;
  await sql`insert into run ${values({ id: id("run"), workspace_id: workspaceId, name: "p", document: "{}", plan: "{}", plan_hash: "h", params: "{}", started_by: userId, author: userId, trigger: "{}", workflow_id: id("run") })}`;
  await sql`insert into step_run ${values({ run_id: id("run"), node: "a", attempt: 1, kind: "data.load", status: "done", queue: "cpu" })}`;
  await sql`insert into run_event ${values({ run_id: id("run"), type: "run", data: "{}" })}`;
  await sql`insert into dataset ${values({ id: id("d"), workspace_id: workspaceId, name: "d", owner: userId })}`;
  await sql`insert into deployment ${values({ id: id("dep"), workspace_id: workspaceId, name: id("dep"), revision: 1 })}`;
  await sql`insert into prediction ${values({ id: id("pr"), deployment_id: id("dep"), model_version_id: "mv", rows: 1, inputs: "{}", outputs: "{}", latency_ms: 1, at: "2026-01-01" })}`;
  await sql`insert into audit ${values({ workspace_id: workspaceId, actor_id: userId, actor_name: "n", role: "designer", via: "session", action: "run.start", entity: "run", entity_id: id("run") })}`;
  await sql`insert into artifact ${values({ workspace_id: workspaceId, hash: "same", type: "table", bytes: 1, meta: "{}" })}`;
  return {
    workspace: workspaceId,
    user: userId,
    run: id("run"),
    pipeline: id("p"),
    deployment: id("dep"),
  };
}

const refused = (error: { code?: string }) => error.code === "42501";

test("every table has a policy for the web application, or no grant to it, and one for what works for all workspaces", async () => {
  const tables = await database.sql<
    { name: string; on: boolean; web: boolean; system: boolean; granted: boolean }[]
  >`
    select c.relname as name, c.relrowsecurity as on,
      exists (select 1 from pg_policies where tablename = c.relname and 'penstock_web' = any(roles)) as web,
      exists (select 1 from pg_policies where tablename = c.relname and 'penstock_system' = any(roles)) as system,
      has_table_privilege('penstock_web', c.oid, 'select, insert, update, delete') as granted
    from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f') order by 1`;
  assert.ok(tables.length > 50);
  for (const { name, on, web, system: all, granted } of tables) {
    assert.ok(
      on,
      `${name} has no row-level security: end the migration that makes it with raise_wall()`,
    );
    assert.ok(
      all,
      `${name} has no policy for penstock_system: end the migration with raise_wall()`,
    );
    assert.equal(
      web,
      !OF_SIGN_IN.includes(name),
      `${name}: say in raise_wall() to whose workspace its rows belong`,
    );
    assert.equal(granted, !OF_SIGN_IN.includes(name), name);
  }
});

test("a query that names no workspace sees the rows of its connection's alone, in every table", async () => {
  const tables = await database.sql<{ name: string }[]>`
    select c.relname as name from pg_class c where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')`;
  let seen = 0;
  for (const { name } of tables) {
    if (OF_SIGN_IN.includes(name)) {
      await assert.rejects(own`select 1 from ${own(name)}`, refused, name);
      continue;
    }
    const rows = await own`select to_jsonb(t)::text as row from ${own(name)} t`;
    for (const { row } of rows) {
      assert.ok(!row.includes(there["workspace"]!.slice(3)), `${name}: ${row}`);
      seen++;
    }
    assert.equal((await nobody`select 1 from ${nobody(name)}`).length, 0, name);
  }
  assert.ok(seen > 15);
  assert.equal((await own`select 1 from "user"`).length, 6);
  assert.equal((await other`select 1 from step_run`).length, 1);
  assert.equal((await system`select 1 from step_run`).length, 2);
  assert.equal((await own`select 1 from artifact where hash = 'same'`).length, 1);
});

test("nothing of another workspace is changed, deleted or written under its name", async () => {
  for (const statement of [
    `update run set name = 'x'`,
    `update step_run set progress = '{}'`,
    `delete from run_event`,
    `delete from artifact`,
    `update dataset set name = 'x'`,
    `update member set role = 'admin'`,
  ])
    await own
      .begin(async (tx) => {
        const { count } = await tx.unsafe(statement);
        assert.ok(count > 0, statement);
        const [left] = await database.sql`
        select (select name from run where id = ${there["run"]!}) as run, (select count(*)::int from artifact) as artifacts`;
        assert.deepEqual(left, { run: "p", artifacts: 2 });
        // In the transaction itself nothing of the other's is there to be hit.
        assert.equal((await tx`select 1 from run where id = ${there["run"]!}`).length, 0);
        throw new Undone();
      })
      .catch(undone);
  const before = await snapshot();
  await own`update run set name = 'x' where id = ${there["run"]!}`;
  await own`delete from run_event where run_id = ${there["run"]!}`;
  assert.deepEqual(await snapshot(), before);
  for (const write of [
    () =>
      own`insert into dataset (id, workspace_id, name, owner) values ('x', ${there["workspace"]!}, 'x', ${here["user"]!})`,
    () => own`update run set workspace_id = ${there["workspace"]!}`,
    () =>
      own`insert into step_run (run_id, node, attempt, kind, status, queue) values (${there["run"]!}, 'b', 1, 'k', 'done', 'q')`,
    () => own`insert into audit (workspace_id, actor_id, actor_name, role, via, action, entity, entity_id)
        values (${there["workspace"]!}, 'x', 'x', 'x', 'x', 'x.x', 'x', 'x')`,
    () => own`insert into workspace (id, name) values ('ws_x', 'x')`,
    () => own`update "user" set name = 'x'`,
    () => own`insert into prediction select * from prediction`,
    () =>
      nobody`insert into dataset (id, workspace_id, name, owner) values ('x', ${here["workspace"]!}, 'x', ${here["user"]!})`,
  ])
    await assert.rejects(write, refused);
});

class Undone extends Error {}
function undone(error: unknown): void {
  if (!(error instanceof Undone)) throw error;
}

const snapshot = () =>
  database.sql`select id, name, (select count(*) from run_event) as events from run order by id`;

test("what is written once can be changed, removed or emptied by no program", async () => {
  for (const role of [own, system])
    for (const table of WRITTEN_ONCE) {
      await assert.rejects(
        role`update ${role(table)} set workspace_id = workspace_id`,
        /denied|does not exist/,
        table,
      );
      await assert.rejects(role`delete from ${role(table)}`, refused, table);
      await assert.rejects(role`truncate ${role(table)}`, refused, table);
    }
  for (const role of [own, system])
    for (const table of ["audit_link", "audit_head"])
      await assert.rejects(role`insert into ${role(table)} select * from ${role(table)}`, refused);
  for (const role of [own, system]) {
    await assert.rejects(role`alter table audit disable trigger all`, /must be owner/);
    await assert.rejects(role`alter table audit disable row level security`, /must be owner/);
    await assert.rejects(role`drop table audit`, /must be owner/);
    await assert.rejects(role`set role postgres`, /permission denied to set role/);
  }
});

test("a message that a workspace left for its workflows is taken back by no other", async () => {
  await own`insert into outbox (id, workflow_id, update_id, event) values ('o1', 'wf', 'u1', '{}')`;
  assert.equal((await other`delete from outbox`).count, 0);
  assert.equal((await own`select 1 from outbox where id = 'o1'`).length, 1);
  assert.equal((await system`update outbox set delivered_at = now() where id = 'o1'`).count, 1);
});

test("whoever has left stays known by name to the workspace, and to no other", async () => {
  const known = () => own`select name from "user" where id = ${here["user"]!}`;
  await database.sql`delete from member where user_id = ${here["user"]!}`;
  assert.equal((await known()).length, 1);
  assert.equal((await other`select name from "user" where id = ${here["user"]!}`).length, 0);
});

test("each start finds its logins again, another secret makes them new, and several at once do not get in each other's way", async () => {
  const logins = await database.logins();
  const again = await Promise.all(
    [1, 2, 3].map(() => ensureLogins(database.url, new URL(database.url).pathname.slice(1))),
  );
  for (const urls of again) assert.deepEqual(urls, logins);
  assert.equal(
    await loginsMissing(database.url, "another secret"),
    "Not made yet: a start makes them.",
  );
  assert.equal(await loginsMissing(database.url, new URL(database.url).pathname.slice(1)), null);
  const others = await Promise.all([startTestDatabase(), startTestDatabase()]);
  const made = await Promise.all(others.map((one) => one.logins()));
  assert.notEqual(made[0]!.web, made[1]!.web);
});

test("logins are found by the secret that they were made with; others find that there are some, and change nothing", async () => {
  const logins = await database.logins();
  const secret = new URL(database.url).pathname.slice(1);
  assert.equal(await findLogins(database.url, "another secret"), null);
  assert.deepEqual(await findLogins(database.url, secret), logins);
  assert.deepEqual(await findLogins((await startTestDatabase()).url, secret), {});
});

test("an owner who may not make roles is told what an administrator has to run", async () => {
  const name = `test_owner_${Date.now().toString(36)}`;
  await database.sql.unsafe(`create role ${name} login password 'owner'`);
  atEnd(async () => {
    await database.sql.unsafe(`drop role ${name}`);
  });
  const url = new URL(database.url);
  [url.username, url.password] = [name, "owner"];
  await assert.rejects(
    ensureLogins(url.href, "a secret"),
    (error: Error) =>
      error instanceof RolesRefused && /CREATE ROLE .* IN ROLE penstock_web/.test(error.message),
  );
  assert.match((await loginsMissing(url.href, "a secret"))!, /As an administrator of .*, run:/);
});
