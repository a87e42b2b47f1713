import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { setImmediate, setTimeout as sleep } from "node:timers/promises";
import { eq, sql } from "drizzle-orm";
import { audit } from "../../db/schema/audit.ts";
import { notification } from "../../db/schema/notifications.ts";
import { startTestEngine, type TestEngine } from "../../test/support/engine.ts";
import { freshWorkspace } from "../../test/support/factories.ts";
import { startMailbox } from "../../test/support/mailbox.ts";
import { startReceiver, type Receiver, type Reply } from "../../test/support/receiver.ts";
import { contextOf } from "../../test/support/context.ts";
import { testImplementations } from "../../test/support/steps.ts";
import email from "../../workflows/steps/notify.email/run.ts";
import webhook from "../../workflows/steps/notify.webhook/run.ts";
import { PenstockError } from "../errors.ts";
import { Redactor } from "../secrets/redactor.ts";
import { set } from "../secrets/set.ts";
import { deliver } from "./deliver.ts";
import { get } from "./get.ts";
import { list } from "./list.ts";
import { resend } from "./resend.ts";

let engine: TestEngine;
let receiver: Receiver | null = null;
before(async () => {
  process.env["PENSTOCK_SECRET"] = "a secret of this test alone, long enough";
  process.env["PENSTOCK_ALLOW_HOSTS"] = "localhost";
  process.env["PENSTOCK_MAIL_FROM"] = "penstock@bank.example";
  engine = await startTestEngine([...testImplementations, webhook, email]);
});
afterEach(async () => {
  await receiver?.close();
  receiver = null;
});
after(() => {
  for (const name of ["SECRET", "ALLOW_HOSTS", "MAIL_FROM"]) delete process.env[`PENSTOCK_${name}`];
});

const code = (wanted: string) => (error: unknown) =>
  error instanceof PenstockError && error.code === wanted;
const designer = () => engine.as.designer;

/** Runs one webhook step against a receiver with these replies, until the run has ended. */
async function runWebhook(
  replies: (Reply | Promise<Reply>)[],
  config: Record<string, unknown> = {},
) {
  receiver = await startReceiver(replies);
  const node = {
    id: "tell",
    kind: "notify.webhook",
    title: "Tell the operator",
    config: { url: receiver.url, ...config },
  };
  const runId = await engine.run({ nodes: [node] });
  const found = await engine.until(runId, ["done", "failed"]);
  const rows = await engine.database.db
    .select()
    .from(notification)
    .where(eq(notification.runId, runId));
  assert.equal(rows.length, 1);
  return { runId, found, row: rows[0]!, received: receiver.received };
}

/** The step calls once more, as by another attempt. */
function callAgain(runId: string, row: typeof notification.$inferSelect) {
  return deliver(
    {
      db: engine.database.db,
      secret: () => Promise.reject(new Error("not asked for")),
      redactor: new Redactor(),
      signal: new AbortController().signal,
    },
    { runId, node: "tell", item: "", workspaceId: row.workspaceId },
    row.message as never,
  );
}

test("a message that is refused for now is tried again, and kept as one that arrived at the second attempt", async () => {
  const { found, row, received } = await runWebhook([
    { status: 503, headers: { "retry-after": "2" }, body: "later" },
    { status: 200, body: "thanks" },
  ]);
  assert.equal(found.run.status, "done");
  assert.equal(row.status, "sent");
  assert.ok(row.sentAt);
  assert.deepEqual(
    row.attempts.map(({ status, response, error, by }) => [status, response, error, by]),
    [
      [503, "later", `localhost:${receiver!.port} did not take the message now (503): later`, null],
      [200, "thanks", null, null],
    ],
  );
  assert.equal(received.length, 2);
  assert.equal(received[0]!.headers["webhook-id"], row.id);
  assert.equal(received[1]!.headers["webhook-id"], row.id);
  assert.equal(received[1]!.body, received[0]!.body);
  const waited = Date.parse(row.attempts[1]!.at) - Date.parse(row.attempts[0]!.at);
  assert.ok(
    waited >= 2_000,
    `the receiver asked for two seconds, the next attempt came after ${waited} ms`,
  );
});

