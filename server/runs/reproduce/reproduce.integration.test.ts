import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { before, test } from "node:test";
import { startTestEngine, type TestEngine } from "../../../test/support/engine.ts";
import { publishTest } from "../../../test/support/published.ts";
import { testImplementations, testRegistry } from "../../../test/support/steps.ts";
import { loadImplementations } from "../../../workflows/load-implementations.ts";
import { add } from "../../datasets/add.ts";
import { saveUpload } from "../../datasets/save-upload.ts";
import type { PenstockError } from "../../errors.ts";
import { readExample, uploadSources } from "../../pipelines/examples.ts";
import { get } from "../get.ts";
import { rerun } from "../rerun.ts";
import { start } from "../start.ts";
import { reproduce } from "./reproduce.ts";
import { reproduction } from "./reproduction.ts";

let engine: TestEngine;
before(async () => {
  engine = await startTestEngine([...testImplementations, ...(await loadImplementations())]);
});

const verdicts = ({ outputs }: Awaited<ReturnType<typeof reproduction>>) =>
  Object.fromEntries(outputs.map(({ node, port, verdict }) => [`${node}.${port}`, verdict]));

test("a training run is reproduced on its data with nothing from the cache, and nothing is registered twice", async () => {
  const { document, folder } = (await readExample("churn"))!;
  const uploaded = await uploadSources(engine.as.designer, document, folder);
  const nodes = [
    ...uploaded.nodes.map((node) =>
      node.id === "train" ? { ...node, config: { ...node.config, trees: 30 } } : node,
    ),
    { id: "register", kind: "model.register", config: { name: "churn" } },
  ];
  const wires = [
    ...uploaded.wires!,
    { from: "evaluate.model", to: "register.model" },
    { from: "evaluate.evaluation", to: "register.evaluation" },
  ];
  const ctx = engine.as.designer;
  const { runId: original } = await start(ctx, { document: { ...uploaded, nodes, wires } });
  const first = await engine.until(original, ["done", "failed"], 180_000);
  assert.equal(first.run.status, "done", first.run.error ?? "");

  const { runId } = await reproduce(ctx, { id: original });
  const early = await reproduction(ctx, { id: runId });
  assert.deepEqual([early.over, early.verdict], [false, null]);
  const second = await engine.until(runId, ["done", "failed"], 180_000);
  assert.equal(second.run.status, "done", second.run.error ?? "");
  assert.deepEqual(
    second.steps.filter(({ cached }) => cached).map(({ node }) => node),
    ["register"],
  );
  const report = await reproduction(ctx, { id: runId });
  const found = verdicts(report);
  assert.equal(found["register.version"], "not-repeated");
  assert.equal(found["train.model"], "identical");
  assert.equal(found["evaluate.evaluation"], "identical");
  for (const [port, verdict] of Object.entries(found))
    assert.ok(
      ["identical", "within-tolerance", "not-repeated"].includes(verdict),
      `${port}: ${verdict} ${report.outputs.find((row) => `${row.node}.${row.port}` === port)?.why}`,
    );
  assert.ok(["identical", "within-tolerance"].includes(report.verdict!));
  assert.ok(report.planHash.same && report.build.same);
  assert.match(report.build.original!, /^\d+\.\d+\.\d+\+[0-9a-f]{12}$/);
  assert.deepEqual(
    report.environments.map(({ node, same }) => [node, same]),
    [["train", true]],
  );
  assert.deepEqual(second.run.trigger, { type: "reproduce", of: original });
  const [versions] = await engine.database.sql`select count(*)::int as n from model_version`;
  assert.equal(versions!["n"], 1);
});

test("what comes out otherwise is told apart: nearly the same, different, missing, not repeated", async () => {
  const drifting = (id: string, by: number) => ({ id, kind: "test.drifting", config: { by } });
  const id = await engine.run({
    nodes: [
      drifting("same", 0),
      drifting("near", 1e-9),
      drifting("far", 0.5),
      { id: "later", kind: "control.wait", config: { for: "1s" } },
      { id: "gone", kind: "test.failing-later", config: { key: "gone" } },
      { id: "after", kind: "test.noop" },
    ],
    wires: [
      ["same.out", "later.in"],
      ["gone.out", "after.in"],
    ],
  });
  await engine.until(id, ["done"]);
  const { runId } = await reproduce(engine.as.designer, { id });
  await engine.until(runId, ["failed"]);
  const report = await reproduction(engine.as.designer, { id: runId });
  assert.deepEqual(verdicts(report), {
    "same.out": "identical",
    "near.out": "within-tolerance",
    "far.out": "different",
    "later.out": "not-repeated",
    "gone.out": "missing",
    "after.out": "missing",
  });
  assert.equal(report.verdict, "missing");
  const why = new Map(report.outputs.map((row) => [row.node, row.why]));
  assert.equal(why.get("far"), "value was 1.5 and is 2");
  assert.equal(why.get("gone"), "the step is failed in the reproduction");
  assert.equal(why.get("after"), "the step is skipped in the reproduction");
});

