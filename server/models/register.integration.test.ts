import assert from "node:assert/strict";
import { before, test } from "node:test";
import { eq } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import { audit } from "../../db/schema/audit.ts";
import { dataset, datasetVersion } from "../../db/schema/datasets.ts";
import { modelVersion } from "../../db/schema/models.ts";
import { pipeline, pipelineVersion } from "../../db/schema/pipelines.ts";
import { run, stepRun } from "../../db/schema/runs.ts";
import { addPerson, freshWorkspace } from "../../test/support/factories.ts";
import { startTestDatabase } from "../../test/support/postgres.ts";
import { contextOf } from "../../test/support/context.ts";
import {
  approvedVersion,
  freshRun,
  hashOf,
  modelRef,
  registerVersion,
} from "../../test/support/registry.ts";
import type { ArtifactRef } from "../../workflows/core/artifact.ts";
import type { JsonObject } from "../../workflows/core/json.ts";
import type { PlanMap, PlanNode } from "../../workflows/core/plan.ts";
import type { Actor } from "../context.ts";
import { fill } from "../documentation/fill.ts";
import { readRecord } from "../documentation/record.ts";
import { fromDatabase, PenstockError } from "../errors.ts";
import { newId } from "../ids.ts";
import { stepTransaction } from "../runs/step-transaction.ts";
import { get } from "./get.ts";
import type { Lineage } from "./lineage.ts";
import { list } from "./list.ts";
import { version } from "./version.ts";

const makersAre = (...people: Actor[]) => people.map(({ userId }) => userId).sort();

let db: Database;
before(async () => {
  ({ db } = await startTestDatabase());
});

test("versions registered at the same time are numbered without gaps", async () => {
  const people = await freshWorkspace(db);
  const runs = await Promise.all(
    Array.from({ length: 8 }, () => freshRun(db, { author: people.designer })),
  );
  const versions = await Promise.all(runs.map((run) => registerVersion(db, run)));
  assert.deepEqual(
    versions.map((one) => one.version).sort((a, b) => a - b),
    [1, 2, 3, 4, 5, 6, 7, 8],
  );
});

test("a step of a run registers one version, however often it is called", async () => {
  const people = await freshWorkspace(db);
  const run = await freshRun(db, { author: people.designer });
  const [first, second] = await Promise.all([registerVersion(db, run), registerVersion(db, run)]);
  assert.deepEqual(first, second);
  const rows = await db.select().from(audit).where(eq(audit.entityId, first.id));
  assert.deepEqual(
    rows.map(({ action, via, actorId }) => ({ action, via, actorId })),
    [{ action: "model.register", via: "workflow", actorId: people.designer.userId }],
  );
});

test("models of the same name in two workspaces have nothing to do with each other", async () => {
  const [one, other] = [await freshWorkspace(db), await freshWorkspace(db)];
  await registerVersion(db, await freshRun(db, { author: one.designer }));
  const second = await registerVersion(db, await freshRun(db, { author: other.designer }));
  assert.equal(second.version, 1);
  const mine = await get(contextOf(db, one.viewer), { name: "credit-risk" });
  assert.equal(mine.versions.length, 1);
  await assert.rejects(
    version(contextOf(db, one.viewer), { name: "other", number: 1 }),
    PenstockError,
  );
});