test("a message that is refused for good fails its step at once, and can be sent again when that is mended", async () => {
  const { runId, found, row, received } = await runWebhook([{ status: 404 }]);
  assert.equal(found.run.status, "failed");
  assert.equal(row.status, "failed");
  assert.equal(received.length, 1);
  const { items } = await list(designer(), { limit: 10, status: "failed" });
  const listed = items.find(({ id }) => id === row.id)!;
  assert.deepEqual(
    [listed.run, listed.step, listed.item, listed.attempts, listed.sentAt],
    [{ id: runId, pipeline: "test" }, "Tell the operator", "", 1, null],
  );
  const { run, step } = await get(designer(), { id: row.id });
  assert.deepEqual([run, step], [{ id: runId, pipeline: "test", over: true }, "Tell the operator"]);
  assert.match(listed.error!, /refused the message \(404\)/);

  const again = await resend(designer(), { id: row.id });
  assert.equal(again.status, "sent");
  const { actor } = designer();
  assert.deepEqual(again.attempts.at(-1)!.by, { id: actor.userId, name: actor.name });
  assert.equal(received[1]!.headers["webhook-id"], row.id);
  assert.equal(received[1]!.body, received[0]!.body);
  const audited = await engine.database.db.select().from(audit).where(eq(audit.entityId, row.id));
  assert.deepEqual(
    audited.map(({ action, actorId }) => [action, actorId]),
    [["notification.resend", actor.userId]],
  );
});

test("an answer that is cut within a character is recorded like any other, and its message sent once", async () => {
  const taken = await runWebhook([{ status: 200, body: `${"x".repeat(999)}😀 thanks` }]);
  assert.equal(taken.found.run.status, "done");
  assert.deepEqual(
    taken.row.attempts.map(({ response, error }) => [response, error]),
    [[`${"x".repeat(999)}\uFFFD`, null]],
  );
  assert.equal(taken.received.length, 1);
  await receiver!.close();

  const refused = await runWebhook([{ status: 404, body: `\0${"x".repeat(198)}😀 no` }]);
  assert.match(refused.found.run.error!, /refused the message \(404\): \\0x{198}\uFFFD$/);
  assert.equal(refused.row.status, "failed");
  assert.equal(refused.received.length, 1);
});

test("a message of the failure branch tells why the run failed, and of which nodes", async () => {
  receiver = await startReceiver();
  const runId = await engine.run({
    nodes: [
      { id: "check", kind: "test.flaky", config: { failures: 1, type: "bad-data" } },
      {
        id: "tell",
        kind: "notify.webhook",
        config: { url: receiver.url },
        policy: { phase: "on-failure" },
      },
    ],
  });
  const found = await engine.until(runId, ["done", "failed"]);
  assert.equal(found.run.status, "failed");
  const { type, data } = JSON.parse(receiver.received[0]!.body) as {
    type: string;
    data: { run: Record<string, unknown> };
  };
  assert.equal(type, "run.failed");
  assert.deepEqual([data.run["id"], data.run["failed"]], [runId, ["check"]]);
  assert.match(String(data.run["error"]), /The step fails as it was told/);
  assert.equal(receiver.received.length, 1);
});

test("a node's failure that is wired to a message is what the message is about, and does not fail the run", async () => {
  receiver = await startReceiver();
  const body = '{"node": {{ input.node | json }}, "why": {{ input.message | json }}}';
  const runId = await engine.run({
    nodes: [
      { id: "check", kind: "test.flaky", config: { failures: 1, type: "bad-data" } },
      { id: "tell", kind: "notify.webhook", config: { url: receiver.url, body } },
    ],
    wires: [["check.error", "tell.value"]],
  });
  const found = await engine.until(runId, ["done", "failed"]);
  assert.equal(found.run.status, "done");
  assert.deepEqual(JSON.parse(receiver.received[0]!.body), {
    node: "check",
    why: "The step fails as it was told.",
  });
});

