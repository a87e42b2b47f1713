import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { count, eq } from "drizzle-orm";
import { Webhook } from "standardwebhooks";
import { run } from "../../db/schema/runs.ts";
import { trigger, triggerFiring } from "../../db/schema/triggers.ts";
import { startTestEngine, type TestEngine } from "../../test/support/engine.ts";
import { firedBy, publishTest } from "../../test/support/published.ts";
import { testRegistry } from "../../test/support/steps.ts";
import { fireByHand } from "./fire-by-hand.ts";
import { firings, get } from "./get.ts";
import { pause, resume } from "./pause.ts";
import { MAX_WEBHOOK_BYTES, receiveWebhook } from "./receive-webhook.ts";
import { rotateSecret } from "./rotate-secret.ts";
import { firingsInput } from "./schemas.ts";

let engine: TestEngine;
let id: string;
let secret: string;

before(async () => {
  process.env["PENSTOCK_SECRET"] ??= "a secret for the tests, long enough to be one";
  engine = await startTestEngine();
  await publishTest(engine.as.designer, {
    name: "hooked",
    params: { rows: { type: "integer", default: 1 }, who: { type: "string", default: "" } },
    triggers: [{ id: "hook", type: "webhook", params: { who: "${body.sender.name}" } }],
  });
  ({ id } = await get(engine.as.designer, { id: "hooked/hook" }));
});

const BODY = JSON.stringify({ sender: { name: "Ada" } });

function send(
  key: string,
  {
    body = BODY,
    at = new Date(),
    by = secret,
    signed = body,
  }: { body?: string; at?: Date; by?: string; signed?: string } = {},
) {
  const headers = new Headers({
    "webhook-id": key,
    "webhook-timestamp": String(Math.floor(at.getTime() / 1_000)),
    "webhook-signature": new Webhook(by).sign(key, at, signed),
  });
  return receiveWebhook({ ...engine.as.designer, steps: testRegistry }, id, headers, body);
}

async function runs(): Promise<number> {
  const [found] = await engine.database.db
    .select({ n: count() })
    .from(run)
    .where(eq(run.name, "hooked"));
  return found!.n;
}

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);

