import assert from "node:assert/strict";
import { test } from "node:test";
import { MY_DRAFT, readLooking, readSide, sideText, versionSide, type Side } from "./side.ts";

test("a side comes back from the address as it went in", () => {
  const sides: Side[] = [versionSide(12), MY_DRAFT, { kind: "draft-of", user: "user_1" }];
  for (const side of sides) assert.deepEqual(readSide(sideText(side)), side);
});

test("an address leads to a version, to a comparison, and otherwise to the draft", () => {
  const read = (query: string) => readLooking(new URLSearchParams(query));
  assert.deepEqual(read("version=3"), { kind: "version", number: 3 });
  assert.deepEqual(read("compare=3..draft"), {
    kind: "compare",
    before: versionSide(3),
    after: MY_DRAFT,
  });
  for (const query of ["", "version=x", "version=0", "compare=3", "compare=3..", "compare=.."])
    assert.equal(read(query), null, query);
});