test("a message that has arrived stays so, whatever becomes of sending it again", async () => {
  const { row } = await runWebhook([{ status: 200 }, { status: 500 }]);
  const again = await resend(designer(), { id: row.id });
  assert.equal(again.status, "sent");
  assert.match(again.attempts[1]!.error!, /did not take the message now \(500\)/);
  assert.equal(Date.parse(again.sentAt!), row.sentAt!.getTime());
});

test("a message that has arrived is not sent by a further call of its step", async () => {
  const { runId, row, received } = await runWebhook([]);
  const facts = await callAgain(runId, row);
  assert.deepEqual([facts.id, facts.attempts], [row.id, 1]);
  assert.equal(received.length, 1);
  assert.equal((await get(designer(), { id: row.id })).sendingSince, null);
});

test("while a message is being sent, nobody else sends it", async () => {
  let answer: (reply: Reply) => void = () => undefined;
  const slow = new Promise<Reply>((resolve) => {
    answer = resolve;
  });
  const { row, received } = await runWebhook([{ status: 404 }, slow]);
  const first = resend(designer(), { id: row.id });
  while (received.length < 2) await setImmediate();
  await assert.rejects(resend(engine.as.admin, { id: row.id }), code("conflict"));
  answer({ status: 200 });
  assert.equal((await first).status, "sent");
  assert.equal(received.length, 2);
});

test("while a person sends a message again, its run waits for the outcome instead of sending it too", async () => {
  let answer: (reply: Reply) => void = () => undefined;
  const slow = new Promise<Reply>((resolve) => {
    answer = resolve;
  });
  receiver = await startReceiver([{ status: 503 }, slow]);
  const { db } = engine.database;
  const config = { url: receiver.url };
  const policy = { backoff: { initial: "4s" } };
  const runId = await engine.run({
    nodes: [{ id: "tell", kind: "notify.webhook", config, policy }],
  });
  const failed = () =>
    db
      .select()
      .from(notification)
      .where(sql`run_id = ${runId} and status = 'failed'`);
  while ((await failed()).length === 0) await sleep(5);
  const again = resend(designer(), { id: (await failed())[0]!.id });
  const tried = () =>
    db.execute(sql`select 1 from step_run where run_id = ${runId} and attempt = 2`);
  while ((await tried()).length === 0) await sleep(20);
  await sleep(300);
  answer({ status: 200 });
  const { attempts } = await again;
  assert.deepEqual(
    attempts.map(({ status, by }) => [status, by?.name ?? "the run"]),
    [
      [503, "the run"],
      [200, designer().actor.name],
    ],
  );
  assert.equal((await engine.until(runId, ["done", "failed"])).run.status, "done");
  assert.equal(receiver.received.length, 2);
});

test("an attempt that died with its process is waited out, and the message sent", async () => {
  const { runId, row, received } = await runWebhook([{ status: 404 }], { timeoutSeconds: 1 });
  await engine.database.db
    .update(notification)
    .set({ sendingSince: sql`now() - interval '6 seconds'` })
    .where(eq(notification.id, row.id));
  await assert.rejects(resend(designer(), { id: row.id }), code("conflict"));
  const facts = await callAgain(runId, row);
  assert.equal(facts.attempts, 2);
  assert.equal(received.length, 2);
});

test("who may not control runs, or is of another workspace, sends nothing", async () => {
  const { row, received } = await runWebhook([{ status: 404 }]);
  const elsewhere = contextOf(engine.database.db, (await freshWorkspace(engine.database.db)).admin);
  await assert.rejects(resend(engine.as.reviewer, { id: row.id }), code("forbidden"));
  await assert.rejects(resend(elsewhere, { id: row.id }), code("not-found"));
  await assert.rejects(get(elsewhere, { id: row.id }), {
    code: "not-found",
    message: /: see those there are under Deliveries, or with 'penstock notifications list'\.$/,
  });
  assert.deepEqual((await list(elsewhere, { limit: 10 })).items, []);
  assert.equal(received.length, 1);
});

