import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { before, test } from "node:test";
import { z } from "zod";
import { logs } from "../../server/runs/logs.ts";
import { start } from "../../server/runs/start.ts";
import { createRegistry, defineStep, implement } from "../../workflows/core/define-step.ts";
import type { StepDefinition } from "../../workflows/core/define-step.ts";
import { runTrainer } from "../../workflows/python/run-trainer.ts";
import { startTestEngine, type TestEngine } from "../support/engine.ts";

const GIGABYTE = 2 ** 30;
/** What the worker may grow by while a step prints, in bytes. */
const ROOM = 250 * 2 ** 20;

/** A program that prints, run as a trainer is run. */
const prints = defineStep({
  kind: "test.prints",
  version: 1,
  title: "Prints",
  description: "",
  icon: "flask",
  category: "control",
  config: z.strictObject({ script: z.string() }),
  inputs: {},
  outputs: { out: { type: "artifact", title: "Out" } },
  run: { queue: "cpu", cache: false, attempts: 1 },
  onReproduce: "repeat",
  example: { script: "true" },
});
const implementation = implement(prints, async ({ config, ctx }) => {
  const script = path.join(ctx.tmp, "prints.sh");
  await writeFile(script, config.script);
  await runTrainer({ python: "/bin/sh", script, job: {}, ctx });
  return { out: await ctx.artifacts.putJson({}, { type: "artifact" }) };
});
const steps = createRegistry([prints as unknown as StepDefinition]);

let engine: TestEngine;
before(async () => {
  engine = await startTestEngine([implementation]);
});

/** Runs a script as a step; answers with the run's log and how much the worker grew meanwhile. */
async function run(script: string) {
  const before = process.memoryUsage().rss;
  let most = 0;
  const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 50);
  const { runId } = await start(
    engine.as.designer,
    {
      document: {
        apiVersion: "penstock/v1",
        name: "prints",
        nodes: [{ id: "prints", kind: "test.prints", config: { script } }],
      },
    },
    { steps },
  );
  const found = await engine.until(runId, ["done", "failed"], 180_000);
  clearInterval(watch);
  assert.deepEqual(
    found.steps.map(({ status, attempt, error }) => ({ status, attempt, error })),
    [{ status: "done", attempt: 1, error: null }],
  );
  const lines: string[] = [];
  for (let after: string | undefined; ;) {
    const page = await logs(engine.as.designer, { id: runId, after, limit: 5_000 });
    if (page.lines.length === 0) break;
    lines.push(...page.lines.map(({ message }) => message));
    after = page.nextAfter ?? undefined;
  }
  return { lines, grewBy: most - before };
}

const cases: [string, string, number][] = [
  ["in short lines", `yes ${"x".repeat(99)} | head -c ${GIGABYTE}`, 100],
  ["in long lines", `yes ${"x".repeat(9_999)} | head -c ${GIGABYTE}`, 10_000],
];

for (const [how, script] of cases)
  test(`a step that prints 1 GB ${how} ends well; its log is cut with a sentence, and the worker stays small`, async () => {
    const { lines, grewBy } = await run(script);
    assert.match(lines.at(-1)!, /the rest of this attempt's log is not kept/);
    assert.ok(lines.length <= 20_001);
    assert.ok(grewBy < ROOM, `the worker grew by ${Math.round(grewBy / 2 ** 20)} MB`);
  });

test("1 GB without a line's end, on standard error too, is no more than its beginning", async () => {
  const half = `head -c ${GIGABYTE / 2} /dev/zero | tr '\\0' x`;
  const { lines, grewBy } = await run(`${half} >&2; ${half}`);
  assert.equal(lines.length, 1);
  assert.match(lines[0]!, /^x+… \(65536 characters\)$/);
  assert.ok(grewBy < ROOM, `the worker grew by ${Math.round(grewBy / 2 ** 20)} MB`);
});