test("a map over a grid has the same items in the same order when it is reproduced, however its names are written", async () => {
  const id = await engine.run({
    nodes: [
      {
        id: "each",
        kind: "control.map",
        // A column of JSON gives the shorter name first.
        config: { over: "grid", grid: { longer: [1, 2], name: [10, 20] } },
      },
      { id: "one", kind: "test.counted", parent: "each", config: { value: "is ${item.longer}" } },
      { id: "after", kind: "test.noop" },
    ],
    wires: [
      ["one.out", "each.result"],
      ["each.results", "after.in"],
    ],
  });
  const first = await engine.until(id, ["done", "failed"]);
  assert.equal(first.run.status, "done", first.run.error ?? "");
  const { runId } = await reproduce(engine.as.designer, { id });
  await engine.until(runId, ["done"]);
  const report = await reproduction(engine.as.designer, { id: runId });
  assert.equal(verdicts(report)["each.results"], "identical");
});

test("a map over a grid that an earlier release ran has its items in the order they had then", async () => {
  const list = [10, 20].flatMap((name) => [1, 2].map((longer) => ({ longer, name })));
  const id = await engine.run({
    nodes: [
      { id: "each", kind: "control.map", config: { over: "list", list } },
      { id: "one", kind: "test.counted", parent: "each", config: { value: "is ${item.longer}" } },
      { id: "after", kind: "test.noop" },
    ],
    wires: [
      ["one.out", "each.result"],
      ["each.results", "after.in"],
    ],
  });
  await engine.until(id, ["done"]);
  // As such a release recorded it: names in the order of the document, which the grid has lost.
  await engine.database.sql`
    update run set plan = jsonb_set(jsonb_set(plan, '{nodes,0,map,names}', '["name", "longer"]'),
      '{nodes,0,config}', (plan #> '{nodes,0,config}') - 'list' || '{"over": "grid", "grid": {"longer": [1, 2], "name": [10, 20]}}')
    where id = ${id}`;
  const { runId } = await reproduce(engine.as.designer, { id });
  await engine.until(runId, ["done"]);
  const found = verdicts(await reproduction(engine.as.designer, { id: runId }));
  assert.equal(found["each.results"], "identical");
});

test("a map over the files of a folder has the files it had then, whatever lies there now", async () => {
  const folder = path.join(engine.home, "inbox", "measured");
  await mkdir(folder, { recursive: true });
  const put = (name: string, text: string) => writeFile(path.join(folder, name), text);
  await put("a.csv", "x\n1\n");
  await put("b.csv", "x\n2\n");
  const id = await engine.run({
    nodes: [
      { id: "each", kind: "control.map", config: { over: "files", folder: "measured" } },
      {
        id: "one",
        kind: "test.counted",
        parent: "each",
        config: { value: "${item.source}" },
      },
      { id: "after", kind: "test.noop" },
    ],
    wires: [
      ["one.out", "each.result"],
      ["each.results", "after.in"],
    ],
  });
  const results = async (run: string) => {
    const { steps } = await engine.until(run, ["done"]);
    return steps.find(({ node }) => node === "each")!.outputs!["results"]!;
  };
  const then = await results(id);
  await put("b.csv", "x\n3\n");
  await put("c.csv", "x\n4\n");

  const ctx = engine.as.designer;
  const { runId } = await reproduce(ctx, { id });
  await results(runId);
  const report = await reproduction(ctx, { id: runId });
  assert.equal(verdicts(report)["each.results"], "identical");
  // Another window changes nothing about the data; the run in between had them from the first.
  const each = { over: "files", folder: "measured", window: 1 };
  const again = await rerun(ctx, { id: runId, config: { each } }, testRegistry);
  assert.equal((await results(again.runId)).hash, then.hash);
  const other = { ...each, pattern: "*.csv" };
  const otherFiles = await rerun(ctx, { id: runId, config: { each: other } }, testRegistry);
  assert.equal((await results(otherFiles.runId)).meta["count"], 3);
  const told = async (run: string) => {
    const lines = await engine.database.sql<{ message: string }[]>`
      select message from step_log where run_id = ${run} and node = 'each' and message like 'The files are%'`;
    return lines.map(({ message }) => message);
  };
  assert.deepEqual(await told(runId), [`The files are those that the run ${id} had.`]);
  assert.deepEqual(await told(otherFiles.runId), []);

  // What goes on after a run has the newest data, and so has what runs that again.
  const { document } = await get(ctx, { id });
  const goOn = async (config: object) => {
    const [node, ...others] = document.nodes;
    const nodes = [{ ...node!, config: { ...node!.config, ...config } }, ...others];
    const input = { document: { ...document, nodes }, after: { run: id, from: "each" } };
    return (await start(ctx, input, { steps: testRegistry })).runId;
  };
  const newest = await goOn({});
  assert.equal((await results(newest)).meta["count"], 3);
  assert.deepEqual(await told(newest), []);
  const csv = await goOn({ pattern: "*.csv" });
  await results(csv);
  const all = await rerun(ctx, { id: csv, config: { each } }, testRegistry);
  assert.equal((await results(all.runId)).meta["count"], 3);
});