test("a version's lineage names the data versions upstream of it, the plan, the environment and the trainer", async () => {
  const people = await freshWorkspace(db);
  const { workspaceId } = people;
  const datasetId = newId("ds");
  const fileHash = hashOf();
  await db.insert(dataset).values({
    id: datasetId,
    workspaceId,
    name: "loans",
    owner: people.designer.userId,
  });
  await db.insert(datasetVersion).values({
    id: newId("dv"),
    datasetId,
    number: 3,
    hash: fileHash,
    fileName: "loans.csv",
    bytes: 10,
    rows: 1_000,
    columns: [],
    createdBy: people.designer.userId,
  });
  const wire = (node: string, port: string) => ({ [port]: [{ node, port }] });
  const run = await freshRun(db, {
    author: people.designer,
    nodes: [
      { id: "load", kind: "data.load", config: { source: "dataset:loans@3" }, needs: {} },
      { id: "aside", kind: "data.load", config: { source: "dataset:aside@1" }, needs: {} },
      { id: "train", kind: "train.tabular", config: {}, needs: wire("load", "data") },
      { id: "register", kind: "model.register", config: {}, needs: wire("train", "model") },
    ],
  });
  const model = modelRef();
  const table = { type: "dataset", hash: hashOf(), bytes: 10, meta: { rows: 990 } };
  const done = (node: string, kind: string, outputs: Record<string, unknown>) => ({
    runId: run.id,
    node,
    attempt: 1,
    kind,
    status: "done" as const,
    queue: "cpu",
    outputs: JSON.parse(JSON.stringify(outputs)),
  });
  await db
    .insert(stepRun)
    .values([
      done("load", "data.load", { data: table }),
      done("train", "train.tabular", { model }),
    ]);
  const { id } = await db.transaction((tx) =>
    stepTransaction(tx, { ...run, node: "register" }).registerModel({
      name: "loans-model",
      description: "",
      intendedUse: "",
      model,
      evaluation: null,
      report: null,
      metrics: {},
      signature: {},
    }),
  );
  const found = await version(contextOf(db, people.viewer), { name: "loans-model", number: 1 });
  assert.equal(found.id, id);
  assert.deepEqual(found.lineage, {
    runId: run.id,
    pipeline: "test",
    pipelineVersion: null,
    planHash: run.planHash,
    data: [
      { node: "load", name: "loans", version: 3, hash: fileHash, content: table.hash, rows: 990 },
    ],
    environment: model.meta["environment"],
    training: {
      node: "train",
      kind: "train.tabular",
      algorithm: "xgboost",
      device: null,
      from: null,
    },
  });
  assert.deepEqual(
    found.graph.edges.map(({ from, to }) => [from.replace(run.id, ""), to.replace(run.id, "")]),
    [
      ["data:loans@3", "run:"],
      ["pipeline", "run:"],
      ["environment", "run:"],
      ["run:", "version"],
    ],
  );
});

test("models of a map know who trained each of them, from what, also where results are another run's", async () => {
  const people = await freshWorkspace(db);
  const wire = (node: string, port: string) => ({ [port]: [{ node, port }] });
  const step = (id: string, kind: string, needs = {}) =>
    ({ id, kind, title: id, config: {}, needs }) as unknown as PlanNode;
  const map: PlanMap = {
    body: [
      { ...step("load", "data.load"), config: { source: "${item}" } },
      step("train", "train.tabular", { ...wire("load", "data"), ...wire("common", "more") }),
    ],
    result: { node: "train", port: "model" },
    outer: ["common"],
    window: 1,
    tolerate: 0,
  };
  const nodes = [
    { ...step("common", "data.load"), config: { source: "common.csv" } },
    { ...step("aside", "data.load"), config: { source: "aside.csv" } },
    { ...step("sweep", "control.map"), map },
    step("evaluate", "model.evaluate", wire("sweep", "results")),
    step("register", "model.register", wire("evaluate", "model")),
  ];
  const models = [modelRef(), modelRef(), modelRef()];
  const row = (runId: string, node: string, kind: string, more = {}) =>
    JSON.parse(
      JSON.stringify({ runId, node, attempt: 1, kind, status: "done", queue: "cpu", ...more }),
    );
  const items = (runId: string, more = {}) =>
    models.flatMap((model, item) => [
      row(runId, "load", "data.load", {
        item: String(item),
        config: { source: `part-${item}.csv` },
        outputs: { data: { type: "dataset", hash: hashOf(), bytes: 1, meta: { rows: item + 1 } } },
      }),
      row(runId, "train", "train.tabular", { item: String(item), outputs: { model }, ...more }),
    ]);
  // One person trained, another ran it again and got the results of each item, or of the map as a whole, from there.
  const { designer, reviewer } = people;
  const first = await freshRun(db, { author: designer, startedBy: reviewer, nodes });
  const again = await freshRun(db, { author: designer, nodes });
  const pinned = await freshRun(db, { author: designer, nodes });
  const reused = { cached: true, cachedFrom: first.id };
  await db
    .insert(stepRun)
    .values([
      ...items(first.id),
      ...items(again.id, reused),
      row(pinned.id, "sweep", "control.map", reused),
    ]);
  for (const run of [again, pinned])
    for (const [item, model] of models.entries()) {
      const { id } = await registerVersion(db, run, { model, node: `register[${item}]` });
      const [found] = await db.select().from(modelVersion).where(eq(modelVersion.id, id));
      assert.deepEqual(found!.makers, makersAre(designer, reviewer));
      const { training, data } = found!.lineage as Lineage;
      assert.equal(training.node, "train");
      assert.deepEqual(
        data.map(({ node, name, rows }) => ({ node, name, rows })),
        [
          { node: "common", name: "common.csv", rows: null },
          { node: `load[${item}]`, name: `part-${item}.csv`, rows: item + 1 },
        ],
      );
      const { artifacts } = contextOf(db, designer);
      const record = await readRecord(db, artifacts, designer.workspaceId, id);
      assert.ok(record.steps.some((one) => one.id === "train"));
    }
});