describe("a webhook", () => {
  test("has no secret until one is made, which is shown once and kept encrypted", async () => {
    const other = `whsec_${Buffer.from("x".repeat(32)).toString("base64")}`;
    await assert.rejects(send("m0", { by: other }), /no secret yet/);
    const made = await rotateSecret(engine.as.designer, { id, graceHours: 24 });
    assert.match(made.secret, /^whsec_/);
    assert.equal(made.previousUntil, null);
    assert.equal(made.path, `/api/hooks/${id}`);
    ({ secret } = made);
    const [row] = await engine.database.db.select().from(trigger).where(eq(trigger.id, id));
    assert.ok(!JSON.stringify(row).includes(secret.slice(6)));
    const shown = await get(engine.as.designer, { id });
    assert.equal(shown.webhook?.hasSecret, true);
    assert.ok(!JSON.stringify(shown).includes(row!.secret!));
  });

  test("starts a run with the params of its body, which says what started it", async () => {
    const body = JSON.stringify({ sender: { name: "Ada" }, params: { rows: 3 } });
    const { runId, repeated } = await send("m1", { body });
    assert.equal(repeated, false);
    const { run: done } = await engine.until(runId, ["done"]);
    assert.deepEqual(done.params, { rows: 3, who: "Ada" });
    const started = firedBy(done);
    assert.equal(started.type, "webhook");
    assert.equal(started.trigger, id);
    assert.equal(started.webhook?.id, "m1");
  });

  test("the same key starts one run, also when it comes ten times at once, and answers with it", async () => {
    const before = await runs();
    const answers = await Promise.all(Array.from({ length: 10 }, () => send("m2")));
    const again = await send("m2");
    assert.equal(new Set([...answers, again].map(({ runId }) => runId)).size, 1);
    assert.equal(answers.filter(({ repeated }) => !repeated).length, 1);
    assert.equal(again.repeated, true);
    assert.equal(await runs(), before + 1);
  });

  test("the same key with another body is a conflict", async () => {
    await send("m3");
    await assert.rejects(send("m3", { body: JSON.stringify({ sender: { name: "Eve" } }) }), {
      code: "conflict",
    });
  });

  test("one of ten bodies that come at once under one key is taken, and the others are conflicts", async () => {
    const bodies = Array.from({ length: 10 }, (_, n) =>
      JSON.stringify({ sender: { name: `${n}` } }),
    );
    const answers = await Promise.allSettled(bodies.map((body) => send("m3b", { body })));
    const refused = answers.filter((one) => one.status === "rejected");
    assert.equal(refused.length, 9);
    for (const { reason } of refused) assert.equal((reason as { code: string }).code, "conflict");
  });

  test("refuses a wrong signature, a changed body, and what was signed long ago or for later", async () => {
    const before = await runs();
    const wrong = `whsec_${Buffer.from("y".repeat(32)).toString("base64")}`;
    const refused = { code: "unauthenticated" };
    await assert.rejects(send("m4", { by: wrong }), refused);
    await assert.rejects(send("m4", { signed: "{}" }), refused);
    await assert.rejects(send("m4", { at: minutesAgo(6) }), /5 minutes/);
    await assert.rejects(send("m4", { at: minutesAgo(-6) }), /5 minutes/);
    await assert.rejects(
      receiveWebhook(engine.as.designer, id, new Headers(), BODY),
      /Send the headers/,
    );
    await assert.rejects(receiveWebhook(engine.as.designer, "trg_0", new Headers(), BODY), {
      code: "not-found",
    });
    assert.equal(await runs(), before);
  });

  test("refuses bodies that are too large, no JSON, or hold params that do not fit, which may be sent again", async () => {
    await assert.rejects(send("m5", { body: "x".repeat(MAX_WEBHOOK_BYTES + 1) }), {
      code: "too-large",
    });
    const bad = { code: "bad-request" };
    await assert.rejects(send("m5", { body: "{" }), bad);
    await assert.rejects(send("m5", { body: "[]" }), bad);
    const withParams = (params: object) => JSON.stringify({ sender: { name: "Ada" }, params });
    await assert.rejects(send("m5", { body: withParams({ rows: "many" }) }), bad);
    await assert.rejects(send("m5", { body: withParams({ colour: "red" }) }), bad);
    await assert.rejects(send("m5", { body: withParams({ "work.policy.attempts": 9 }) }), bad);
    await assert.rejects(send("m5", { body: "{}" }), /body\.sender\.name.*is not there/);
    for (const name of ["a\\u0000b", "a\\ud800b"])
      await assert.rejects(send("m5", { body: `{"sender": {"name": "${name}"}}` }), {
        ...bad,
        message: /^The body's 'sender\.name' cannot be read: it holds a NUL/,
      });
    await assert.rejects(send("m5", { body: `{"a": ${"[".repeat(300)}${"]".repeat(300)}}` }), {
      ...bad,
      message: /^The body's 'a\.0.*' cannot be read: it holds more than 200/,
    });
    const { firings } = await get(engine.as.designer, { id });
    const refused = firings.find(({ key }) => key === "hook:m5")!;
    assert.equal(refused.outcome, "refused");
    assert.equal((await send("m5")).repeated, false);
  });

  test("paused, it says so and starts nothing", async () => {
    await pause(engine.as.designer, { id, note: "Moving house" });
    await assert.rejects(send("m6"), /paused: Moving house/);
    await resume(engine.as.designer, { id });
    assert.equal((await send("m6")).repeated, false);
  });

  test("fired by hand it says by whom, and names no time", async () => {
    const { actor } = engine.as.admin;
    const { runId } = await fireByHand(
      { ...engine.as.admin, steps: testRegistry },
      { id, params: { who: "Eve" } },
    );
    const { firings } = await get(engine.as.designer, { id });
    const { facts } = firings.find((one) => one.runId === runId)!;
    assert.deepEqual(facts, { person: { id: actor.userId, name: actor.name } });
  });

  test("a new secret leaves the one before its time of grace, and no longer; who made it has started its runs", async () => {
    const old = secret;
    ({ secret } = await rotateSecret(engine.as.admin, { id, graceHours: 1 }));
    const starter = async ({ runId }: { runId: string }) =>
      (await engine.until(runId, ["done"])).run.startedBy.id;
    assert.equal(await starter(await send("m7", { by: old })), engine.as.designer.actor.userId);
    assert.equal(await starter(await send("m8")), engine.as.admin.actor.userId);
    await engine.database.db
      .update(trigger)
      .set({ previousSecretUntil: minutesAgo(1) })
      .where(eq(trigger.id, id));
    await assert.rejects(send("m9", { by: old }), { code: "unauthenticated" });
    const { secret: newest } = await rotateSecret(engine.as.designer, { id, graceHours: 0 });
    await assert.rejects(send("m9"), { code: "unauthenticated" });
    secret = newest;
    await send("m9");
  });

  test("gets no secret by a key that was not made to start runs", async () => {
    const { admin } = engine.as;
    const held = { ...admin, actor: { ...admin.actor, rights: ["runs.control"] as const } };
    await assert.rejects(rotateSecret(held, { id, graceHours: 24 }), /not made for 'runs.start'/);
    await send("m9a");
  });

  test("has one secret before at a time: another is made when its grace is over, or is given up", async () => {
    const { designer } = engine.as;
    const old = secret;
    const both = await Promise.allSettled(
      [1, 2].map(() => rotateSecret(designer, { id, graceHours: 24 })),
    );
    const made = both.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    assert.equal(made.length, 1, "of two at one moment");
    await assert.rejects(rotateSecret(designer, { id, graceHours: 1 }), {
      code: "conflict",
      message: new RegExp(`until ${made[0]!.previousUntil!.toISOString()}.*'Not at all'`),
    });
    await send("m9b", { by: old });
    await send("m9c", { by: made[0]!.secret });
    ({ secret } = await rotateSecret(designer, { id, graceHours: 0 }));
    await assert.rejects(send("m9d", { by: old }), { code: "unauthenticated" });
    await send("m9d");
  });

  test("whose keys hold bars and come at one moment has all of its firings, page by page", async () => {
    const { db } = engine.database;
    const at = new Date("2026-01-01T00:00:00.500Z");
    const keys = ["hook:a|1", "hook:a|2", "hook:a|3"];
    const skipped = { triggerId: id, at, outcome: "skipped", detail: null, facts: {} } as const;
    await db.insert(triggerFiring).values(keys.map((key) => ({ ...skipped, key })));
    const found: string[] = [];
    for (let cursor: string | null = "2026-01-01 00:00:01+00|x"; cursor !== null;) {
      const input = firingsInput.parse({ id, limit: 1, cursor });
      const page = await firings(engine.as.designer, input);
      found.push(...page.items.map(({ key }) => key));
      cursor = page.nextCursor;
    }
    assert.deepEqual(found, keys.toReversed());
    assert.throws(() => firingsInput.parse({ id, cursor: "yesterday|a" }));
  });

  test("that a version leaves out is at its address no more, and back in a later one it takes its secret again", async () => {
    const { designer } = engine.as;
    const hook = { id: "hook", type: "webhook" } as const;
    await publishTest(designer, { name: "hooked", triggers: [] });
    await assert.rejects(send("m90"), { code: "not-found" });
    await publishTest(designer, { name: "hooked", triggers: [hook] });
    const { runId } = await send("m90");
    await engine.until(runId, ["done"]);
    const { id: now, webhook } = await get(designer, { id: "hooked/hook" });
    assert.deepEqual([now, webhook!.hasSecret], [id, true]);
  });
});