test("the environments of trainings inside a map are compared too", async () => {
  const { document, folder } = (await readExample("sweep"))!;
  const ctx = engine.as.designer;
  const { nodes, ...uploaded } = await uploadSources(ctx, document, folder);
  const given: Record<string, Record<string, unknown>> = {
    sweep: { grid: { maxDepth: [2], learningRate: [0.2], subsample: [1] } },
    train: { trees: 5 },
  };
  const small = nodes.map((node) => ({ ...node, config: { ...node.config, ...given[node.id] } }));
  const { runId: id } = await start(ctx, { document: { ...uploaded, nodes: small } });
  const first = await engine.until(id, ["done", "failed"], 180_000);
  assert.equal(first.run.status, "done", first.run.error ?? "");
  const { runId } = await reproduce(ctx, { id });
  await engine.until(runId, ["done", "failed"], 180_000);
  const { environments } = await reproduction(ctx, { id: runId });
  assert.deepEqual(
    environments.map(({ node, same }) => [node, same]),
    [["train", true]],
  );
  assert.match(environments[0]!.original!, /^[0-9a-f]{64}$/);
  assert.match(environments[0]!.python!.original!, /^3\.\d+\.\d+$/);

  // As if it had run with another Python, and then with one that did not record it.
  const record = async (meta: object) => {
    await engine.database.sql.begin(async (tx) => {
      // What a step gave is kept.
      await tx`set local session_replication_role = replica`;
      await tx`update step_run set outputs = jsonb_set(outputs, '{model,meta}',
        (outputs #> '{model,meta}') - 'python' || ${JSON.stringify(meta)}::text::jsonb) where run_id = ${runId} and node = 'train'`;
    });
    return (await reproduction(ctx, { id: runId })).environments[0]!;
  };
  const other = await record({ python: "3.9.1" });
  assert.deepEqual([other.same, other.python!.reproduction], [false, "3.9.1"]);
  assert.equal(other.original, other.reproduction);
  const unknown = await record({});
  assert.deepEqual([unknown.same, unknown.python], [true, null]);
});

test("what the document pins stays pinned and says so; what stood in because the run went on after another is made again", async () => {
  const value = (id: string, by: number, more = {}) => ({
    id,
    kind: "test.drifting",
    config: { by },
    ...more,
  });
  const earlier = await engine.run({ nodes: [value("a", 0)] });
  await engine.until(earlier, ["done"]);
  // The pinned step would give something else if it ran.
  const first = await engine.run({
    nodes: [value("a", 0.25, { pin: { run: earlier } }), value("b", 0), value("c", 0)],
  });
  await engine.until(first, ["done"]);
  const { runId: original } = await rerun(
    engine.as.designer,
    { id: first, mode: "from", from: "c" },
    testRegistry,
  );
  const { plan } = await engine.until(original, ["done"]);
  assert.deepEqual(
    plan.nodes.map(({ id, pinned }) => [id, pinned?.run ?? null]),
    [
      ["a", earlier],
      ["b", first],
      ["c", null],
    ],
  );
  const { runId } = await reproduce(engine.as.designer, { id: original });
  const again = await engine.until(runId, ["done"]);
  assert.deepEqual(
    again.steps.filter(({ cached }) => cached).map(({ node }) => node),
    ["a"],
  );
  const report = await reproduction(engine.as.designer, { id: runId });
  assert.deepEqual(verdicts(report), {
    "a.out": "not-repeated",
    "b.out": "identical",
    "c.out": "identical",
  });
  const why = report.outputs.find(({ node }) => node === "a")?.why;
  assert.equal(why, `pinned, not repeated: the pipeline takes what ${earlier} gave`);
});