test("of a run whose one map was reused, the other maps' data is not taken for this run's", async () => {
  const { designer } = await freshWorkspace(db);
  const step = (id: string, kind: string, more = {}) =>
    ({ id, kind, title: id, config: {}, needs: {}, ...more }) as unknown as PlanNode;
  const sweep = (id: string) =>
    step(id, "control.map", {
      map: {
        body: [step(`${id}-load`, "data.load")],
        result: { node: `${id}-load`, port: "data" },
        outer: [],
        window: 1,
        tolerate: 0,
      },
    });
  const ends = ["kept", "anew"].map((node) => ({ node, port: "results" }));
  const train = step("train", "train.tabular", { needs: { data: ends } });
  const register = step("register", "model.register", {
    needs: { model: [{ node: "train", port: "model" }] },
  });
  const nodes = [sweep("kept"), sweep("anew"), train, register];
  const row = (runId: string, node: string, kind: string, more = {}) =>
    JSON.parse(
      JSON.stringify({ runId, node, attempt: 1, kind, status: "done", queue: "cpu", ...more }),
    );
  const load = (runId: string, map: string, source: string) =>
    row(runId, `${map}-load`, "data.load", { item: "0", config: { source } });
  const first = await freshRun(db, { author: designer, nodes });
  const again = await freshRun(db, { author: designer, nodes });
  const model = modelRef();
  await db
    .insert(stepRun)
    .values([
      load(first.id, "kept", "kept.csv"),
      load(first.id, "anew", "before.csv"),
      row(again.id, "kept", "control.map", { cached: true, cachedFrom: first.id }),
      load(again.id, "anew", "after.csv"),
      row(again.id, "train", "train.tabular", { outputs: { model } }),
    ]);
  const { id } = await registerVersion(db, again, { model });
  const [found] = await db.select().from(modelVersion).where(eq(modelVersion.id, id));
  assert.deepEqual(
    (found!.lineage as Lineage).data.map(({ node, name }) => [node, name]),
    [
      ["kept-load[0]", "kept.csv"],
      ["anew-load[0]", "after.csv"],
    ],
  );
});

