import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { before, test } from "node:test";
import { startTestEngine, type TestEngine } from "../../test/support/engine.ts";
import { publishTest } from "../../test/support/published.ts";
import { calls, testRegistry } from "../../test/support/steps.ts";
import type { PenstockError } from "../errors.ts";
import { durations } from "./durations.ts";
import { get } from "./get.ts";
import { preview } from "./preview.ts";
import { rerun as rerunVerb } from "./rerun.ts";
import { start } from "./start.ts";

let engine: TestEngine;
before(async () => {
  engine = await startTestEngine();
});

const rerun = async (input: Parameters<typeof rerunVerb>[1]) =>
  (await rerunVerb(engine.as.designer, input, testRegistry)).runId;
const counted = (id: string, more = {}) => ({
  id,
  kind: "test.counted",
  config: { value: randomUUID() },
  ...more,
});
/** Fails its first run, and succeeds in all later ones. */
const failing = (id: string) => ({
  id,
  kind: "test.failing-once",
  config: { key: randomUUID() },
});
const chain = (...ids: string[]): [string, string][] =>
  ids.slice(1).map((id, index) => [`${ids[index]}.out`, `${id}.in`]);

/** By node: how it ended, and whose result it took. */
async function outcome(id: string): Promise<Record<string, string>> {
  const { steps } = await get(engine.as.designer, { id });
  return Object.fromEntries(
    steps.map(({ node, status, cachedFrom }) => [node, cachedFrom ? `from ${cachedFrom}` : status]),
  );
}

test("only what failed runs again, and what could not run because of it; the rest keeps its results", async () => {
  const first = await engine.run({
    nodes: [
      counted("load", { policy: { cache: false } }),
      failing("train"),
      counted("after"),
      counted("side", { policy: { cache: false } }),
    ],
    wires: [...chain("load", "train", "after"), ["load.out", "side.in"]],
  });
  await engine.until(first, ["failed"]);
  const second = await rerun({ id: first, mode: "failed" });
  const { run } = await engine.until(second, ["done"]);
  assert.deepEqual(await outcome(second), {
    load: `from ${first}`,
    side: `from ${first}`,
    train: "done",
    after: "done",
  });
  assert.deepEqual(run.trigger, { type: "rerun", of: first, mode: "failed" });
  const { run: before } = await get(engine.as.designer, { id: first });
  assert.equal(run.planHash, before.planHash, "it computes the same");
  await assert.rejects(
    rerun({ id: second, mode: "failed" }),
    (error: PenstockError) => error.code === "conflict" && /Nothing failed/.test(error.message),
  );
});

test("of a map that failed, steps of items that were done keep their results, through any number of reruns; changed ones run", async () => {
  const ctx = engine.as.designer;
  await publishTest(ctx, {
    name: "of-an-item",
    triggers: [],
    nodes: [{ id: "w", kind: "control.wait", config: { for: "0s" } }],
  });
  const key = randomUUID();
  const first = await engine.run({
    nodes: [
      { id: "each", kind: "control.map", config: { over: "count", count: 3, window: 1 } },
      {
        id: "tell",
        kind: "test.counted",
        parent: "each",
        config: { value: "of ${item}" },
        policy: { cache: false },
      },
      { id: "nap", kind: "control.wait", parent: "each", config: { for: "1s" } },
      {
        id: "sub",
        kind: "control.subpipeline",
        parent: "each",
        config: { pipeline: "of-an-item" },
      },
      {
        id: "check",
        kind: "test.failing-once",
        parent: "each",
        config: { key: `${key}-\${item}` },
      },
    ],
    wires: [
      ["tell.out", "nap.in"],
      ["nap.out", "check.in"],
      ["sub.run", "check.in"],
    ],
  });
  /** By item: the steps that ran for it, and whose result the others took. */
  const items = async (id: string) => {
    const rows = await engine.database.sql<{ item: string; node: string; from: string | null }[]>`
      select item, node, cached_from as from from step_run
      where run_id = ${id} and item <> '' and status = 'done' order by item, node`;
    const found: Record<string, Record<string, string>> = {};
    for (const { item, node, from } of rows) (found[item] ??= {})[node] = from ?? "ran";
    return found;
  };
  const ran = { nap: "ran", sub: "ran", tell: "ran" };
  const kept = (of: string) => ({ nap: of, sub: of, tell: of });
  await engine.until(first, ["failed"]);
  assert.deepEqual(await items(first), { 0: ran });

  const second = await rerun({ id: first, mode: "failed" });
  await engine.until(second, ["failed"]);
  assert.deepEqual(await items(second), { 0: { ...kept(first), check: "ran" }, 1: ran });

  const third = await rerun({ id: second, mode: "failed", fresh: true });
  const { children } = await engine.until(third, ["failed"]);
  assert.deepEqual(await items(third), {
    0: { ...kept(first), check: second },
    1: { ...kept(second), check: "ran" },
    2: ran,
  });
  assert.deepEqual(
    children.map(({ item }) => item),
    ["2"],
  );

  const value = "is ${item}";
  const edited = await rerun({ id: third, mode: "failed", config: { tell: { value } } });
  await engine.until(edited, ["done"]);
  // What lies behind got something else.
  const changed = { ...ran, check: "ran" };
  assert.deepEqual(await items(edited), {
    0: { ...changed, sub: first },
    1: { ...changed, sub: second },
    2: { ...changed, sub: third },
  });

  const anew = await rerun({ id: third });
  await engine.until(anew, ["done"]);
  assert.equal((await items(anew))["0"]!["sub"], "ran");
});

