import assert from "node:assert/strict";
import { test } from "node:test";
import { sourceName, summarize } from "./summary.ts";

test("a summary shows what is set, in a few words", () => {
  assert.equal(
    summarize(
      undefined,
      { algorithm: "xgboost", target: "churn", trees: 300, slices: [{ column: "a" }], extra: 1 },
      [],
    ),
    "xgboost · churn · trees 300",
  );
  assert.equal(summarize(undefined, { slices: [{}, {}], nullValues: [] }, []), "2 slices");
  assert.equal(summarize(undefined, { header: false, x: "" }, []), "no header");
  assert.equal(summarize(undefined, undefined, []), "");
});

test("a source is named as people know it", () => {
  assert.equal(sourceName("dataset:german-credit"), "german-credit");
  assert.equal(sourceName("dataset:german-credit@3"), "german-credit v3");
  assert.equal(sourceName(`upload:${"a".repeat(64)}/credit.csv`), "credit.csv");
});

test("SQL over several lines becomes one short line", () => {
  const text = summarize(undefined, { sql: `SELECT *\n  FROM input\n ${"x".repeat(99)}` }, []);
  assert.match(text, /^SELECT \* FROM input x+…$/);
  assert.equal(text.length, 64);
});