test("of what stands in for a step, a version names the data that this was made from, and not what the run itself read", async () => {
  const { designer } = await freshWorkspace(db);
  const step = (id: string, kind: string, from: string | null, more = {}) =>
    ({
      id,
      kind,
      title: id,
      config: { source: "new.csv" },
      needs: from === null ? {} : { in: [{ node: from, port: "out" }] },
      ...more,
    }) as unknown as PlanNode;
  const row = (runId: string, node: string, kind: string, more = {}) =>
    JSON.parse(
      JSON.stringify({ runId, node, attempt: 1, kind, status: "done", queue: "cpu", ...more }),
    );
  const dataset = (rows: number) => ({ type: "dataset", hash: hashOf(), bytes: 1, meta: { rows } });
  const [old, fresh] = [dataset(1), dataset(2)];
  const split = { out: { type: "split", hash: hashOf(), bytes: 1, meta: {} } };
  const model = modelRef();
  const first = await freshRun(db, {
    author: designer,
    nodes: [step("read", "data.load", null), step("part", "data.split", "read")],
  });
  await db
    .insert(stepRun)
    .values([
      row(first.id, "read", "data.load", { config: { source: "old.csv" }, outputs: { out: old } }),
      row(first.id, "part", "data.split", { outputs: split }),
    ]);
  const dataOf = async (nodes: PlanNode[], rows: (runId: string) => unknown[]) => {
    const source = await freshRun(db, { author: designer, nodes });
    await db.insert(stepRun).values(rows(source.id) as (typeof stepRun.$inferInsert)[]);
    const { id } = await registerVersion(db, source, { model });
    const [found] = await db.select().from(modelVersion).where(eq(modelVersion.id, id));
    const { data } = found!.lineage as Lineage;
    return {
      id: source.id,
      data: data.map(({ node, name, content, rows, run }) => [node, name, content, rows, run]),
    };
  };
  const ends = [
    step("train", "train.tabular", "split"),
    step("register", "model.register", "train"),
  ];
  const took = { cached: true, cachedFrom: first.id };
  const load = (id: string) =>
    row(id, "load", "data.load", { config: { source: "new.csv" }, outputs: { out: fresh } });
  const theirs = ["read", "old.csv", old.hash, 1, first.id];

  // The split is pinned, to a step of another name: what the run loads leads to nothing.
  const pinned = { pinned: { run: first.id, outputs: split } };
  const apart = [
    step("load", "data.load", null),
    step("split", "data.split", "load", pinned),
    ...ends,
  ];
  const trained = await dataOf(apart, (id) => [
    load(id),
    row(id, "split", "data.split", { outputs: split, ...took }),
    row(id, "train", "train.tabular", { outputs: { model } }),
  ]);
  assert.deepEqual(trained.data, [theirs]);

  // The load itself is: the source in its form is not what was read. A pin of what was pinned there leads to the same.
  const itself = { pinned: { run: first.id, outputs: { out: old } } };
  const loads = [step("load", "data.load", null, itself), step("split", "data.split", "load")];
  const rows = (id: string) => [
    row(id, "load", "data.load", { outputs: { out: old }, ...took }),
    row(id, "split", "data.split", { outputs: split }),
    row(id, "train", "train.tabular", { outputs: { model } }),
  ];
  const second = await dataOf([...loads, ...ends], rows);
  assert.deepEqual(second.data, [theirs]);
  const again = { pinned: { run: second.id, outputs: { model } } };
  const whole = [
    step("load", "data.load", null),
    step("train", "train.tabular", "load", again),
    ends[1]!,
  ];
  const third = await dataOf(whole, (id) => [
    load(id),
    row(id, "train", "train.tabular", { outputs: { model }, cached: true, cachedFrom: second.id }),
  ]);
  assert.deepEqual(third.data, [theirs]);

  // What is evaluated on other data than it was trained on names both.
  const both = step("register", "model.register", "train");
  both.needs["evaluation"] = [{ node: "load", port: "out" }];
  const fourth = await dataOf([...whole.slice(0, 2), both], (id) => [
    load(id),
    row(id, "train", "train.tabular", { outputs: { model }, cached: true, cachedFrom: second.id }),
  ]);
  assert.deepEqual(fourth.data, [["load", "new.csv", fresh.hash, 2, undefined], theirs]);
});