test("where all that failed was handled or allowed to, there is nothing to run again", async () => {
  const allowed = { ...failing("allowed"), policy: { continueOnError: true } };
  const handled = await engine.run({
    nodes: [allowed, failing("handled"), counted("rescue")],
    wires: [["handled.error", "rescue.in"]],
  });
  await engine.until(handled, ["done"]);
  await assert.rejects(
    rerun({ id: handled, mode: "failed" }),
    (error: PenstockError) =>
      error.code === "conflict" && /handled there or allowed/.test(error.message),
  );
  const failed = await engine.run({
    nodes: [{ ...failing("allowed"), policy: { continueOnError: true } }, failing("fatal")],
  });
  await engine.until(failed, ["failed"]);
  const again = await rerun({ id: failed, mode: "failed" });
  await engine.until(again, ["done"]);
  assert.deepEqual(await outcome(again), { allowed: "done", fatal: "done" });
});

test("a run that failed at its very end runs that end again, on what was done", async () => {
  const tidy = { ...failing("tidy"), policy: { phase: "finally" } };
  const first = await engine.run({
    nodes: [counted("work", { policy: { cache: false } }), tidy],
    wires: chain("work", "tidy"),
  });
  await engine.until(first, ["failed"]);
  const second = await rerun({ id: first, mode: "failed" });
  await engine.until(second, ["done"]);
  assert.deepEqual(await outcome(second), { work: `from ${first}`, tidy: "done" });
});

test("from a step on: that step runs anew although cached, what does not lie behind it stays", async () => {
  const first = await engine.run({
    nodes: [
      counted("a", { policy: { cache: false } }),
      counted("b"),
      counted("c"),
      counted("other"),
    ],
    wires: chain("a", "b", "c"),
  });
  await engine.until(first, ["done"]);
  const second = await rerun({ id: first, mode: "from", from: "b" });
  await engine.until(second, ["done"]);
  assert.equal(calls.get(`${second}.b`), 1);
  assert.deepEqual(await outcome(second), {
    a: `from ${first}`,
    // It gave the same again, so that what comes after it was known.
    b: "done",
    c: `from ${first}`,
    other: `from ${first}`,
  });
});

test("an edited config is compiled and recorded, and what depends on it runs again even where it was done", async () => {
  const first = await engine.run({
    nodes: [counted("a"), counted("b"), failing("c")],
    wires: chain("a", "b", "c"),
  });
  await engine.until(first, ["failed"]);
  const value = randomUUID();
  const second = await rerun({ id: first, mode: "failed", config: { b: { value } } });
  const { run, document } = await engine.until(second, ["done"]);
  assert.deepEqual(await outcome(second), { a: `from ${first}`, b: "done", c: "done" });
  assert.deepEqual(run.overrides, { "b.config.value": value });
  assert.deepEqual(document.nodes.find(({ id }) => id === "b")!.config, { value });
  // What was edited once stays in force when that run is run again.
  const third = await rerun({ id: second, params: { "a.config.value": value } });
  const again = await engine.until(third, ["done"]);
  assert.deepEqual(again.run.overrides, { "b.config.value": value, "a.config.value": value });
  for (const [config, message] of [
    [{ b: { valeu: "x" } }, /valeu/],
    [{ nobody: {} }, /no step 'nobody'/],
  ] as const)
    await assert.rejects(
      rerun({ id: first, config }),
      (error: PenstockError) => error.code === "bad-request" && message.test(error.message),
    );
});

