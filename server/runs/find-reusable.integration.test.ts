import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { freshWorkspace } from "../../test/support/factories.ts";
import { startTestDatabase } from "../../test/support/postgres.ts";
import { freshRun } from "../../test/support/registry.ts";
import type { StepCall } from "../../workflows/pipelines/messages.ts";
import { Artifacts } from "../artifacts.ts";
import { cacheKey } from "./cache-key.ts";
import { findReusable } from "./find-reusable.ts";
import { ResultWriter } from "./result-writer.ts";

test("earlier results are found together and recorded as this run's, but for those whose content is gone", async (t) => {
  const { db, sql } = await startTestDatabase();
  const home = await mkdtemp(path.join(tmpdir(), "penstock-reusable-"));
  t.after(() => rm(home, { recursive: true, force: true }));
  const artifacts = new Artifacts(home);
  const services = { db, artifacts, results: new ResultWriter(db) };
  const { designer } = await freshWorkspace(db);
  const [earlier, later] = await Promise.all([
    freshRun(db, { author: designer }),
    freshRun(db, { author: designer }),
  ]);
  const call = (runId: string, id: string, value: number): StepCall => ({
    runId,
    node: { id, kind: "test.noop", stepVersion: 1, config: { value }, cache: true, queue: "cpu" },
    inputs: {},
  });
  const { hash, bytes } = await artifacts.putText("kept");
  const kept = { out: { type: "artifact" as const, hash, bytes, meta: {} } };
  const gone = { out: { type: "artifact" as const, hash: "0".repeat(64), bytes, meta: {} } };
  for (const [value, outputs] of [kept, gone].entries()) {
    const of = call(earlier.id, `n${value}`, value);
    await services.results.write({
      start: {
        runId: earlier.id,
        node: of.node.id,
        item: "",
        kind: of.node.kind,
        queue: "cpu",
        host: "here",
        config: of.node.config,
        inputs: {},
        cacheKey: cacheKey(of),
        resumes: false,
      },
      outputs,
      artifacts: [],
      cachedFrom: null,
      workspaceId: designer.workspaceId,
      tookMs: 1,
    });
  }

  const calls = [
    call(later.id, "a", 0),
    call(later.id, "b", 1),
    call(later.id, "c", 2),
    { ...call(later.id, "d", 0), item: "7" },
  ];
  assert.deepEqual(await findReusable(services, calls), [kept, null, null, kept]);
  const rows = await sql`
    select node, item, status, cached, cached_from from step_run where run_id = ${later.id} order by node`;
  assert.deepEqual(
    rows.map((row) => Object.values(row)),
    [
      ["a", "", "done", true, earlier.id],
      ["d", "7", "done", true, earlier.id],
    ],
  );
});