test("deliveries are listed a page at a time, newest first", async () => {
  for (let i = 0; i < 3; i++) {
    await runWebhook([]);
    await receiver!.close();
  }
  const first = await list(designer(), { limit: 2 });
  assert.equal(first.items.length, 2);
  const second = await list(designer(), { limit: 200, cursor: first.nextCursor });
  const all = await list(designer(), { limit: 200 });
  assert.deepEqual([...first.items, ...second.items], all.items);
  const times = all.items.map(({ createdAt }) => Date.parse(createdAt));
  assert.deepEqual(
    times,
    times.toSorted((a, b) => b - a),
  );
});

test("a secret that a receiver repeats stays out of every record", async () => {
  receiver = await startReceiver([{ status: 401, body: "hunter2hunter2 is no token of ours" }]);
  await set(designer(), { name: "hook", value: `${receiver.url}/hooks/T0SECRET` });
  await set(designer(), { name: "token", value: "hunter2hunter2" });
  const config = { urlSecret: "hook", headers: [{ name: "authorization", secret: "token" }] };
  const runId = await engine.run({ nodes: [{ id: "tell", kind: "notify.webhook", config }] });
  const found = await engine.until(runId, ["failed"]);
  assert.equal(receiver.received[0]!.headers["authorization"], "hunter2hunter2");
  const kept = (await list(designer(), { limit: 1 })).items[0]!;
  const { attempts, target } = await get(designer(), { id: kept.id });
  assert.equal(target, "secret 'hook'");
  assert.equal(attempts[0]!.response, "••• is no token of ours");
  const { db } = engine.database;
  const [{ workflowId }] = (await db.execute(
    sql`select workflow_id as "workflowId" from run where id = ${runId}`,
  )) as unknown as [{ workflowId: string }];
  const { events } = await engine.client.workflow.getHandle(workflowId).fetchHistory();
  const everything = [
    found,
    kept,
    attempts,
    await db.select().from(notification).where(eq(notification.runId, runId)),
    await db.execute(sql`select * from step_run where run_id = ${runId}`),
    await db.execute(sql`select * from step_log where run_id = ${runId}`),
    await db.execute(sql`select * from run_event where run_id = ${runId}`),
    JSON.stringify(events),
    payloadsIn(events),
  ];
  assert.ok(!/hunter2|T0SECRET/.test(JSON.stringify(everything)));
  assert.match(JSON.stringify(everything), /••• is no token/);
});

test("of a secret address and a secret that stands where an answer is cut nothing is shown", async () => {
  const token = "sk_live_0123456789abcdefghijklmnopqrstuvwxyz";
  await set(designer(), { name: "token", value: token });
  const replies: [Reply, RegExp][] = [
    [
      { status: 404, body: "Cannot POST /services/T0SECRET/B0SECRET" },
      /refused the message \(404\): Cannot POST •••$/,
    ],
    [
      {
        status: 308,
        headers: { location: "https://hooks.example.com/services/T0SECRET/B0SECRET" },
      },
      /redirect/,
    ],
    [{ status: 401, body: `${"x".repeat(165)}${token}` }, /x{165}•••$/],
  ];
  for (const [reply, error] of replies) {
    receiver = await startReceiver([reply]);
    await set(designer(), { name: "hook", value: `${receiver.url}/services/T0SECRET/B0SECRET` });
    const config = { urlSecret: "hook", headers: [{ name: "authorization", secret: "token" }] };
    const runId = await engine.run({ nodes: [{ id: "tell", kind: "notify.webhook", config }] });
    const found = await engine.until(runId, ["failed"]);
    const kept = (await list(designer(), { limit: 1 })).items[0]!;
    const { attempts } = await get(designer(), { id: kept.id });
    assert.match(found.run.error!, error);
    assert.ok(!/T0SECRET|sk_live/.test(JSON.stringify([found, kept, attempts])));
    await receiver.close();
  }
});

