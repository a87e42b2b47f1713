import assert from "node:assert/strict";
import { test } from "node:test";
import { csvDialect } from "./csv-dialect.ts";

const AUTO = { delimiter: "auto", header: "auto" } as const;

test("the delimiter is the one that divides the first records most evenly, not the most frequent one", () => {
  const text = 'name;note\n"a;b";one, two, three, four\nc;"five, six"\n';
  assert.deepEqual(csvDialect(text, AUTO), {
    delimiter: ";",
    header: true,
    columns: ["name", "note"],
  });
});

test("a quoted header may hold delimiters, quotation marks and line ends", () => {
  const { columns } = csvDialect('"a,b","say ""x""","two\nlines"\n1,2,3\n', AUTO);
  assert.deepEqual(columns, ["a,b", 'say "x"', "two\nlines"]);
});

test("a file of one column, and one without an end of line, are read", () => {
  assert.deepEqual(csvDialect("only", AUTO).columns, ["only"]);
  assert.deepEqual(csvDialect("a\tb", AUTO).columns, ["a", "b"]);
});

test("names that are missing are made up; a header of numbers is taken only when asked for", () => {
  assert.deepEqual(csvDialect(",a\n1,2\n", AUTO).columns, ["column_1", "a"]);
  assert.equal(csvDialect("2019,2020\n1,2\n", AUTO).header, false);
  assert.deepEqual(csvDialect("2019,2020\n1,2\n", { ...AUTO, header: "yes" }).columns, [
    "2019",
    "2020",
  ]);
});

test("the delimiter that the user names is used", () => {
  assert.deepEqual(csvDialect("a:b,c\n", { ...AUTO, delimiter: ":" }).columns, ["a", "b,c"]);
  assert.equal(csvDialect("a\tb\n", { ...AUTO, delimiter: "tab" }).delimiter, "\t");
});
