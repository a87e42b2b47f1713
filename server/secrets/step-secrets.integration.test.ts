import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "../../db/client.ts";
import { freshWorkspace } from "../../test/support/factories.ts";
import { startTestDatabase } from "../../test/support/postgres.ts";
import { contextOf } from "../../test/support/context.ts";
import { freshRun } from "../../test/support/registry.ts";
import { defineStep, implement } from "../../workflows/core/define-step.ts";
import { StepError } from "../../workflows/core/step-error.ts";
import { Artifacts } from "../artifacts.ts";
import { executeStep, type StepServices } from "../runs/execute-step.ts";
import { set } from "./set.ts";

const SECRET = "smtp://penstock:p%40ssword-7@mail.example.com";

let db: Database;
let home: string;
before(async () => {
  ({ db } = await startTestDatabase());
  home = await mkdtemp(path.join(tmpdir(), "penstock-secrets-"));
  process.env["PENSTOCK_SECRET"] = "a secret of this test alone, long enough";
});
after(async () => {
  delete process.env["PENSTOCK_SECRET"];
  await rm(home, { recursive: true, force: true });
});

/** A step that tells all it knows: in its log, its progress and its failure. */
const tells = implement(
  defineStep({
    kind: "test.tells",
    version: 1,
    title: "Tells",
    description: "",
    icon: "flask",
    category: "control",
    config: z.strictObject({ fails: z.enum(["known", "unforeseen"]) }),
    inputs: {},
    outputs: {},
    onReproduce: "repeat",
    example: { fails: "known" },
  }),
  async ({ config, ctx }) => {
    const value = await ctx.secret("mail");
    ctx.log("info", `connecting to ${value}`);
    ctx.log("warn", "p@ssword-7 was refused, and so was p%40ssword-7");
    ctx.progress(1, 2, `at ${value}`);
    throw config.fails === "known"
      ? new StepError("bad-config", `The server refused p@ssword-7.`)
      : new Error(`unexpected: ${value}`);
  },
);

for (const fails of ["known", "unforeseen"] as const)
  test(`what a step says of its secret is masked in its log, progress and ${fails} failure`, async () => {
    const people = await freshWorkspace(db);
    await set(contextOf(db, people.designer), { name: "mail", value: SECRET });
    const run = await freshRun(db, { author: people.designer });
    // What a step that only fails needs of its worker.
    const services = { db, artifacts: new Artifacts(home), tmp: home } as StepServices;
    const node = { id: "tell", kind: "test.tells", stepVersion: 1, queue: "control" };
    const error: unknown = await executeStep(
      services,
      tells,
      { runId: run.id, node: { ...node, cache: false, config: { fails } }, inputs: {} },
      new AbortController().signal,
      { isFirst: true, workflowId: run.workflowId },
    ).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof StepError);
    assert.match(error.message, /•••/);
    const kept = [
      error.message,
      await db.execute(sql`select * from step_log where run_id = ${run.id} order by id`),
      await db.execute(sql`select * from step_run where run_id = ${run.id}`),
      await db.execute(sql`select * from run_event where run_id = ${run.id}`),
    ];
    const text = JSON.stringify(kept);
    assert.match(text, /connecting to •••/);
    assert.match(text, /••• was refused, and so was •••/);
    assert.ok(!/ssword-7/.test(text), text);
  });