test("a version names the earlier run that trained its model, and whether it was pinned or found again", async () => {
  const { designer } = await freshWorkspace(db);
  const step = (runId: string, node: string, kind: string, more = {}) =>
    JSON.parse(
      JSON.stringify({ runId, node, attempt: 1, kind, status: "done", queue: "cpu", ...more }),
    );
  const model = modelRef();
  const trainer = await freshRun(db, { author: designer });
  await db
    .insert(stepRun)
    .values(step(trainer.id, "train", "train.tabular", { outputs: { model } }));
  const taken = { outputs: { model }, cached: true, cachedFrom: trainer.id };
  const pinTo = (id: string, node: string) =>
    db
      .update(run)
      .set({
        document: {
          apiVersion: "penstock/v1",
          name: "test",
          nodes: [{ id: node, kind: "any", pin: { run: trainer.id } }],
        },
        pipelineVersion: 3,
      })
      .where(eq(run.id, id));
  const registered = async (source: Awaited<ReturnType<typeof freshRun>>) => {
    const { id, version: number } = await registerVersion(db, source, { model });
    const found = await version(contextOf(db, designer), { name: "credit-risk", number });
    assert.equal(found.id, id);
    return found;
  };
  const from = {
    runId: trainer.id,
    pipeline: "test",
    pipelineVersion: null,
    planHash: trainer.planHash,
  };

  const cached = await freshRun(db, { author: designer });
  await db.insert(stepRun).values(step(cached.id, "train", "train.tabular", taken));
  const reused = await registered(cached);
  assert.deepEqual(reused.lineage.training.from, { ...from, pinned: false });

  const pinned = await freshRun(db, { author: designer });
  await db.insert(stepRun).values(step(pinned.id, "train", "train.tabular", taken));
  await pinTo(pinned.id, "train");
  const found = await registered(pinned);
  assert.deepEqual(found.lineage.training.from, { ...from, pinned: true });
  assert.deepEqual(
    found.graph.edges.map((edge) => [edge.from, edge.label, edge.to]),
    [
      ["pipeline", "ran as", `run:${pinned.id}`],
      ["pipeline:trained", "ran as", `run:${trainer.id}`],
      [`run:${trainer.id}`, "trained it, pinned in", `run:${pinned.id}`],
      ["environment", "trained in", `run:${trainer.id}`],
      [`run:${pinned.id}`, "made", "version"],
    ],
  );
  const { artifacts } = contextOf(db, designer);
  const record = await readRecord(db, artifacts, designer.workspaceId, found.id);
  assert.ok(
    fill("training", record).facts.some(
      ([name, words]) =>
        name === "Trained in" &&
        words === `${trainer.id} of test, a draft or file; its result was pinned`,
    ),
  );

  // A sub-pipeline that trained in an earlier run is pinned as a whole.
  const inner = await freshRun(db, { author: designer });
  await db
    .update(run)
    .set({ parentRunId: trainer.id, parentNode: "inner", parentItem: "" })
    .where(eq(run.id, inner.id));
  const other = modelRef();
  const whole = await freshRun(db, { author: designer });
  await db
    .insert(stepRun)
    .values([
      step(inner.id, "train", "train.torch", { outputs: { model: other } }),
      step(whole.id, "inner", "control.subpipeline", { cached: true, cachedFrom: trainer.id }),
    ]);
  await pinTo(whole.id, "inner");
  const { id } = await registerVersion(db, whole, { model: other });
  const [row] = await db.select().from(modelVersion).where(eq(modelVersion.id, id));
  const training = (row!.lineage as Lineage).training.from!;
  assert.deepEqual([training.runId, training.pinned], [inner.id, true]);
});

