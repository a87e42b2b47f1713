import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import type { ArtifactRef, Inputs, Outputs } from "../../../workflows/core/artifact.ts";
import { joined, waysOut } from "../../../workflows/core/branch.ts";
import { evaluateCel } from "../../../workflows/core/cel.ts";
import { compile } from "../../../workflows/core/compile.ts";
import type { PipelineDocument } from "../../../workflows/core/document.ts";
import { factsOf, gather, valueAt, type NodeResult } from "../../../workflows/core/gather.ts";
import { fillItem, type MapItem } from "../../../workflows/core/items.ts";
import type { Json } from "../../../workflows/core/json.ts";
import type { PlanNode } from "../../../workflows/core/plan.ts";
import type { ItemResult, RunEnding } from "../../../workflows/core/step-context.ts";
import { registry } from "../../../workflows/steps/index.ts";
import type { StepCall } from "../../../workflows/standalone/step-call.ts";
import { repoRoot } from "../../home.ts";
import { activityName } from "./activities-code.ts";
import { copySources } from "./copied-sources.ts";
import { workflowName, type Ejected } from "./outline.ts";
import { mayLack } from "./presence.ts";
import { randomDocument } from "./random-document.fixture.ts";
import { refuseWhatCannotBeEjected } from "./refuse.ts";
import { workflowCode } from "./workflow-code.ts";

// The generated text is run as it is, with Temporal's functions replaced by the plainest that have their meaning, and
// compared with the engine's own rules (`gather`, CEL) applied to the plan, one node after the other.

const TEMPORAL = `
export class ApplicationFailure extends Error {
  static nonRetryable(message, type) { return Object.assign(new ApplicationFailure(message), { type }); }
}
export class ActivityFailure extends Error {}
export class ChildWorkflowFailure extends Error {}
export class TimeoutFailure extends Error {}
export const isCancellation = () => false;
export class CancellationScope {
  run(work) { return work(); }
  cancel() {}
  static nonCancellable(work) { return work(); }
  static current() { return { consideredCancelled: false }; }
}
export const workflowInfo = () => ({ workflowId: "run", historyLength: 1 });
export const proxyActivities = () =>
  new Proxy({}, { get: (_, name) => (call) => globalThis.ejectedActivity(name, call) });
export const defineQuery = (name) => name;
export const defineUpdate = (name) => name;
export const setHandler = () => {};
export const condition = () => new Promise(() => {});
`;

interface Call {
  inputs: Record<string, string[]>;
  config: unknown;
  results?: (string | null)[];
}
type Calls = Map<string, Call>;
interface Ran {
  calls: Calls;
  failed: boolean;
  /** Steps that began while steps of an earlier phase went on. */
  early: string[];
}

const activities = globalThis as unknown as {
  ejectedActivity: (name: string, call: StepCall<object>) => Promise<unknown>;
};

let made: Promise<string> | null = null;
after(async () => {
  if (made) await rm(await made, { recursive: true, force: true });
});

async function project(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "penstock-eject-"));
  const helpers = ["cel", "facts", "failures", "items", "questions"];
  const { files } = await copySources(helpers.map((name) => `standalone/${name}.ts`));
  const temporal = path.join("node_modules", "@temporalio", "workflow");
  for (const [file, text] of [
    ...[...files].map(([file, text]) => [path.join("src", file), text] as const),
    ["package.json", `{ "type": "module" }`] as const,
    [path.join(temporal, "package.json"), `{ "type": "module", "exports": "./index.js" }`] as const,
    [path.join(temporal, "index.js"), TEMPORAL] as const,
  ]) {
    await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
    await writeFile(path.join(folder, file), text);
  }
  const cel = path.join("node_modules", "@bufbuild");
  await symlink(path.join(repoRoot, cel), path.join(folder, cel));
  return folder;
}

