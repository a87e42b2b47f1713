import assert from "node:assert/strict";
import { mkdir, rename, symlink, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { before, describe, test } from "node:test";
import { and, eq, sql } from "drizzle-orm";
import { member } from "../../db/schema/auth.ts";
import { trigger, triggerEvent } from "../../db/schema/triggers.ts";
import { startTestEngine, type TestEngine } from "../../test/support/engine.ts";
import { firedBy, publishTest, runsOf } from "../../test/support/published.ts";
import { approvedVersion } from "../../test/support/registry.ts";
import { testImplementations, testRegistry } from "../../test/support/steps.ts";
import { lift } from "../approvals/lift.ts";
import { suspendByHand } from "../approvals/suspend-by-hand.ts";
import { add } from "../datasets/add.ts";
import { saveUpload } from "../datasets/save-upload.ts";
import { reproduce } from "../runs/reproduce/reproduce.ts";
import { start } from "../runs/start.ts";
import { findTrigger } from "./find.ts";
import { get } from "./get.ts";
import { pause, resume } from "./pause.ts";
import { scanFolder } from "./scan-folder.ts";
import { until } from "../../test/support/until.ts";

let engine: TestEngine;
let people: Parameters<typeof approvedVersion>[1];
before(async () => {
  engine = await startTestEngine(testImplementations);
  people = {
    designer: engine.as.designer.actor,
    reviewer: engine.as.reviewer.actor,
    admin: engine.as.admin.actor,
  };
});

/** Until everything that was told has been dealt with. */
const settled = () =>
  until("the events", async () => {
    const rows = await engine.database.db
      .select()
      .from(triggerEvent)
      .where(sql`handled_at is null`);
    return rows.length === 0;
  });

const runsFor = (name: string, many: number) =>
  until(`${many} runs of ${name}`, async () => {
    const runs = await runsOf(engine.as.designer, name);
    return runs.length >= many && runs;
  });

async function addRows(name: string, rows: string) {
  const ctx = engine.as.designer;
  const upload = await saveUpload(ctx, Readable.from([`a,b\n${rows}\n`]), `${name}.csv`);
  return add(ctx, { name, upload: { hash: upload.hash, fileName: upload.fileName } });
}

describe("triggers by what happens", () => {
  test("a new version of a dataset starts one run, the same content again none", async () => {
    await publishTest(engine.as.designer, {
      name: "on-dataset",
      params: { source: { type: "string" }, version: { type: "integer" } },
      triggers: [
        {
          id: "rows",
          type: "dataset",
          dataset: "loans",
          params: { source: "${dataset.source}", version: "${dataset.version}" },
        },
      ],
    });
    await addRows("loans", "1,2");
    await addRows("loans", "3,4");
    await addRows("loans", "3,4");
    await addRows("others", "5,6");
    const runs = await runsFor("on-dataset", 2);
    await settled();
    assert.equal((await runsOf(engine.as.designer, "on-dataset")).length, 2);
    assert.deepEqual(
      runs.map(({ params }) => params),
      [
        { source: "dataset:loans@1", version: 1 },
        { source: "dataset:loans@2", version: 2 },
      ],
    );
    const { type, name, dataset } = firedBy(runs[1]!);
    assert.deepEqual(
      { type, name, dataset },
      {
        type: "dataset",
        name: "rows",
        dataset: { name: "loans", version: 2, source: "dataset:loans@2" },
      },
    );
  });

  test("what it starts may branch, join and map", async () => {
    const { designer } = engine.as;
    await publishTest(designer, {
      name: "branching",
      nodes: [
        { id: "score", kind: "test.noop", config: { facts: { auc: 0.8 } } },
        { id: "gate", kind: "control.condition", config: { expression: "input.auc > 0.7" } },
        { id: "join", kind: "control.join" },
        { id: "each", kind: "control.map", config: { over: "count", count: 2 } },
        { id: "inside", kind: "test.noop", parent: "each" },
      ],
      wires: [
        { from: "score.out", to: "gate.value" },
        { from: "gate.true", to: "join.in" },
        { from: "gate.false", to: "join.in" },
      ],
      triggers: [{ id: "rows", type: "dataset", dataset: "branches" }],
    });
    await addRows("branches", "1,2");
    await settled();
    const { firings } = await get(designer, { id: "branching/rows" });
    assert.equal(firings[0]?.detail, null);
    await engine.until(firings[0]!.runId!, ["done"]);
  });

  test("an approval starts a run; a registration does not, nor the end of a suspension", async () => {
    await publishTest(engine.as.designer, {
      name: "on-model",
      triggers: [{ id: "approved", type: "model", model: "credit" }],
    });
    await approvedVersion(engine.database.db, people, "credit");
    const [started] = await runsFor("on-model", 1);
    const version = { name: "credit", number: 1, reason: "The monitor stands still." };
    await suspendByHand(engine.as.admin, version);
    await lift(engine.as.admin, version);
    await settled();
    assert.equal((await runsOf(engine.as.designer, "on-model")).length, 1);
    assert.equal(started!.trigger.type, "model");
    assert.deepEqual(firedBy(started!).model, { name: "credit", version: 1 });
  });

  test("a pipeline's end starts a run in the states asked for, of published versions only", async () => {
    const { designer } = engine.as;
    await publishTest(designer, {
      name: "upstream",
      nodes: [{ id: "work", kind: "test.flaky", config: { failures: 99, type: "bad-data" } }],
      triggers: [],
    });
    await publishTest(designer, {
      name: "on-failure",
      triggers: [{ id: "after", type: "pipeline", pipeline: "upstream", states: ["failed"] }],
    });
    await publishTest(designer, {
      name: "on-success",
      triggers: [{ id: "after", type: "pipeline", pipeline: "upstream" }],
    });
    const { runId } = await start(designer, { name: "upstream" }, { steps: testRegistry });
    await engine.until(runId, ["failed"]);
    const [started] = await runsFor("on-failure", 1);
    const document = {
      apiVersion: "penstock/v1",
      name: "upstream",
      nodes: [{ id: "work", kind: "test.noop" }],
    };
    const draft = await start(designer, { document }, { steps: testRegistry });
    await engine.until(draft.runId, ["done"]);
    await settled();
    assert.deepEqual(firedBy(started!).run, {
      id: runId,
      pipeline: "upstream",
      status: "failed",
    });
    assert.equal((await runsOf(engine.as.designer, "on-failure")).length, 1);
    assert.equal((await runsOf(engine.as.designer, "on-success")).length, 0);
  });

  test("a reproduction of a pipeline's run starts none", async () => {
    const { designer } = engine.as;
    await publishTest(designer, { name: "original", triggers: [] });
    const { runId } = await start(designer, { name: "original" }, { steps: testRegistry });
    await engine.until(runId, ["done"]);
    await publishTest(designer, {
      name: "after-original",
      triggers: [{ id: "after", type: "pipeline", pipeline: "original" }],
    });
    const again = await reproduce(designer, { id: runId });
    await engine.until(again.runId, ["done"]);
    await settled();
    assert.deepEqual(await runsOf(designer, "after-original"), []);
  });

  test("pipelines that start each other come to an end, which says why", async () => {
    const { designer } = engine.as;
    for (const [name, other] of [
      ["ping", "pong"],
      ["pong", "ping"],
    ] as const)
      await publishTest(designer, {
        name,
        triggers: [{ id: "after", type: "pipeline", pipeline: other }],
      });
    await start(designer, { name: "ping" }, { steps: testRegistry });
    const refused = await until("the refusal", async () => {
      for (const id of ["ping/after", "pong/after"]) {
        const { lastError } = await get(designer, { id });
        if (lastError) return lastError;
      }
      return null;
    });
    assert.match(refused, /10 runs have started one another/);
    await settled();
    const runs = [
      ...(await runsOf(engine.as.designer, "ping")),
      ...(await runsOf(engine.as.designer, "pong")),
    ];
    assert.equal(runs.length, 11);
  });

  test("who published it and has no right to start runs any more is named, and nothing starts", async () => {
    const { admin, designer } = engine.as;
    await publishTest(admin, {
      name: "orphaned",
      triggers: [{ id: "rows", type: "dataset", dataset: "orphans" }],
    });
    const isAdmin = and(
      eq(member.userId, admin.actor.userId),
      eq(member.workspaceId, admin.actor.workspaceId),
    );
    await engine.database.db.update(member).set({ role: "viewer" }).where(isAdmin);
    await addRows("orphans", "1,2");
    const lastError = await until("the refusal", async () => {
      const found = await get(designer, { id: "orphaned/rows" });
      return found.lastError;
    });
    assert.match(lastError, /publish it again/);
    assert.equal((await runsOf(engine.as.designer, "orphaned")).length, 0);
    await engine.database.db.update(member).set({ role: "admin" }).where(isAdmin);
  });
});

describe("a watched folder", () => {
  let inbox: string;
  const OLD = new Date(Date.now() - 60_000);
  async function put(name: string, content: string) {
    const aside = path.join(engine.home, `aside-${name}`);
    await writeFile(aside, content);
    await utimes(aside, OLD, OLD);
    await rename(aside, path.join(inbox, name));
  }
  const watch = (name: string, folder: string, more: object = {}) =>
    publishTest(engine.as.designer, {
      name,
      params: { source: { type: "string" } },
      triggers: [
        {
          id: "files",
          type: "folder",
          path: folder,
          pattern: "*.{csv,parquet}",
          every: "1s",
          params: { source: "${file.source}" },
          ...more,
        },
      ],
    });
  before(async () => {
    inbox = path.join(engine.home, "inbox", "loans");
    await mkdir(inbox, { recursive: true });
  });

  test("starts one run for each new content, on the file as it was, and leaves what is not meant", async () => {
    await writeFile(path.join(engine.home, "secret.csv"), "a,b\n0,0\n");
    await symlink(path.join(engine.home, "secret.csv"), path.join(inbox, "link.csv"));
    await put("notes.txt", "not meant");
    await put("one.csv", "a,b\n1,2\n");
    await writeFile(path.join(inbox, "half.csv"), "a,b\n3,");
    await watch("on-file", "loans");
    // The half-written file has its run too, should it lie there for long enough.
    const named = async () =>
      (await runsOf(engine.as.designer, "on-file")).filter(
        (started) => firedBy(started).file!.name !== "half.csv",
      );
    const [first] = await until("its run", async () => {
      const runs = await named();
      return runs.length > 0 && runs;
    });
    const { type, file } = firedBy(first!);
    assert.equal(type, "folder");
    assert.equal(file!.name, "one.csv");
    assert.equal(file!.bytes, 8);
    assert.match(file!.source, /^upload:[0-9a-f]{64}\/one\.csv$/);
    assert.equal(first!.params["source"], file!.source);
    await engine.until(first!.id, ["done"]);

    // The same content under another name, and a new one under the old name.
    await put("copy.csv", "a,b\n1,2\n");
    await put("one.csv", "a,b\n5,6\n");
    await until("the next run", async () => (await named()).length > 1);
    await until("a look at all files", async () => {
      const { id } = await get(engine.as.designer, { id: "on-file/files" });
      const [row] = await engine.database.db.select().from(trigger).where(eq(trigger.id, id));
      return "copy.csv" in (row!.seen ?? {});
    });
    assert.deepEqual(
      (await named()).map((started) => firedBy(started).file!.name),
      ["one.csv", "one.csv"],
    );
  });

  test("files that came while it was paused, or its publisher had lost the right, have their run later", async () => {
    const { designer } = engine.as;
    const folder = path.join(engine.home, "inbox", "held");
    await mkdir(folder, { recursive: true });
    const drop = async (name: string) => {
      await writeFile(path.join(folder, name), `a,b\n${name},1\n`);
      await utimes(path.join(folder, name), OLD, OLD);
    };
    const id = "held/files";
    /** Or until there are no more looks: the worker pauses the schedule when it next compares it with its trigger. */
    const lookTwice = async () => {
      const { scheduleId } = await findTrigger(designer, id);
      const schedule = engine.client.schedule.getHandle(scheduleId!);
      const before = (await schedule.describe()).info.numActionsTaken;
      await until("two looks", async () => {
        const { info, state } = await schedule.describe();
        return state.paused || info.numActionsTaken >= before + 3;
      });
    };
    await watch("held", "held");
    // The page cannot reach Temporal, so the schedule goes on.
    const temporal = () => Promise.reject(new Error("Temporal is away"));
    await pause({ ...designer, temporal }, { id, note: "Hold on" });
    await drop("paused.csv");
    await lookTwice();
    assert.deepEqual((await get(designer, { id })).firings, []);
    await resume(designer, { id });
    await runsFor("held", 1);

    const isDesigner = and(
      eq(member.userId, designer.actor.userId),
      eq(member.workspaceId, designer.actor.workspaceId),
    );
    await engine.database.db.update(member).set({ role: "operator" }).where(isDesigner);
    await drop("forbidden.csv");
    const lastError = await until(
      "the refusal",
      async () => (await get(designer, { id })).lastError,
    );
    assert.match(lastError, /publish it again/);
    await engine.database.db.update(member).set({ role: "designer" }).where(isDesigner);
    const runs = await runsFor("held", 2);
    assert.deepEqual(
      runs.map((started) => firedBy(started).file!.name),
      ["paused.csv", "forbidden.csv"],
    );
    await until("no fault", async () => (await get(designer, { id })).lastError === null);
  });

  test("a pause holds from the next file on, also in the middle of a look", async () => {
    const { designer } = engine.as;
    const folder = path.join(engine.home, "inbox", "midway");
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, "rest.csv"), "a,b\n7,8\n");
    await utimes(path.join(folder, "rest.csv"), OLD, OLD);
    await watch("midway", "midway", { paused: true });
    const begun = { ...(await findTrigger(designer, "midway/files")), paused: false };
    const services = {
      ...designer,
      steps: testRegistry,
      folders: [path.join(engine.home, "inbox")],
    };
    assert.deepEqual(await scanFolder(services, begun), { started: 0 });
    const { seen, lastError } = await findTrigger(designer, "midway/files");
    assert.deepEqual([seen, lastError], [null, null]);
    await resume(designer, { id: "midway/files" });
    await runsFor("midway", 1);
  });

  test("takes a file whose time lies ahead, as another clock wrote it", async () => {
    const folder = path.join(engine.home, "inbox", "ahead");
    await mkdir(folder, { recursive: true });
    const file = path.join(folder, "ahead.csv");
    await writeFile(file, "a,b\n1,2\n");
    const ahead = new Date(Date.now() + 3_600_000);
    await utimes(file, ahead, ahead);
    await watch("on-ahead", "ahead");
    const [run] = await runsFor("on-ahead", 1);
    assert.equal(firedBy(run!).file?.name, "ahead.csv");
  });

  test("a folder outside the allowed ones, also by way of a link, is refused with a sentence", async () => {
    await symlink(engine.home, path.join(engine.home, "inbox", "way-out"));
    for (const [name, folder] of [
      ["outside", engine.home],
      ["linked", "way-out"],
      ["missing", "nowhere"],
    ] as const) {
      await watch(name, folder);
      const lastError = await until("the refusal", async () => {
        const found = await get(engine.as.designer, { id: `${name}/files` });
        return found.lastError;
      });
      assert.match(lastError, /outside the folders that pipelines may read/);
      assert.equal((await runsOf(engine.as.designer, name)).length, 0);
    }
  });
});