test("with another param that an expression reads, what was decided by it is decided anew, and nothing else runs again", async () => {
  const first = await engine.run({
    params: {
      go: { type: "boolean", default: true },
      least: { type: "integer", default: 1 },
      most: { type: "integer", default: 5 },
    },
    nodes: [
      counted("yes", { policy: { when: "params.go" } }),
      counted("no", { policy: { when: "!params.go" } }),
      counted("merge", { policy: { cache: false } }),
      counted("some", { policy: { when: "params.least > 0", cache: false } }),
      { id: "each", kind: "control.map", config: { over: "count", count: 1 } },
      {
        id: "check",
        kind: "control.switch",
        parent: "each",
        config: {
          cases: [{ name: "high", when: "params.most > 1" }],
        },
      },
      counted("inner", { parent: "each" }),
      failing("last"),
    ],
    wires: [
      ["yes.out", "merge.in"],
      ["no.out", "merge.in"],
      ["merge.out", "last.in"],
      ["inner.out", "check.value"],
    ],
  });
  await engine.until(first, ["failed"]);
  const again = { id: first, mode: "failed", params: { go: false } } as const;
  const planned = await preview(engine.as.designer, { rerun: again }, testRegistry);
  const second = await rerun(again);
  await engine.until(second, ["done"]);
  assert.deepEqual(await outcome(second), {
    yes: "skipped",
    no: "done",
    merge: "done",
    some: `from ${first}`,
    each: `from ${first}`,
    last: "done",
  });
  assert.deepEqual(Object.fromEntries(planned.nodes.map(({ node, will }) => [node, will])), {
    yes: "skip",
    no: "run",
    // What comes in is known when 'no' has run.
    merge: "open",
    some: "pinned",
    each: "pinned",
    last: "open",
  });
  const third = await rerun({ id: first, mode: "failed", params: { most: 0 } });
  await engine.until(third, ["done"]);
  assert.equal((await outcome(third))["each"], "done", "a step inside it reads the param");
});

test("a fresh rerun takes no cached result", async () => {
  const first = await engine.run({ nodes: [counted("a"), counted("b")], wires: chain("a", "b") });
  await engine.until(first, ["done"]);
  const second = await rerun({ id: first, fresh: true });
  await engine.until(second, ["done"]);
  assert.deepEqual(await outcome(second), { a: "done", b: "done" });
});

test("a result whose content is gone is made again", async () => {
  const first = await engine.run({
    nodes: [counted("a", { policy: { cache: false } }), failing("b")],
    wires: chain("a", "b"),
  });
  const { steps } = await engine.until(first, ["failed"]);
  await rm(engine.as.designer.artifacts.path(steps[0]!.outputs!["out"]!.hash));
  const second = await rerun({ id: first, mode: "failed" });
  await engine.until(second, ["done"]);
  assert.deepEqual(await outcome(second), { a: "done", b: "done" });
});

const documentOf = (nodes: object[], wires: [string, string][] = []) => ({
  apiVersion: "penstock/v1",
  name: "test",
  nodes,
  wires: wires.map(([from, to]) => ({ from, to })),
});

test("a run up to a step leaves out the rest; its own result can be made anew; a step inside a map stands for the map", async () => {
  const document = documentOf(
    [
      counted("a"),
      counted("b"),
      counted("c"),
      { id: "each", kind: "control.map", config: { over: "count", count: 2 } },
      { id: "inner", kind: "test.counted", parent: "each" },
    ],
    [...chain("a", "b", "c"), ["a.out", "inner.in"]],
  );
  const begin = async (more: object) =>
    (await start(engine.as.designer, { document, ...more }, { steps: testRegistry })).runId;
  const first = await begin({ target: "b" });
  await engine.until(first, ["done"]);
  assert.deepEqual(await outcome(first), { a: "done", b: "done" });
  const second = await begin({ target: "b", refresh: true });
  await engine.until(second, ["done"]);
  assert.deepEqual(await outcome(second), { a: `from ${first}`, b: "done" });
  const third = await begin({ target: "inner" });
  await engine.until(third, ["done"]);
  assert.deepEqual(Object.keys(await outcome(third)).sort(), ["a", "each"]);
  await assert.rejects(
    begin({ target: "nobody" }),
    (error: PenstockError) =>
      error.code === "bad-request" && /no step 'nobody'/.test(error.message),
  );
});