/** What a step does, the same each time it is asked. */
function outcome(node: PlanNode, item: string): Outputs | null {
  const dice = (...words: string[]) => {
    let hash = 7;
    for (const character of [node.id, item, ...words].join("/"))
      hash = (hash * 31 + character.codePointAt(0)!) % 65_521;
    return hash;
  };
  if (dice("fails") % (node.tolerated ? 2 : 19) === 0) return null;
  const ports = Object.keys(registry.get(node.kind)!.outputs);
  const given =
    node.kind === "governance.review"
      ? [ports[dice("decides") % 2]!]
      : ports.filter((port) => !mayLack(node.kind, port) || dice(port, "there") % 2 === 0);
  return Object.fromEntries(
    given.map((port): [string, ArtifactRef] => [
      port,
      {
        type: "artifact",
        hash: `${node.id}.${port}#${item}`,
        bytes: 0,
        meta: { ok: dice(port, "ok") % 2 === 0, n: dice(port, "n") % 8 },
      },
    ]),
  );
}

const LIST = [3, 5, 8];

/** By the engine's rules. */
function byThePlan({ plan }: Ejected): Ran {
  const calls: Calls = new Map();
  const results = new Map<string, NodeResult>();
  const ending: { now: RunEnding | null } = { now: null };
  const run = (phase?: string) => {
    for (const node of plan.nodes)
      if (node.phase === phase) results.set(node.id, runNode(node, results, null));
  };
  const failedNow = () =>
    [...results.values()].some((one) => one.status === "failed" && !one.tolerated);

  run();
  const failed = failedNow();
  ending.now = { status: failed ? "failed" : "done", error: null, failed: [] };
  if (failed) run("on-failure");
  run("finally");
  return { calls, failed: failed || failedNow(), early: [] };

  function runNode(
    node: PlanNode,
    known: Map<string, NodeResult>,
    item: MapItem | null,
  ): NodeResult {
    const gathered = gather(node, known);
    if ("skip" in gathered) return { status: "skipped", why: gathered.skip };
    const bindings = bindingsOf(known, item);
    if (node.when !== null) {
      const outcome = evaluateCel(node.when, bindings);
      if (!outcome.ok || typeof outcome.value !== "boolean") return { status: "failed", why: "" };
      if (!outcome.value) return { status: "skipped", why: "" };
    }
    if (node.mode === "join") return { status: "done", outputs: joined(gathered.inputs) };
    if (node.mode !== "activity") return decide(node, gathered.inputs, bindings);
    return runStep(node, gathered.inputs, known, item);
  }

  function decide(node: PlanNode, inputs: Inputs, bindings: Record<string, Json>): NodeResult {
    const value = inputs["value"]![0]!;
    const ways = waysOut(node);
    if ("fault" in ways) return { status: "failed", why: "" };
    for (const { port, when } of ways.cases) {
      const outcome = evaluateCel(when, { ...bindings, input: value.meta });
      if (!outcome.ok || typeof outcome.value !== "boolean") return { status: "failed", why: "" };
      if (outcome.value) return { status: "done", outputs: { [port]: value } };
    }
    return { status: "done", outputs: { [ways.otherwise.port]: value } };
  }

  function runStep(
    node: PlanNode,
    inputs: Inputs,
    known: Map<string, NodeResult>,
    item: MapItem | null,
  ): NodeResult {
    const call: Call = {
      inputs: hashes(inputs),
      config: parsed(node.kind, item ? fillItem(node.config, item) : node.config),
    };
    if (node.map) call.results = LIST.map((value, index) => runItem(node, { index, value }, known));
    calls.set(`${node.id}#${item?.index ?? ""}`, call);
    const outputs = outcome(node, String(item?.index ?? ""));
    if (outputs) return { status: "done", outputs };
    return { status: "failed", why: "it broke", ...(node.tolerated ? { tolerated: true } : {}) };
  }

  function runItem(node: PlanNode, item: MapItem, known: Map<string, NodeResult>): string | null {
    const inner = new Map(known);
    for (const one of node.map!.body) inner.set(one.id, runNode(one, inner, item));
    const broke = node.map!.body.some((one) => {
      const result = inner.get(one.id)!;
      return result.status === "failed" && !result.tolerated;
    });
    const { result } = node.map!;
    if (broke || !result) return null;
    return valueAt(result, inner.get(result.node))?.hash ?? null;
  }

  function bindingsOf(
    known: ReadonlyMap<string, NodeResult>,
    item: MapItem | null,
  ): Record<string, Json> {
    return {
      params: plan.params,
      steps: factsOf(known),
      ...(item ? { item: item.value, index: item.index } : {}),
    };
  }
}

