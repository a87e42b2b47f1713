import assert from "node:assert/strict";
import { test } from "node:test";
import { isPlain, plainText, tableOf } from "./json-table.ts";

test("a list of objects is a table; what a row lacks is empty", () => {
  assert.deepEqual(
    tableOf([
      { name: "age", missing: 0.123456, classes: ["a", "b"] },
      { name: "sex", missing: null, note: "coded" },
    ]),
    {
      columns: ["name", "missing", "classes", "note"],
      rows: [
        ["age", "0.1235", "a, b", ""],
        ["sex", "null", "", "coded"],
      ],
    },
  );
});

test("what is no list of objects of plain values is no table", () => {
  for (const value of [null, 3, {}, [], [1, 2], [{}], [{ a: { b: 1 } }], [{ a: 1 }, 2]])
    assert.equal(tableOf(value), null, JSON.stringify(value));
  const wide = Object.fromEntries(Array.from({ length: 11 }, (_, n) => [`c${n}`, n]));
  assert.equal(tableOf([wide]), null);
});

test("a list of texts and figures is said in one line", () => {
  assert.ok(isPlain(["a", 1, null]) && isPlain("a") && !isPlain([["a"]]) && !isPlain({}));
  assert.equal(plainText(["bad", "good"]), "bad, good");
  assert.equal(plainText([]), "none");
});