test("a model from a sub-pipeline knows who trained it", async () => {
  const { designer, reviewer } = await freshWorkspace(db);
  const model = modelRef();
  const step = (runId: string, node: string, kind: string, more = {}) =>
    JSON.parse(
      JSON.stringify({ runId, node, attempt: 1, kind, status: "done", queue: "cpu", ...more }),
    );
  const outer = await freshRun(db, { author: designer, startedBy: reviewer });
  const inner = await freshRun(db, { author: designer, startedBy: reviewer });
  await db
    .update(run)
    .set({ parentRunId: outer.id, parentNode: "inner", parentItem: "" })
    .where(eq(run.id, inner.id));
  const again = await freshRun(db, { author: designer });
  await db
    .insert(stepRun)
    .values([
      step(inner.id, "train", "train.torch", { outputs: { model } }),
      step(again.id, "inner", "control.subpipeline", { cached: true, cachedFrom: outer.id }),
    ]);
  const { id } = await registerVersion(db, again, { model });
  const [found] = await db.select().from(modelVersion).where(eq(modelVersion.id, id));
  assert.deepEqual(found!.makers, makersAre(designer, reviewer));
});

test("makers are all who wrote or started the runs that registered and trained a model, or one that these are part of", async () => {
  const { workspaceId, designer, operator, reviewer, admin } = await freshWorkspace(db);
  const other = await addPerson(db, workspaceId, "reviewer");
  const model = modelRef();
  const trained = (runId: string, cachedFrom: string | null = null) =>
    db.insert(stepRun).values({
      runId,
      node: "train",
      attempt: 1,
      kind: "train.torch",
      status: "done",
      queue: "cpu",
      outputs: JSON.parse(JSON.stringify({ model })),
      cached: cachedFrom !== null,
      cachedFrom,
    });
  const within = (parentRunId: string, child: { id: string }) =>
    db
      .update(run)
      .set({ parentRunId, parentNode: "inner", parentItem: "" })
      .where(eq(run.id, child.id));
  const makersIn = async (source: Awaited<ReturnType<typeof freshRun>>) => {
    const { id } = await registerVersion(db, source, { model });
    const [found] = await db.select().from(modelVersion).where(eq(modelVersion.id, id));
    return found!.makers;
  };

  // Another pipeline's author and who started it trained; this run took the result.
  const first = await freshRun(db, { author: reviewer, startedBy: operator });
  const again = await freshRun(db, { author: designer });
  await trained(first.id);
  await trained(again.id, first.id);
  assert.deepEqual(await makersIn(again), makersAre(designer, operator, reviewer));

  // The same in the sub-pipeline of a sub-pipeline, each by somebody else.
  const outer = await freshRun(db, { author: designer });
  const middle = await freshRun(db, { author: admin, startedBy: designer });
  const inner = await freshRun(db, { author: other, startedBy: designer });
  await within(outer.id, middle);
  await within(middle.id, inner);
  await trained(inner.id, first.id);
  assert.deepEqual(await makersIn(outer), makersAre(designer, admin, other, operator, reviewer));
});

test("who published a version of the pipeline, up to the one that ran, is a maker", async () => {
  const { workspaceId, designer, operator, reviewer, admin } = await freshWorkspace(db);
  const pipelineId = newId("pl");
  await db
    .insert(pipeline)
    .values({ id: pipelineId, workspaceId, name: "scores", createdBy: admin.userId });
  const document = { apiVersion: "penstock/v1", name: "scores", nodes: [] } as const;
  for (const [index, { userId: createdBy }] of [admin, designer, reviewer].entries())
    await db.insert(pipelineVersion).values({
      id: newId("pv"),
      pipelineId,
      number: index + 1,
      document: { ...document, nodes: [] },
      note: "",
      createdBy,
    });
  const makersOfRun = async (ran: number | null) => {
    const source = await freshRun(db, { author: designer, startedBy: operator });
    await db.update(run).set({ pipelineId, pipelineVersion: ran }).where(eq(run.id, source.id));
    const { id } = await registerVersion(db, source);
    const [found] = await db.select().from(modelVersion).where(eq(modelVersion.id, id));
    return found!.makers;
  };
  assert.deepEqual(await makersOfRun(2), makersAre(admin, designer, operator));
  assert.deepEqual(await makersOfRun(null), makersAre(admin, designer, operator, reviewer));
});

