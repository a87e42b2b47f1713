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
  ["a*{bc,b}*c", ["abc", "abcc", "a-b-c", "abcbc"], ["ab", "acb"]],
  ["{a*,}?,b", ["abc,b", "x,b"], [",b", "a,b,c"]],
  ["é?", ["é\u{1F600}"], ["é", "\u{1F600}é"]],
  ["", [""], ["a"]],
];
for (const [pattern, matching, others] of cases)
  test(`${pattern} matches what a shell would`, () => {
    const found = fileNamePattern(pattern) as (name: string) => boolean;
    for (const name of matching) assert.equal(found(name), true, name);
    for (const name of others) assert.equal(found(name), false, name);
  });

test("a pattern of many stars takes no longer for a name that it does not match", () => {
  const found = fileNamePattern(`${"*a".repeat(100)}{*a*a*b,*a*a*c}`) as (name: string) => boolean;
  assert.equal(found("a".repeat(255)), false);
  assert.equal(found(`${"a".repeat(254)}c`), true);
});

test("a pattern that cannot be read is refused with the reason", () => {
  for (const pattern of ["a/b", "[", "[]", "{a", "a}", "{a,{b}}", "[z-a]"])
    assert.equal(typeof fileNamePattern(pattern), "string", pattern);
});
