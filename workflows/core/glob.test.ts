import assert from "node:assert/strict";
import { test } from "node:test";
import { fileNamePattern } from "./glob.ts";

const cases: [string, string[], string[]][] = [
  ["*", ["a", "a.csv", ".hidden"], []],
  ["*.csv", ["a.csv", ".csv"], ["a.csv.part", "acsv", "a.CSV"]],
  ["loans-????.csv", ["loans-2026.csv"], ["loans-26.csv"]],
  ["*.{csv,parquet}", ["a.csv", "a.parquet"], ["a.json"]],
  ["[a-c]1.[!t]xt", ["b1.axt"], ["d1.axt", "b1.txt"]],
  ["a+(b).csv", ["a+(b).csv"], ["aab.csv"]],
];
for (const [pattern, matching, others] of cases)
  test(`${pattern} matches what a shell would`, () => {
    const found = fileNamePattern(pattern) as RegExp;
    for (const name of matching) assert.match(name, found);
    for (const name of others) assert.doesNotMatch(name, found);
  });

test("a pattern that cannot be read is refused with the reason", () => {
  for (const pattern of ["a/b", "[", "[]", "{a", "a}", "{a,{b}}"])
    assert.equal(typeof fileNamePattern(pattern), "string", pattern);
});
