import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { fieldCheck } from "./check-field.ts";

const check = fieldCheck({
  attempts: z.int().min(1).max(9).optional(),
  every: z.string().regex(/^\d+s$/, "a duration such as 30s"),
  hours: z.array(z.int().max(23)).min(1).optional(),
  phase: z.enum(["a", "b"]).optional(),
});

test("a value that does not fit is answered with what to give instead", () => {
  assert.equal(check("attempts", 3), null);
  assert.equal(check("attempts", undefined), null);
  assert.equal(check("attempts", "three"), "Give a number.");
  assert.equal(check("attempts", 0), "Give 1 or more.");
  assert.equal(check("attempts", 10), "Give 9 or less.");
  assert.equal(check("every", "soon"), "Give a duration such as 30s.");
  assert.equal(check("every", undefined), "This is needed: give it a value.");
  assert.equal(check("hours", []), "Give at least one, or reset it.");
  assert.equal(check("hours", [24]), "Give 23 or less.");
  assert.equal(check("phase", "c"), "Choose one of a, b.");
  assert.equal(check("unknown", 1), null);
});