test("a dataset that a param names is pinned with the run: it is reproduced and rerun on the same data, in a child run too", async () => {
  const ctx = engine.as.designer;
  const addVersion = async (content: string) => {
    const upload = await saveUpload(ctx, Readable.from([Buffer.from(content)]), "t.csv");
    await add(ctx, { name: "measured", upload });
  };
  await addVersion("x\n1\n");
  const params = {
    src: { type: "string" as const, default: "dataset:measured" },
    name: { type: "string" as const, default: "measured" },
  };
  const load = { id: "load", kind: "data.load", config: { source: "${params.src}" } };
  await publishTest(ctx, { name: "loads", triggers: [], nodes: [load], params });
  const document = {
    apiVersion: "penstock/v1",
    name: "named-by-param",
    params,
    nodes: [
      load,
      { id: "each", kind: "control.map", config: { over: "count", count: 1 } },
      {
        id: "inner",
        kind: "data.load",
        parent: "each",
        config: { source: "dataset:${params.name}" },
      },
      { id: "child", kind: "control.subpipeline", config: { pipeline: "loads" } },
    ],
  };
  const { runId: original } = await start(ctx, { document });
  const first = await engine.until(original, ["done", "failed"]);
  assert.equal(first.run.status, "done", first.run.error ?? "");
  await addVersion("x\n1\n2\n");

  const sources = async (id: string) => {
    const { plan } = await get(ctx, { id });
    const nodes = plan.nodes.flatMap((node) => [node, ...(node.map?.body ?? [])]);
    const loads = nodes.filter(({ kind }) => kind === "data.load");
    return Object.fromEntries(loads.map((node) => [node.id, node.config["source"]]));
  };
  const [one, two] = ["dataset:measured@1", "dataset:measured@2"];
  assert.deepEqual(await sources(original), { load: one, inner: one });
  assert.deepEqual(await sources(first.children[0]!.runId), { load: one });
  assert.equal(first.document.nodes[0]!.config!["source"], "${params.src}");
  assert.equal(first.run.params["src"], "dataset:measured");

  const { runId } = await reproduce(ctx, { id: original });
  await engine.until(runId, ["done", "failed"]);
  const report = await reproduction(ctx, { id: runId });
  assert.equal(report.outputs.find(({ node }) => node === "load")?.verdict, "identical");
  assert.ok(report.planHash.same);

  const again = await rerun(ctx, { id: original, params: { src: "dataset:measured" } });
  assert.deepEqual(await sources(again.runId), { load: one, inner: one });
  const other = await rerun(ctx, { id: original, params: { src: two } });
  assert.deepEqual(await sources(other.runId), { load: two, inner: one });
  const literal = { "load.config.source": "dataset:measured" };
  const written = await rerun(ctx, { id: again.runId, params: literal });
  assert.deepEqual(
    await sources(written.runId),
    { load: two, inner: one },
    "written anew it is the newest",
  );
  const { runId: anew } = await start(ctx, { document });
  assert.deepEqual(await sources(anew), { load: two, inner: two });
});

test("only a run that has ended is reproduced, and only a reproducing run has a report", async () => {
  const refusal = (code: string, pattern: RegExp) => (error: PenstockError) =>
    error.code === code && pattern.test(error.message);
  const id = await engine.run({ nodes: [{ id: "ask", kind: "test.ask" }] });
  await engine.until(id, ["waiting"]);
  const ctx = engine.as.designer;
  await assert.rejects(reproduce(ctx, { id }), refusal("conflict", /still waiting/));
  await assert.rejects(reproduction(ctx, { id }), refusal("bad-request", /reproduces no other/));
  const drifting = { id: "a", kind: "test.drifting", config: { by: 0 } };
  const earlier = await engine.run({ nodes: [drifting] });
  await engine.until(earlier, ["done"]);
  const pinned = await engine.run({ nodes: [{ ...drifting, pin: { run: earlier } }] });
  await engine.until(pinned, ["done"]);
  await assert.rejects(
    reproduce(ctx, { id: pinned }),
    refusal("conflict", /all of its steps are pinned/),
  );
});
