import assert from "node:assert/strict";
import { before, test } from "node:test";
import { POST } from "../../app/api/trpc/[trpc]/route.ts";
import { startTestEngine, type TestEngine } from "../support/engine.ts";
import type { PenstockError } from "../../server/errors.ts";

let engine: TestEngine;
before(async () => {
  engine = await startTestEngine();
});

const refused = (pattern: RegExp) => (error: PenstockError) =>
  error.code === "too-large" && pattern.test(error.message);

test("a pipeline or a param that is too large is refused with its size and the limit, and no run is written", async () => {
  const text = "x".repeat(1_600_000);
  await assert.rejects(
    engine.run({ nodes: [{ id: "a", kind: "test.counted", config: { value: text } }] }),
    refused(/takes 16\d{5} bytes; 1500000 are allowed/),
  );
  await assert.rejects(
    engine.run({
      params: { text: { type: "string", default: text } },
      nodes: [{ id: "a", kind: "test.noop" }],
    }),
    refused(/takes 16\d{5} bytes; 1500000 are allowed/),
  );
  const [runs] = await engine.database.sql`select count(*)::int as n from run`;
  assert.equal(runs!["n"], 0);
});

test("a step whose results are too large fails at once with their size and the limit", async () => {
  const id = await engine.run({
    nodes: [
      { id: "a", kind: "test.noop", config: { facts: { text: "x".repeat(40_000) } } },
      { id: "b", kind: "test.noop" },
    ],
    wires: [["a.out", "b.in"]],
  });
  const { run, steps } = await engine.until(id, ["failed"]);
  assert.match(
    run.error!,
    /^a: The outputs of 'a' take 40\d{3} bytes as references; 32768 are allowed/,
  );
  const found = steps.map(({ node, status, attempt, error }) => [
    node,
    status,
    attempt,
    error?.type,
  ]);
  assert.deepEqual(found, [
    ["a", "failed", 1, "oversized"],
    ["b", "skipped", 1, undefined],
  ]);
});

test("a request that is too large is refused before it is read, with its size and the limit", async () => {
  const send = (headers: Record<string, string>) =>
    POST(
      new Request("http://localhost/api/trpc/runs.start", {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: "{}",
      }),
    );
  const large = await send({ "content-length": "9000000" });
  assert.equal(large.status, 413);
  const { error } = (await large.json()) as { error: { message: string } };
  assert.match(error.message, /^The request takes 9000000 bytes; 8388608 are allowed/);
  assert.equal((await send({})).status, 400);
});
