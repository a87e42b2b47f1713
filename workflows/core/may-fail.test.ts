import assert from "node:assert/strict";
import { test } from "node:test";
import { mayFail } from "./may-fail.ts";

test("as many items may fail as the percentage says, whatever a hundredth of it is in binary", () => {
  for (let percent = 0; percent <= 100; percent++) assert.equal(mayFail(percent, 100), percent);
  assert.equal(mayFail(10, 25), 2);
  assert.equal(mayFail(50, 0), 0);
});
