import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { compile } from "../../../workflows/core/compile.ts";
import type { PipelineDocument } from "../../../workflows/core/document.ts";
import { registry } from "../../../workflows/steps/index.ts";
import { repoRoot } from "../../home.ts";
import { readExample } from "../examples.ts";
import { activitiesCode } from "./activities-code.ts";
import { ejectProject } from "./eject.ts";
import type { Ejected } from "./outline.ts";
import { TSCONFIG } from "./project-files.ts";
import { randomDocument } from "./random-document.fixture.ts";
import { refuseWhatCannotBeEjected } from "./refuse.ts";
import { workflowCode } from "./workflow-code.ts";

function compiled(document: object): Ejected | null {
  const { plan } = compile(document, registry, { localFiles: true });
  return plan && { document: document as PipelineDocument, plan };
}

function canBeEjected(ejected: Ejected): boolean {
  try {
    refuseWhatCannotBeEjected(ejected);
    return true;
  } catch {
    return false;
  }
}

test("whatever the ids, titles and shapes, the workflow of a plan type-checks", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "penstock-eject-"));
  try {
    const documents = fc.sample(randomDocument, { numRuns: 150, seed: 7 });
    const plans = documents
      .map(compiled)
      .filter((one) => one !== null)
      .filter(canBeEjected);
    assert.ok(plans.length >= 60, `only ${plans.length} of the documents can be ejected`);
    const kinds = [...registry.values()].filter(({ run }) => run.mode === "activity");
    const example = compiled((await readExample("credit-risk"))!.document)!;
    const files = await ejectProject(example, "");
    files.set("src/activities.ts", activitiesCode(kinds.map(({ kind }) => kind)));
    for (const [index, plan] of plans.entries())
      files.set(`src/workflow-${index}.ts`, workflowCode(plan));
    files.set("tsconfig.json", TSCONFIG.replace("src/**/*.ts", "src/*.ts"));
    for (const [file, text] of files) {
      await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
      await writeFile(path.join(folder, file), text);
    }
    // The sources that all kinds need are those of this checkout.
    for (const name of ["core", "steps", "python", "standalone"]) {
      await rm(path.join(folder, "src", name), { recursive: true, force: true });
      await symlink(path.join(repoRoot, "workflows", name), path.join(folder, "src", name));
    }
    await symlink(path.join(repoRoot, "node_modules"), path.join(folder, "node_modules"));
    const tsc = path.join(repoRoot, "node_modules/typescript/bin/tsc");
    const { status, stdout } = spawnSync(process.execPath, [tsc, "--noEmit"], { cwd: folder });
    assert.equal(status, 0, String(stdout).slice(0, 4_000));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test("a workflow names every step and imports nothing but its activities and what stands beside it", async () => {
  for (const name of ["credit-risk", "churn", "census"]) {
    const ejected = compiled((await readExample(name))!.document)!;
    const files = await ejectProject(ejected, "");
    const workflow = files.get("src/workflow.ts")!;
    for (const { id, mode } of ejected.plan.nodes)
      assert.match(workflow, mode === "activity" ? new RegExp(`node: "${id}"`) : new RegExp(id));
    for (const [, from] of workflow.matchAll(/from "([^"]+)"/g))
      assert.match(
        from!,
        /^(@temporalio\/workflow|\.\/activities\.ts|\.\/(standalone|core)\/.+\.ts)$/,
      );
    const paths = [...files.keys()];
    assert.deepEqual(
      paths.filter((file) => /pipelines|server|\.test\.ts$/.test(file)),
      [],
    );
    const { dependencies } = JSON.parse(files.get("package.json")!) as {
      dependencies: Record<string, string>;
    };
    for (const version of Object.values(dependencies)) assert.match(version, /^\d+\.\d+\.\d+/);
    assert.ok(!("next" in dependencies) && !("drizzle-orm" in dependencies));
  }
});

test("a step hears as soon in the ejected project as in the product that it is cancelled", async () => {
  const files = await ejectProject(compiled((await readExample("credit-risk"))!.document)!, "");
  assert.match(files.get("src/workflow.ts")!, /cancellationType: "WAIT_CANCELLATION_COMPLETED"/);
  const pauses = (text: string) => text.match(/\w+HeartbeatThrottleInterval: "\w+"/g);
  const product = pauses(await readFile(path.join(repoRoot, "workflows/start-worker.ts"), "utf8"));
  assert.equal(product?.length, 2);
  assert.deepEqual(pauses(files.get("src/standalone/worker.ts")!), product);
});

test("the lock file of a project is whole, and holds the packages that its package.json asks for with their hashes", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "penstock-eject-"));
  try {
    const files = await ejectProject(compiled((await readExample("credit-risk"))!.document)!, "");
    for (const file of ["package.json", "package-lock.json"])
      await writeFile(path.join(folder, file), files.get(file)!);
    // It fails for what is missing, or not of a version that was asked for.
    const words = ["ls", "--package-lock-only", "--all", "--json"];
    const { status, stdout } = spawnSync("npm", words, { cwd: folder });
    assert.equal(status, 0, String(stdout).slice(-4_000));
    const { packages } = JSON.parse(files.get("package-lock.json")!) as {
      packages: Record<string, { integrity?: string; resolved?: string; dev?: true; os?: unknown }>;
    };
    assert.equal(packages["node_modules/tsx"]!.dev, undefined);
    assert.equal(packages["node_modules/typescript"]!.dev, true);
    assert.ok(!("node_modules/next" in packages));
    for (const [place, { integrity, resolved, os }] of Object.entries(packages)) {
      assert.equal(resolved, undefined);
      // Of packages for other machines npm's own lock may hold none.
      assert.ok(integrity ?? (place === "" || os), place);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test("what has no counterpart in plain code is refused by node and reason", () => {
  const load = { id: "load", kind: "data.load", config: { source: "./a.csv" } };
  const document = (...nodes: object[]) => ({
    apiVersion: "penstock/v1",
    name: "test",
    nodes: [load, ...nodes],
    wires: [],
  });
  const refused = (...nodes: object[]) => {
    const ejected = compiled(document(...nodes));
    assert.ok(ejected);
    return () => refuseWhatCannotBeEjected(ejected);
  };
  assert.throws(
    refused({ ...load, id: "keyed", policy: { concurrencyKey: "gpu" } }),
    /'keyed' cannot be ejected: its concurrency key 'gpu'/,
  );
  assert.throws(
    refused({ id: "child", kind: "control.subpipeline", config: { pipeline: "other" } }),
    /'child' cannot be ejected: the pipeline 'other' that it runs is not at hand/,
  );
  assert.throws(
    refused({ ...load, id: "guess", policy: { when: "size(steps) > 0" } }),
    /'guess' cannot be ejected: its condition uses 'steps'/,
  );
  assert.throws(
    refused({ ...load, id: "kept", pin: { run: "run_1" } }),
    /'kept' cannot be ejected: the output of run run_1 is pinned in its place/,
  );
  const runs = (params: object, parent?: object) => {
    const child = {
      id: "child",
      kind: "control.subpipeline",
      config: { pipeline: "test", params },
    };
    const outer = compiled({
      ...document(...(parent ? [parent, { ...child, parent: "each" }] : [child])),
      params: { seed: { type: "number", default: 7 } },
    })!;
    return () =>
      refuseWhatCannotBeEjected({
        ...outer,
        children: new Map([["child", compiled(document())!]]),
      });
  };
  const each = { id: "each", kind: "control.map", config: { over: "list", list: [{ is: "a" }] } };
  const overrides =
    /'child' cannot be ejected: what it overrides in the other pipeline .* declare a param there/;
  assert.throws(runs({ "load.config.source": "${params.seed}" }), overrides);
  assert.throws(runs({ "load.config.source": "${item.is}" }, each), overrides);
  runs({ seed: "${params.seed}", "load.config.source": "./b.csv" })();
  runs({ seed: "${item.is}" }, each)();
  const gate = { id: "gate", kind: "control.condition" };
  const decides = (expression: string) =>
    compiled({
      ...document({ ...gate, config: { expression } }),
      params: { least: { type: "number", default: 10 } },
      wires: [{ from: "load.data", to: "gate.value" }],
    })!;
  assert.throws(
    () => refuseWhatCannotBeEjected(decides("7 > ${params.least}")),
    /'gate' cannot be ejected: what it does follows from '\$\{params\.…\}' .* write params\.NAME/,
  );
  refuseWhatCannotBeEjected(decides("7 > params.least"));
  const inMap = (kind: string, config: object) =>
    compiled({
      ...document(each, { id: "inner", kind, parent: "each", config }),
      wires: [{ from: "load.data", to: "inner.value" }],
    })!;
  for (const [kind, config] of [
    ["control.switch", { cases: "${item.cases}" }],
    ["control.switch", { cases: ["${item.first}"] }],
    ["control.switch", { cases: [{ name: "a", when: "'${item.is}' == 'a'" }] }],
    ["control.condition", { expression: "'${item.is}' == 'a'" }],
  ] as const)
    assert.throws(
      () => refuseWhatCannotBeEjected(inMap(kind, config)),
      /'inner' cannot be ejected: what it decides by comes with each item .* write item\.NAME/,
    );
  refuseWhatCannotBeEjected(inMap("control.condition", { expression: "item.is == 'a'" }));
  const alarm = { id: "alarm", kind: "control.join", policy: { phase: "on-failure" } };
  const wires = [{ from: "load.error", to: "alarm.in" }];
  assert.throws(
    () => refuseWhatCannotBeEjected(compiled({ ...document(alarm), wires })!),
    /'alarm' cannot be ejected: it takes the error of 'load', which fails the run/,
  );
});

test("the longest pause between attempts is never below the first, which Temporal would refuse", () => {
  for (const [backoff, first, longest] of [
    [undefined, "1s", "1m"],
    [{ initial: "60s" }, "60s", "1m"],
    [{ initial: "2m" }, "2m", "2m"],
    [{ initial: "2m", maximum: "5m" }, "2m", "5m"],
  ] as const) {
    const load = { id: "load", kind: "data.load", config: { source: "./a.csv" } };
    const nodes = [{ ...load, policy: { backoff } }];
    const code = workflowCode(compiled({ apiVersion: "penstock/v1", name: "test", nodes })!);
    const pause = (name: string) => new RegExp(`${name}Interval: "(.+?)"`).exec(code)?.[1];
    assert.deepEqual([pause("initial"), pause("maximum")], [first, longest]);
  }
});
