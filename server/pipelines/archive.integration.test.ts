import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { before, describe, test } from "node:test";
import { and, asc, eq } from "drizzle-orm";
import { audit } from "../../db/schema/audit.ts";
import { trigger } from "../../db/schema/triggers.ts";
import { startTestEngine, type TestEngine } from "../../test/support/engine.ts";
import { publishTest, runsOf } from "../../test/support/published.ts";
import { testImplementations, testRegistry } from "../../test/support/steps.ts";
import { loadImplementations } from "../../workflows/load-implementations.ts";
import type { Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { reproduce } from "../runs/reproduce/reproduce.ts";
import { list as listRuns } from "../runs/list.ts";
import { prepareRerun, rerun } from "../runs/rerun.ts";
import { prepareStart, start } from "../runs/start.ts";
import { all } from "../search/all.ts";
import { temporalConnector } from "../temporal.ts";
import { fireByHand } from "../triggers/fire-by-hand.ts";
import { get as getTrigger } from "../triggers/get.ts";
import { list as listTriggers } from "../triggers/list.ts";
import { move } from "../triggers/move.ts";
import { pause } from "../triggers/pause.ts";
import { receiveWebhook } from "../triggers/receive-webhook.ts";
import { archive } from "./archive.ts";
import { create } from "./create.ts";
import { get } from "./get.ts";
import { importPipeline } from "./import.ts";
import { list } from "./list.ts";
import { pin } from "./pin.ts";
import { publish } from "./publish.ts";
import { restore } from "./restore.ts";
import { saveDraft } from "./save-draft.ts";
import { versions } from "./versions.ts";
import { until } from "../../test/support/until.ts";

let engine: TestEngine;
before(async () => {
  engine = await startTestEngine([...testImplementations, ...(await loadImplementations())]);
});

const SLOW = [{ id: "work", kind: "test.slow", config: { ms: 4_000 } }];
const steps = testRegistry;

const document = (name: string) => ({
  apiVersion: "penstock/v1",
  name,
  nodes: [
    { id: "pause", kind: "control.wait", config: { for: "1s" } },
    { id: "gate", kind: "control.condition", config: { expression: "1 < 2" } },
  ],
  wires: [{ from: "pause.event", to: "gate.value" }],
});

async function names(ctx: Ctx, archived: boolean) {
  const { items } = await list(ctx, { limit: 200, archived });
  return items.map(({ name }) => name);
}

async function refused(acts: Record<string, () => Promise<unknown>>, part: RegExp) {
  for (const [what, act] of Object.entries(acts))
    await assert.rejects(act, (error: unknown) => {
      assert.ok(error instanceof PenstockError, `${what}: ${String(error)}`);
      assert.match(error.message, part, what);
      return true;
    });
}

const schedule = (id: string) => engine.client.schedule.getHandle(`trigger-${id}`);

const isPaused = async (id: string) => (await schedule(id).describe()).state.paused;

describe("archiving and restoring", () => {
  test("its triggers stop and come back as they were, what goes on ends by itself, and all is written down", async () => {
    const { designer } = engine.as;
    await publishTest(designer, {
      name: "put-away",
      nodes: SLOW,
      triggers: [
        { id: "often", type: "interval", every: "1s", overlap: "allow-all" },
        { id: "held", type: "schedule", cron: "@daily" },
        { id: "hook", type: "webhook" },
      ],
    });
    await pause(designer, { id: "put-away/held", note: "Holidays" });
    const ids = Object.fromEntries(
      (await listTriggers(designer, { limit: 50, pipeline: "put-away" })).items.map((one) => [
        one.name,
        one.id,
      ]),
    );
    await until("a run", async () => (await runsOf(designer, "put-away"))[0]?.status === "running");

    const answer = await archive(designer, { name: "put-away" });
    assert.deepEqual(answer.triggers, ["held", "hook", "often"]);
    assert.ok(answer.openRuns > 0);
    const { items: open } = await listRuns(designer, {
      limit: 50,
      pipeline: "put-away",
      open: true,
    });
    assert.ok(open.length > 0);
    assert.ok(await isPaused(ids["often"]!));
    assert.ok(await isPaused(ids["held"]!));
    assert.deepEqual((await listTriggers(designer, { limit: 50, pipeline: "put-away" })).items, []);
    await refused(
      { hook: () => receiveWebhook(designer, ids["hook"]!, new Headers(), "{}") },
      /no webhook at this address/,
    );
    await refused(
      { fire: () => fireByHand({ ...designer, steps }, { id: "put-away/often" }) },
      /in force: see whether it is archived/,
    );
    // Longer than three of its times and than a run takes.
    const later = await until("the ends", async () => {
      const runs = await runsOf(designer, "put-away");
      return runs.every(({ status }) => status === "done") && runs;
    });
    await sleep(2_000);
    assert.equal((await runsOf(designer, "put-away")).length, later.length);

    assert.ok(!(await names(designer, false)).includes("put-away"));
    assert.ok((await names(designer, true)).includes("put-away"));
    const { items: found } = await all(designer, { text: "put-away", limit: 8 });
    assert.deepEqual([...new Set(found.map(({ type }) => type))], ["run"]);
    assert.ok((await get(designer, { name: "put-away" })).pipeline.archivedAt);
    assert.equal((await versions(designer, { name: "put-away", limit: 5 })).items.length, 1);
    assert.deepEqual(await archive(designer, { name: "put-away" }), { ...answer, openRuns: 0 });

    const rights = ["pipelines.write"] as const;
    const byKey = { ...designer, actor: { ...designer.actor, rights } };
    await refused(
      { restore: () => restore(byKey, { name: "put-away" }) },
      /'(often|hook)' would start runs again.*not made for 'runs.start'/,
    );
    const back = await restore(designer, { name: "put-away" });
    assert.deepEqual(back, { name: "put-away", triggers: ["held", "hook", "often"] });
    const held = await getTrigger(designer, { id: "put-away/held" });
    assert.deepEqual(
      [held.id, held.paused, held.pauseNote, held.version],
      [ids["held"], true, "Holidays", 1],
    );
    assert.equal((await schedule(ids["held"]!).describe()).state.paused, true);
    await until("another run", async () => {
      const runs = await runsOf(designer, "put-away");
      return runs.length > later.length;
    });
    assert.deepEqual(await restore(designer, { name: "put-away" }), back);
    assert.ok((await names(designer, false)).includes("put-away"));
    await archive(designer, { name: "put-away" });

    const written = await designer.db
      .select({ action: audit.action, before: audit.before, after: audit.after })
      .from(audit)
      .where(and(eq(audit.entity, "pipeline"), eq(audit.entityId, "put-away")))
      .orderBy(asc(audit.id));
    const acts = written.filter(({ action }) => /archive|restore/.test(action));
    assert.deepEqual(
      acts.map(({ action }) => action),
      ["pipeline.archive", "pipeline.restore", "pipeline.archive"],
    );
    assert.deepEqual(acts[0]!.after, { triggers: answer.triggers, openRuns: answer.openRuns });
    assert.deepEqual(acts[1]!.after, { triggers: answer.triggers });
  });

  test("nothing of it is started, published or changed; its record can still be reproduced", async () => {
    const { designer, admin } = engine.as;
    const name = "closed";
    const text = JSON.stringify(document(name));
    await importPipeline(designer, { text });
    await saveDraft(designer, { name, document: document(name), revision: 0 });
    const { runId } = await start(designer, { name });
    await engine.until(runId, ["done"]);
    await archive(designer, { name });
    const note = "A test";
    await refused(
      {
        start: () => start(designer, { name }),
        "start a draft": () => start(designer, { name, draft: true }),
        "start a version": () => start(admin, { name, version: 1 }),
        "start a document": () => start(designer, { document: document(name) }),
        plan: () => prepareStart(designer, { name }),
        rerun: () => rerun(designer, { id: runId }),
        "plan a rerun": () => prepareRerun(designer, { id: runId }),
        publish: () => publish(designer, { name, note }),
        import: () => importPipeline(designer, { text }),
        "import something else": () =>
          importPipeline(designer, { text: text.replace('"1s"', '"2s"') }),
        save: () => saveDraft(designer, { name, document: document(name), revision: 1 }),
        "save the first draft": () =>
          saveDraft(admin, { name, document: document(name), revision: 0 }),
        pin: () => pin(designer, { name, node: "pause", run: runId }),
        move: () => move(designer, { pipeline: name }),
      },
      /^'closed' is archived: restore it first, with 'penstock pipelines restore closed'/,
    );
    await refused(
      { create: () => create(designer, { name }) },
      /There is a pipeline 'closed' already, which is archived: restore it, .* or choose another name/,
    );
    assert.equal((await versions(designer, { name, limit: 5 })).items.length, 1);
    const { runId: again } = await reproduce(designer, { id: runId });
    await engine.until(again, ["done"]);
    await restore(designer, { name });
    await start(designer, { name });
    const changed = { ...document(name), title: "Open again" };
    await saveDraft(designer, { name, document: changed, revision: 1 });
    assert.equal((await publish(designer, { name, note })).number, 2);
  });

  test("an example of the gallery that is archived is not opened as a draft", async () => {
    const { designer } = engine.as;
    const { name } = await create(designer, { example: "credit-risk" });
    await archive(designer, { name });
    await refused(
      { create: () => create(designer, { example: "credit-risk" }) },
      /'credit-risk' already, which is archived: restore it/,
    );
    await restore(designer, { name });
    await create(designer, { example: "credit-risk" });
  });

  test("pipelines that use it as a sub-pipeline keep working", async () => {
    const { designer } = engine.as;
    await importPipeline(designer, { text: JSON.stringify(document("inner")) });
    await importPipeline(designer, {
      text: JSON.stringify({
        ...document("outer"),
        nodes: [{ id: "child", kind: "control.subpipeline", config: { pipeline: "inner" } }],
        wires: [],
      }),
    });
    await archive(designer, { name: "inner" });
    const { runId } = await start(designer, { name: "outer" });
    await engine.until(runId, ["done"]);
    assert.deepEqual(
      (await runsOf(designer, "inner")).map(({ status, parentRunId }) => [status, parentRunId]),
      [["done", runId]],
    );
  });

  test("while Temporal is away it is archived all the same, and what its schedule does starts nothing; it is restored when Temporal is back", async () => {
    const { designer } = engine.as;
    const away = { ...designer, temporal: temporalConnector("127.0.0.1:9", "default") };
    await publishTest(designer, {
      name: "alone",
      triggers: [{ id: "often", type: "interval", every: "1s" }],
    });
    const { id } = await getTrigger(designer, { id: "alone/often" });
    await until("a run", async () => (await runsOf(designer, "alone")).length > 0);
    await archive(away, { name: "alone" });
    await until("the pause of its schedule", () => isPaused(id));
    const { length } = await runsOf(designer, "alone");

    await refused({ restore: () => restore(away, { name: "alone" }) }, /Temporal/);
    assert.ok((await names(designer, true)).includes("alone"));
    await restore(designer, { name: "alone" });
    await until("another run", async () => (await runsOf(designer, "alone")).length > length);
    await archive(designer, { name: "alone" });
  });

  test("a run that goes on over it counts for the overlap of what comes after it", async () => {
    const { designer } = engine.as;
    await publishTest(designer, {
      name: "one-at-a-time",
      nodes: [{ id: "work", kind: "test.slow", config: { ms: 600_000 } }],
      triggers: [{ id: "often", type: "interval", every: "1s", overlap: "skip" }],
    });
    await until("a run", async () => (await runsOf(designer, "one-at-a-time")).length > 0);
    await archive(designer, { name: "one-at-a-time" });
    await restore(designer, { name: "one-at-a-time" });
    const { id } = await getTrigger(designer, { id: "one-at-a-time/often" });
    const skipped = async () => (await schedule(id).describe()).info.numActionsSkippedOverlap;
    const before = await skipped();
    await until("three more times", async () => (await skipped()) >= before + 3);
    assert.equal((await runsOf(designer, "one-at-a-time")).length, 1);
    await archive(designer, { name: "one-at-a-time" });
  });

  test("a schedule that Temporal does not take any more keeps nothing from being restored, and its trigger says why", async () => {
    const { as, client, database } = engine;
    const { designer } = as;
    const daily = { type: "schedule", cron: "@daily" } as const;
    await publishTest(designer, {
      name: "half",
      triggers: [
        { ...daily, id: "a" },
        { ...daily, id: "b" },
      ],
    });
    const { id } = await getTrigger(designer, { id: "half/a" });
    await archive(designer, { name: "half" });
    // The compiler refuses it; a release before this one may not have.
    const spec = { ...daily, id: "a", timezone: "SystemV/AST4" };
    await database.db.update(trigger).set({ spec }).where(eq(trigger.id, id));
    await restore(designer, { name: "half" });
    const { lastError } = await getTrigger(designer, { id });
    assert.match(lastError!, /There is no time zone 'SystemV\/AST4'/);
    const { id: other } = await getTrigger(designer, { id: "half/b" });
    await client.schedule.getHandle(`trigger-${other}`).describe();
  });
});