test("a run up to a step is run again up to there: all of it, only what failed, or from a step on", async () => {
  const ctx = engine.as.designer;
  const document = documentOf(
    [counted("a"), failing("b"), counted("deploy")],
    chain("a", "b", "deploy"),
  );
  const { runId: first } = await start(ctx, { document, target: "b" }, { steps: testRegistry });
  const { run: before } = await engine.until(first, ["failed"]);
  const planned = await preview(ctx, { rerun: { id: first, mode: "failed" } }, testRegistry);
  assert.deepEqual(
    planned.nodes.map(({ node, will }) => [node, will]),
    [
      ["a", "pinned"],
      ["b", "run"],
    ],
  );
  for (const how of [{ mode: "failed" }, {}, { mode: "from", from: "a" }] as const) {
    const again = await rerun({ id: first, ...how });
    const { run } = await engine.until(again, ["done"]);
    assert.deepEqual(Object.keys(await outcome(again)).sort(), ["a", "b"]);
    if (!("from" in how)) assert.equal(run.planHash, before.planHash);
  }
  await assert.rejects(
    rerun({ id: first, mode: "from", from: "deploy" }),
    (error: PenstockError) =>
      error.code === "bad-request" && error.message === "The run has no step 'deploy'.",
  );
});

test("a step alone takes what it needs from the newest results, whatever the policy of these steps", async () => {
  const ctx = engine.as.designer;
  const anew = counted("anew", { policy: { cache: "refresh" } });
  const never = counted("never", { policy: { cache: false } });
  const inside = counted("inside", { parent: "each", policy: { cache: false } });
  const nodes = [
    counted("a"),
    anew,
    never,
    { id: "each", kind: "control.map", config: { over: "count", count: 2 } },
    inside,
    counted("b"),
  ];
  const wires: [string, string][] = [
    ["a.out", "b.in"],
    ["anew.out", "b.in"],
    ["never.out", "b.in"],
    ["never.out", "inside.in"],
    ["each.results", "b.in"],
  ];
  const first = await engine.run({ nodes, wires });
  await engine.until(first, ["done"]);
  const alone = async (edited: object[]) => {
    const document = documentOf(edited, wires);
    const input = { document, target: "b", only: true, refresh: true };
    const { nodes: foreseen } = await preview(ctx, { start: input }, testRegistry);
    const { runId } = await start(ctx, input, { steps: testRegistry });
    await engine.until(runId, ["done"]);
    const run = await outcome(runId);
    for (const { node, will } of foreseen)
      assert.equal(will === "pinned", run[node]!.startsWith("from"), `${node}: ${will}`);
    return run;
  };
  const before = `from ${first}`;
  const kept = { a: before, anew: before, never: before, each: before, b: "done" };
  assert.deepEqual(await alone(nodes), kept);
  // The run in between took these results itself.
  assert.deepEqual(await alone(nodes), kept);
  // Where a step changed, and where what came in did, there is no result.
  const changed =
    (wanted: string, config = { value: randomUUID() }) =>
    (node: (typeof nodes)[number]) =>
      node.id === wanted ? { ...node, config } : node;
  const otherInput = nodes.map(changed("never"));
  assert.deepEqual(await alone(otherInput), { ...kept, never: "done", each: "done" });
  const otherInside = await alone(otherInput.map(changed("inside")));
  assert.equal(otherInside["each"], "done");
  assert.match(otherInside["never"]!, /^from /);
});

test("a step alone takes what a sub-pipeline gave only while that would run the same version", async () => {
  const ctx = engine.as.designer;
  const publish = (value: string) =>
    publishTest(ctx, {
      name: "inner",
      triggers: [],
      nodes: [{ id: "w", kind: "control.wait", config: { for: value } }],
    });
  await publish("0s");
  const document = documentOf(
    [
      { id: "sub", kind: "control.subpipeline", config: { pipeline: "inner" } },
      { id: "b", kind: "test.noop" },
    ],
    [["sub.run", "b.in"]],
  );
  const { runId: first } = await start(ctx, { document }, { steps: testRegistry });
  await engine.until(first, ["done"]);
  const alone = async () => {
    const { runId } = await start(
      ctx,
      { document, target: "b", only: true },
      { steps: testRegistry },
    );
    await engine.until(runId, ["done"]);
    return (await outcome(runId))["sub"];
  };
  assert.equal(await alone(), `from ${first}`);
  await publish("1s");
  assert.equal(await alone(), "done");
});