test("who set something for a run alone is a maker of what comes of running it again with that", async () => {
  const { designer, operator, admin } = await freshWorkspace(db);
  const first = await freshRun(db, { author: designer, startedBy: admin });
  await db
    .update(run)
    .set({ overrides: { "train.config.maxDepth": 9 } })
    .where(eq(run.id, first.id));
  const makersAgain = async (overrides: JsonObject) => {
    const again = await freshRun(db, { author: designer, startedBy: operator });
    await db
      .update(run)
      .set({ overrides, trigger: { type: "rerun", of: first.id, mode: "all" } })
      .where(eq(run.id, again.id));
    const { id } = await registerVersion(db, again);
    const [found] = await db.select().from(modelVersion).where(eq(modelVersion.id, id));
    return found!.makers;
  };
  assert.deepEqual(
    await makersAgain({ "train.config.maxDepth": 9, "train.config.rounds": 50 }),
    makersAre(designer, operator, admin),
  );
  // With another value nothing of what the first person set is left.
  assert.deepEqual(
    await makersAgain({ "train.config.maxDepth": 4 }),
    makersAre(designer, operator),
  );
});

test("who gave a param another value than its default is a maker of what comes of running that again", async () => {
  const { designer, operator, admin } = await freshWorkspace(db);
  const ran = async (startedBy: Actor, depth: number, of?: string) => {
    const one = await freshRun(db, { author: designer, startedBy });
    const document = { apiVersion: "penstock/v1" as const, name: "test", nodes: [] };
    await db
      .update(run)
      .set({
        document: { ...document, params: { depth: { type: "integer", default: 6 } } },
        params: { depth },
        ...(of === undefined ? {} : { trigger: { type: "rerun", of, mode: "all" } }),
      })
      .where(eq(run.id, one.id));
    return one;
  };
  const makersIn = async (source: Awaited<ReturnType<typeof ran>>) => {
    const { id } = await registerVersion(db, source);
    const [found] = await db.select().from(modelVersion).where(eq(modelVersion.id, id));
    return found!.makers;
  };
  const { id: deep } = await ran(admin, 9);
  assert.deepEqual(
    await makersIn(await ran(operator, 9, deep)),
    makersAre(designer, operator, admin),
  );
  // Nothing of what the first person set is left.
  assert.deepEqual(await makersIn(await ran(operator, 4, deep)), makersAre(designer, operator));
  // The first person set nothing.
  const { id: plain } = await ran(admin, 6);
  assert.deepEqual(await makersIn(await ran(operator, 6, plain)), makersAre(designer, operator));
});

