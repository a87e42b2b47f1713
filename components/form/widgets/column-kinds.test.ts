import assert from "node:assert/strict";
import { test } from "node:test";
import { findColumns, isPattern, kindOf } from "./column-kinds.ts";

const columns = ["age_years", "Age_band", "income", "zip.code"].map((name) => ({
  name,
  type: "text",
}));
const names = (text: string) => findColumns(columns, text).map(({ name }) => name);

test("columns are found by parts of their name, by * and ?, and by an expression", () => {
  assert.deepEqual(names("age"), ["age_years", "Age_band"]);
  assert.deepEqual(names("ban AGE"), ["Age_band"]);
  assert.deepEqual(names("age_*"), ["age_years", "Age_band"]);
  assert.deepEqual(names("*.code"), ["zip.code"]);
  assert.deepEqual(names("incom?"), ["income"]);
  assert.deepEqual(names("/^(zip|inc)/"), ["income", "zip.code"]);
  assert.deepEqual(names("/(/"), []);
  assert.equal(names("").length, 4);
  assert.equal(isPattern("age"), false);
  assert.equal(isPattern("/age/"), true);
});

test("the column that a text names in full comes first, whatever stands before it", () => {
  const several = ["customerID", "churn_date", "Churn", "churn"].map((name) => ({
    name,
    type: "text",
  }));
  const found = (text: string) => findColumns(several, text).map(({ name }) => name);
  assert.deepEqual(found("churn"), ["churn", "Churn", "churn_date"]);
  assert.deepEqual(found("Churn"), ["Churn", "churn", "churn_date"]);
  assert.deepEqual(found("CHURN_DATE"), ["churn_date"]);
});

test("types fall into kinds people choose by", () => {
  assert.deepEqual(["integer", "number", "date", "boolean", "other", "text"].map(kindOf), [
    "numeric",
    "numeric",
    "time",
    "boolean",
    "other",
    "text",
  ]);
});