test("what a sub-pipeline is given over its document is recorded with its run, which is run again with it", async () => {
  const ctx = engine.as.designer;
  await publishTest(ctx, {
    name: "given",
    triggers: [],
    nodes: [{ id: "w", kind: "control.wait", config: { for: "30s" } }],
  });
  const params = { "w.config.for": "0s" };
  const first = await engine.run({
    nodes: [{ id: "sub", kind: "control.subpipeline", config: { pipeline: "given", params } }],
  });
  const { children } = await engine.until(first, ["done"]);
  const { run } = await engine.until(children[0]!.runId, ["done"]);
  assert.deepEqual(run.overrides, params);
  const second = await rerun({ id: run.id, mode: "all" });
  const again = await engine.until(second, ["done"], 20_000);
  assert.deepEqual(again.document.nodes[0]!.config, { for: "0s" });
});

test("a draft with a fix goes on after the run that failed: what was done there is kept, what was changed runs with it", async () => {
  const [a, b, c] = [counted("a", { policy: { cache: false } }), counted("b"), failing("c")];
  const wires = chain("a", "b", "c");
  const first = await engine.run({ nodes: [a, b, c], wires });
  await engine.until(first, ["failed"]);
  const fixed = { ...b, config: { value: randomUUID() } };
  const begin = (after: object) =>
    start(
      engine.as.designer,
      { document: documentOf([a, fixed, c], wires), after: { run: first, ...after } },
      { steps: testRegistry },
    );
  const { runId: second } = await begin({});
  const { run } = await engine.until(second, ["done"]);
  assert.deepEqual(await outcome(second), { a: `from ${first}`, b: "done", c: "done" });
  assert.deepEqual(run.trigger, { type: "rerun", of: first, mode: "failed", newest: true });
  const { runId: third } = await begin({ from: "b" });
  await engine.until(third, ["done"]);
  assert.equal(calls.get(`${third}.b`), 1, "it runs anew although it is cached by now");
  assert.equal((await outcome(third))["a"], `from ${first}`);
});

test("a draft that goes on after a map that failed keeps what was done for its items", async () => {
  const key = randomUUID();
  const each = { id: "each", kind: "control.map", config: { over: "count", count: 2, window: 1 } };
  const inside = (id: string, kind: string, config: Record<string, string>) => {
    return { id, kind, config, parent: "each", policy: { cache: false } };
  };
  const nodes = [
    each,
    inside("tell", "test.counted", { value: "of ${item}" }),
    inside("check", "test.failing-once", { key: `${key}-\${item}` }),
  ];
  const wires: [string, string][] = [["tell.out", "check.in"]];
  const first = await engine.run({ nodes, wires });
  await engine.until(first, ["failed"]);
  const { runId } = await start(
    engine.as.designer,
    { document: documentOf(nodes, wires), after: { run: first } },
    { steps: testRegistry },
  );
  await engine.until(runId, ["failed", "done"]);
  const [row] = await engine.database.sql`
    select cached_from from step_run where run_id = ${runId} and node = 'tell' and item = '0'`;
  assert.equal(row!["cached_from"], first);
});

test("a pin put in or taken off since stands, and what lies behind it runs again; one to what was given anyway changes nothing", async () => {
  const ctx = engine.as.designer;
  const other = await engine.run({ nodes: [counted("other")] });
  await engine.until(other, ["done"]);
  const wires = chain("a", "b", "c");
  /** Goes on, with another pin of `a`, after a run that failed; with what was foreseen of `a`. */
  const goOn = async (before: string | null, after: (first: string) => object | null) => {
    const [a, b, c] = [counted("a"), counted("b", { policy: { cache: false } }), failing("c")];
    const pinnedTo = (pin: object | null) => [{ ...a, ...(pin ? { pin } : {}) }, b, c];
    const pin = before === null ? null : { run: before, node: "other" };
    const first = await engine.run({ nodes: pinnedTo(pin), wires });
    await engine.until(first, ["failed"]);
    const input = { document: documentOf(pinnedTo(after(first)), wires), after: { run: first } };
    const { nodes } = await preview(ctx, { start: input }, testRegistry);
    const { runId } = await start(ctx, input, { steps: testRegistry });
    await engine.until(runId, ["done"]);
    const { will, run } = nodes.find(({ node }) => node === "a")!;
    return { first, foreseen: [will, run], ended: await outcome(runId) };
  };
  const again = { b: "done", c: "done" };
  const put = await goOn(null, () => ({ run: other, node: "other" }));
  assert.deepEqual(put.foreseen, ["pinned", other]);
  assert.deepEqual(put.ended, { a: `from ${other}`, ...again });
  const taken = await goOn(other, () => null);
  assert.deepEqual(taken.foreseen, ["run", null]);
  assert.deepEqual(taken.ended, { a: "done", ...again });
  const kept = await goOn(other, () => ({ run: other, node: "other" }));
  assert.deepEqual(kept.ended, { a: `from ${other}`, b: `from ${kept.first}`, c: "done" });
  const own = await goOn(null, (first) => ({ run: first }));
  assert.deepEqual(own.ended, { a: `from ${own.first}`, b: `from ${own.first}`, c: "done" });
});