test("a model from a sub-pipeline names the data that led to the output it took from there", async () => {
  const { designer } = await freshWorkspace(db);
  const wire = (node: string, port: string) => ({ [port]: [{ node, port }] });
  const step = (id: string, kind: string, config = {}, needs = {}) =>
    ({ id, kind, title: id, config, needs }) as unknown as PlanNode;
  const source = (name: string) => ({ source: `${name}.csv` });
  const child = [
    step("load", "data.load", source("part")),
    step("aside", "data.load", source("aside")),
    step("train", "train.tabular", {}, wire("load", "data")),
  ];
  const inner = step("inner", "control.subpipeline", { pipeline: "inner", output: "train.model" });
  const map = { result: { node: "inner", port: "result" }, outer: [], window: 1, tolerate: 0 };
  const evaluated = (of: string, port: string) => [
    step("test", "data.load", source("test")),
    step("evaluate", "model.evaluate", {}, { ...wire(of, port), ...wire("test", "data") }),
    step("register", "model.register", {}, wire("evaluate", "model")),
  ];
  const row = (runId: string, node: string, kind: string, more = {}) =>
    JSON.parse(
      JSON.stringify({ runId, node, attempt: 1, kind, status: "done", queue: "cpu", ...more }),
    );
  const childOf = async (parentRunId: string, item: string) => {
    const { id } = await freshRun(db, { author: designer, nodes: child });
    const model = modelRef();
    await db
      .update(run)
      .set({ parentRunId, parentNode: "inner", parentItem: item })
      .where(eq(run.id, id));
    await db
      .insert(stepRun)
      .values([
        row(id, "load", "data.load", { config: source(`part${item}`) }),
        row(id, "train", "train.tabular", { outputs: { model } }),
        row(parentRunId, "inner", "control.subpipeline", { item, config: inner.config }),
      ]);
    return model;
  };
  const dataOf = async (source: Awaited<ReturnType<typeof freshRun>>, model: ArtifactRef) => {
    const { id } = await registerVersion(db, source, { model });
    const [found] = await db.select().from(modelVersion).where(eq(modelVersion.id, id));
    return (found!.lineage as Lineage).data.map(({ node, name }) => [node, name]);
  };

  const once = [inner, ...evaluated("inner", "result")];
  const single = await freshRun(db, { author: designer, nodes: once });
  const model = await childOf(single.id, "");
  const expected = [
    ["inner.load", "part.csv"],
    ["test", "test.csv"],
  ];
  assert.deepEqual(await dataOf(single, model), expected);
  const pinned = await freshRun(db, { author: designer, nodes: once });
  await db
    .insert(stepRun)
    .values(row(pinned.id, "inner", "control.subpipeline", { cachedFrom: single.id }));
  assert.deepEqual(await dataOf(pinned, model), expected);

  const sweep = { ...step("sweep", "control.map"), map: { ...map, body: [inner] } };
  const many = await freshRun(db, {
    author: designer,
    nodes: [sweep, ...evaluated("sweep", "results")],
  });
  await childOf(many.id, "0");
  const winner = await childOf(many.id, "1");
  assert.deepEqual(await dataOf(many, winner), [
    ["inner[1].load", "part1.csv"],
    ["test", "test.csv"],
  ]);
});

test("the list shows the latest and the approved version, and a page follows a page", async () => {
  const people = await freshWorkspace(db);
  await approvedVersion(db, people, "first");
  await registerVersion(db, await freshRun(db, { author: people.designer }), { name: "first" });
  await registerVersion(db, await freshRun(db, { author: people.designer }), { name: "second" });
  const ctx = contextOf(db, people.viewer);
  const page = await list(ctx, { limit: 1 });
  assert.equal(page.nextCursor, "first");
  const [first] = page.items;
  assert.equal(first!.versions, 2);
  assert.equal(first!.latest!.number, 2);
  assert.equal(first!.latest!.status, "pending");
  assert.equal(first!.approved!.number, 1);
  const rest = await list(ctx, { limit: 1, cursor: page.nextCursor });
  assert.deepEqual([rest.items[0]!.name, rest.nextCursor], ["second", null]);
  const drawn = await version(ctx, { name: "first", number: 1 });
  assert.equal(drawn.reviews[0]!.decidedBy!.id, people.reviewer.userId);
  assert.ok(drawn.graph.nodes.some(({ type }) => type === "review"));
});

test("a version's content never changes", async () => {
  const people = await freshWorkspace(db);
  const { id } = await registerVersion(db, await freshRun(db, { author: people.designer }));
  await assert.rejects(
    db.update(modelVersion).set({ hash: hashOf() }).where(eq(modelVersion.id, id)),
    (error) => (fromDatabase(error) as PenstockError).code === "conflict",
  );
});
