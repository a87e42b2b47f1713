import assert from "node:assert/strict";
import { test } from "node:test";
import pino from "pino";
import type { Sql } from "../../db/client.ts";
import { PredictionLog, type Prediction } from "./prediction-log.ts";

/** A Postgres that refuses batches; what it took, batch by batch. */
function logTo(refusal: (ids: string[]) => string | null) {
  const taken: string[][] = [];
  const sql = async (_parts: TemplateStringsArray, text: string) => {
    const ids = (JSON.parse(text) as Prediction[]).map(({ id }) => id);
    const code = refusal(ids);
    if (code) throw Object.assign(new Error("refused"), { code });
    taken.push(ids);
  };
  let lost = 0;
  const log = new PredictionLog(sql as unknown as Sql, pino({ level: "silent" }), (count) => {
    lost += count;
  });
  return { log, taken, lost: () => lost };
}

function prediction(id: string, characters = 1): Prediction {
  return {
    id,
    deploymentId: "d",
    modelVersionId: "v",
    rows: 1,
    inputs: { text: ["x".repeat(characters)] },
    outputs: {},
    latencyMs: 1,
    apiKeyId: null,
    at: new Date(),
  };
}

test("a batch is no longer than what Postgres takes as one value", async () => {
  const { log, taken, lost } = logTo(() => null);
  for (const id of ["a", "b", "c"]) log.add(prediction(id, 3_000_000));
  log.add(prediction("large", 9_000_000));
  log.add(prediction("last"));
  await log.close();
  assert.deepEqual(taken, [["a", "b"], ["c"], ["large"], ["last"]]);
  assert.equal(lost(), 0);
});

test("one prediction that Postgres refuses is given up, and those beside it are kept", async () => {
  const { log, taken, lost } = logTo((ids) => (ids.includes("p7") ? "54000" : null));
  const ids = Array.from({ length: 20 }, (_, index) => `p${index}`);
  for (const id of ids) log.add(prediction(id));
  await log.close();
  assert.deepEqual(
    taken.flat(),
    ids.filter((id) => id !== "p7"),
  );
  assert.equal(lost(), 1);
});

test("while Postgres cannot write, nothing is taken for refused", async () => {
  let asked = 0;
  const { log, lost } = logTo(() => (asked++, "53100"));
  for (const id of ["a", "b"]) log.add(prediction(id));
  await log.close();
  assert.equal(asked, 1);
  assert.equal(lost(), 2);
});
