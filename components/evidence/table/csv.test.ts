import assert from "node:assert/strict";
import { test } from "node:test";
import { csvLine, exactText } from "./csv.ts";

test("a row is copied as CSV that any reader gets back as it was", () => {
  assert.equal(
    csvLine([1.5, "a,b", 'say "hi"', "two\nlines", null, "", true, ["x", 1]]),
    '1.5,"a,b","say ""hi""","two\nlines",,"",true,"[""x"",1]"',
  );
});

test("a number is copied with every digit it has", () => {
  assert.equal(exactText(0.1 + 0.2), "0.30000000000000004");
  assert.equal(exactText("9007199254740993"), "9007199254740993");
});