test("how long steps usually take is told of those that did their work, not of those that took a result", async () => {
  const nodes = [counted("timed")];
  const first = await engine.run({ nodes });
  await engine.until(first, ["done"]);
  const { run, steps } = await get(engine.as.designer, { id: first });
  const again = await engine.run({ nodes });
  await engine.until(again, ["done"]);
  const { timed } = await durations(engine.as.designer, { pipeline: run.name });
  const [{ startedAt, finishedAt }] = steps as [(typeof steps)[number]];
  const took = finishedAt!.getTime() - startedAt.getTime();
  assert.equal(timed!.runs, 1);
  assert.ok(Math.abs(timed!.ms - took) <= 1, `${timed!.ms} is not ${took}`);
});

test("what a run would reuse is known before it starts, as far as its inputs are", async () => {
  const nodes = [
    counted("a"),
    { id: "check", kind: "control.condition", config: { expression: "true" } },
    counted("yes"),
    counted("no"),
    counted("fresh", { policy: { cache: "refresh" } }),
    counted("behind"),
  ];
  const wires: [string, string][] = [
    ["a.out", "check.value"],
    ["check.true", "yes.in"],
    ["check.false", "no.in"],
    ["a.out", "fresh.in"],
    ["fresh.out", "behind.in"],
  ];
  const input = { start: { document: documentOf(nodes, wires) } };
  const would = async () => {
    const found = await preview(engine.as.designer, input, testRegistry);
    return Object.fromEntries(found.nodes.map(({ node, will, run }) => [node, run ?? will]));
  };
  assert.deepEqual(await would(), {
    a: "run",
    check: "open",
    yes: "open",
    no: "open",
    fresh: "open",
    behind: "open",
  });
  const first = await engine.run({ nodes, wires });
  await engine.until(first, ["done"]);
  const foreseen = await would();
  assert.deepEqual(foreseen, {
    a: first,
    check: "run",
    yes: first,
    // An input that may stay empty does not skip its step.
    no: first,
    fresh: "run",
    behind: "open",
  });
});

test("a node pinned in the document takes the earlier run's output; where there is none the start is refused", async () => {
  const first = await engine.run({ nodes: [counted("a"), failing("b")], wires: chain("a", "b") });
  await engine.until(first, ["failed"]);
  const second = await engine.run({
    nodes: [counted("other", { pin: { run: first, node: "a" } }), counted("after")],
    wires: chain("other", "after"),
  });
  await engine.until(second, ["done"]);
  assert.deepEqual(await outcome(second), { other: `from ${first}`, after: "done" });
  await assert.rejects(
    rerun({ id: second, config: { other: { value: "another" } } }),
    (error: PenstockError) =>
      error.code === "bad-request" &&
      error.message ===
        `'other.config.value' overrides nothing: 'other' is pinned to what the run ${first} gave; take the pin off.`,
  );
  const refusals = [
    [{ run: "run_nobody", node: "a" }, /no such run/],
    [{ run: first, node: "z" }, /no result of such a step/],
    [{ run: first, node: "b" }, /that step is a test\.failing-once/],
  ] as const;
  for (const [pin, message] of refusals)
    await assert.rejects(
      engine.run({ nodes: [counted("other", { pin })] }),
      (error: PenstockError) => error.code === "bad-request" && message.test(error.message),
    );
  await assert.rejects(engine.run({ nodes: [{ ...failing("b"), pin: { run: first } }] }), /failed/);
});

test("a worker that takes these runs over goes on with each as it went", async () => {
  assert.deepEqual(await engine.notReplayed(), []);
});