test("an e-mail goes out by the server in a secret, and its password into no record", async () => {
  const mailbox = await startMailbox({ password: "swordfish-7" });
  const address = (password: string) => `smtp://penstock:${password}@localhost:${mailbox.port}`;
  const node = {
    id: "tell",
    kind: "notify.email",
    config: { to: ["risk@bank.example"], server: "mail" },
  };
  await set(designer(), { name: "mail", value: address("swordfish-8") });
  const failed = await engine.until(await engine.run({ nodes: [node] }), ["done", "failed"]);
  assert.equal(failed.run.status, "failed");
  await set(designer(), { name: "mail", value: address("swordfish-7") });
  const { items } = await list(designer(), { limit: 1 });
  const mended = await resend(designer(), { id: items[0]!.id });
  assert.equal(mended.status, "sent");
  assert.equal(mailbox.received[0]!.user, "penstock");
  assert.match(mended.attempts[0]!.response, /^535 Invalid password •••$/);
  assert.ok(!/swordfish/.test(JSON.stringify([failed, mended])));
  await mailbox.close();
});

test("an e-mail is tried again for those whom the server refused for now, and for nobody who has it", async () => {
  const { runId, row, mailbox } = await runMail([450, "Greylisted"], { attempts: 2 });
  assert.equal((await engine.until(runId, ["done", "failed"])).run.status, "done");
  assert.deepEqual(
    mailbox.received.map(({ to }) => to),
    [["dana@bank.example"], ["risk@bank.example"]],
  );
  const { status, attempts } = await row();
  assert.equal(status, "sent");
  assert.deepEqual(
    attempts.map((one) => [one.status, one.error, one.refused]),
    [
      [
        450,
        "localhost took the message, but not for risk@bank.example (450 Greylisted)",
        ["risk@bank.example"],
      ],
      [250, null, undefined],
    ],
  );
  await mailbox.close();
});

test("an e-mail that the server refuses for good for some has arrived for the others, and says so", async () => {
  const { runId, row, mailbox } = await runMail([550, "No such user"]);
  assert.equal((await engine.until(runId, ["done", "failed"])).run.status, "done");
  const { id, status, sentAt, attempts } = await row();
  assert.equal(status, "sent");
  assert.ok(sentAt);
  assert.match(attempts[0]!.error!, /but not for risk@bank\.example \(550 No such user\)$/);
  const logged = await engine.database.db.execute(
    sql`select level, message from step_log where run_id = ${runId}`,
  );
  assert.deepEqual(
    [...logged],
    [
      {
        level: "warn",
        message: `The message ${id} went to dana@bank.example, risk@bank.example, except risk@bank.example, which the mail server refused: correct the addresses.`,
      },
    ],
  );
  assert.equal((await resend(designer(), { id })).attempts[1]!.error, null);
  await resend(designer(), { id });
  assert.deepEqual(
    mailbox.received.map(({ to }) => to.join(" ")),
    ["dana@bank.example", "risk@bank.example", "dana@bank.example risk@bank.example"],
  );
  await mailbox.close();
});

test("an e-mail whose last receivers are refused for good has arrived all the same", async () => {
  const { runId, row, mailbox, refusals } = await runMail([450, "Greylisted"], { attempts: 1 });
  assert.equal((await engine.until(runId, ["done", "failed"])).run.status, "failed");
  const { id, status } = await row();
  assert.equal(status, "failed");
  refusals.set("risk@bank.example", [550, "No such user"]);
  const again = await resend(designer(), { id });
  assert.equal(again.status, "sent");
  assert.match(again.attempts[1]!.error!, /but not for risk@bank\.example \(550 No such user\)$/);
  await mailbox.close();
});

/** Starts a run that writes to dana and risk, of whom the server refuses the latter once. */
async function runMail(
  refusal: [code: number, text: string],
  policy: Record<string, unknown> = {},
) {
  const refusals = new Map([["risk@bank.example", refusal]]);
  const mailbox = await startMailbox({ refusals });
  await set(designer(), { name: "mail", value: `smtp://localhost:${mailbox.port}` });
  const config = { to: ["dana@bank.example", "risk@bank.example"], server: "mail" };
  const runId = await engine.run({ nodes: [{ id: "tell", kind: "notify.email", config, policy }] });
  const { db } = engine.database;
  const row = async () =>
    (await db.select().from(notification).where(eq(notification.runId, runId)))[0]!;
  return { runId, row, mailbox, refusals };
}

/** The texts of all payloads in a history, which holds them as bytes. */
function payloadsIn(value: unknown): string[] {
  if (value instanceof Uint8Array) return [Buffer.from(value).toString()];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(payloadsIn);
}