/** By the generated code. */
async function byTheCode(ejected: Ejected): Promise<Ran> {
  const folder = await (made ??= project());
  const file = path.join(folder, "src", `workflow-${Math.random().toString(36).slice(2)}.ts`);
  await writeFile(file, workflowCode(ejected));

  const nodes = new Map(
    ejected.plan.nodes
      .flatMap((node) => [node, ...(node.map?.body ?? [])])
      .map((one) => [one.id, one]),
  );
  const phases = [undefined, "on-failure", "finally"] as const;
  const phaseOf = new Map(
    ejected.plan.nodes.flatMap(({ id, phase, map }) =>
      [id, ...(map?.body ?? []).map((one) => one.id)].map((one) => [one, phases.indexOf(phase)]),
    ),
  );
  const going = phases.map(() => 0);
  const early: string[] = [];
  const calls: Calls = new Map();
  activities.ejectedActivity = async (name, call) => {
    const phase = phaseOf.get(call.node)!;
    if (going.some((count, earlier) => earlier < phase && count > 0)) early.push(call.node);
    going[phase]!++;
    try {
      return await answer(name, call);
    } finally {
      going[phase]!--;
    }
  };
  const answer: typeof activities.ejectedActivity = async (name, call) => {
    // Steps end in an order of their own.
    for (let turns = 5 * (call.node.length % 4); turns > 0; turns--) await Promise.resolve();
    const node = nodes.get(call.node)!;
    assert.equal(name, activityName(node.kind));
    if (node.map && !call.event) return { items: LIST };
    const item = call.item === undefined ? "" : String(call.item);
    const given = Object.entries(call.inputs ?? {}).map(
      ([port, value]) => [port, [value].flat().filter((ref) => ref !== undefined)] as const,
    );
    calls.set(`${node.id}#${item}`, {
      inputs: hashes(Object.fromEntries(given.filter(([, refs]) => refs.length > 0))),
      config: parsed(node.kind, call.config),
      ...(node.map
        ? { results: call.results!.map(({ output }: ItemResult) => output?.hash ?? null) }
        : {}),
    });
    const outputs = outcome(node, item);
    if (!outputs) throw new Error("it broke");
    return outputs;
  };
  const module = (await import(pathToFileURL(file).href)) as Record<
    string,
    (input: object) => Promise<void>
  >;
  const { params, pipeline } = ejected.plan;
  try {
    await module[workflowName(pipeline)]!({ params, startedBy: "ann" });
    return { calls, failed: false, early };
  } catch (error) {
    if (error instanceof assert.AssertionError) throw error;
    return { calls, failed: true, early };
  }
}

function hashes(inputs: Inputs): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(inputs).map(([port, refs]) => [
      port,
      refs.map(({ hash, meta }) => hash + String(meta["node"] ?? "")),
    ]),
  );
}

function parsed(kind: string, config: object): unknown {
  return registry.get(kind)!.config.parse(config);
}

function ejectable(document: object): Ejected | null {
  const { plan } = compile(document, registry, { localFiles: true });
  if (!plan) return null;
  const ejected = { document: document as PipelineDocument, plan };
  try {
    refuseWhatCannotBeEjected(ejected);
    return ejected;
  } catch {
    return null;
  }
}

test("the code of a plan runs the steps that the engine runs, on the same inputs", async () => {
  const seen = { done: 0, failed: 0 };
  await fc.assert(
    fc.asyncProperty(randomDocument, async (document) => {
      const ejected = ejectable(document);
      if (!ejected) return;
      const expected = byThePlan(ejected);
      const found = await byTheCode(ejected);
      seen[expected.failed ? "failed" : "done"]++;
      assert.equal(found.failed, expected.failed);
      assert.deepEqual(found.early, []);
      if (!expected.failed)
        assert.deepEqual(Object.fromEntries(found.calls), Object.fromEntries(expected.calls));
      // A failed run begins nothing where its branches meet, and the engine whatever needs no failed step: it does less, and nothing else.
      const late = new Set(ejected.plan.nodes.filter(({ phase }) => phase).map(({ id }) => id));
      for (const [key, call] of found.calls)
        if (!late.has(key.split("#")[0]!)) assert.deepEqual(call, expected.calls.get(key), key);
    }),
    { numRuns: 300, seed: 11, endOnFailure: true, includeErrorInReport: true },
  );
  assert.ok(seen.done >= 60 && seen.failed >= 20, JSON.stringify(seen));
});
