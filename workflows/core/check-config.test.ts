import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { checkConfig } from "./check-config.ts";
import { defineStep } from "./define-step.ts";

const step = defineStep({
  kind: "t.fields",
  version: 1,
  title: "Fields",
  description: "",
  icon: "file",
  category: "data",
  config: z.strictObject({
    rate: z.number().gt(0).max(1),
    rounds: z.int().min(1),
    name: z.string().min(1).max(3),
    columns: z.array(z.string()).min(1),
    level: z.enum(["low", "high"]),
    split: z.union([z.strictObject({ share: z.number() }), z.literal("none")]).default("none"),
    wait: z.string().regex(/^\d+s$/, "a duration such as 30s"),
  }),
  inputs: {},
  outputs: {},
  onReproduce: "repeat",
  example: { rate: 1, rounds: 1, name: "x", columns: ["a"], level: "low", wait: "1s" },
});

/** What is said of the example with one field changed. */
function said(field: string, value: unknown): string[] {
  return checkConfig(step, { ...step.example, [field]: value }).issues.map(
    ({ message }) => message,
  );
}

test("a value that does not fit is told what it must be, in words of our own", () => {
  assert.deepEqual(said("rate", "0.5"), ["'rate' must be a number."]);
  assert.deepEqual(said("rate", 0), ["'rate' must be above 0."]);
  assert.deepEqual(said("rate", 2), ["'rate' must be at most 1."]);
  assert.deepEqual(said("rounds", 1.5), ["'rounds' must be a whole number."]);
  assert.deepEqual(said("rounds", 0), ["'rounds' must be at least 1."]);
  assert.deepEqual(said("name", ""), ["'name' must not be empty."]);
  assert.deepEqual(said("name", "long"), ["'name' must have at most 3 characters."]);
  assert.deepEqual(said("columns", "a"), ["'columns' must be a list."]);
  assert.deepEqual(said("columns", [1]), ["'columns.0' must be a text."]);
  assert.deepEqual(said("split", 3), ["'split' must have one of the shapes that its form offers."]);
  assert.deepEqual(said("level", "middle"), ["'level' must be one of low, high."]);
});

test("a schema's own words stay", () => {
  assert.deepEqual(said("wait", "soon"), ["'wait' does not fit: a duration such as 30s."]);
});

test("where one of several fields is needed, what is asked for is said, not that the first is missing", () => {
  const either = {
    title: "Either",
    config: z
      .strictObject({ for: z.string().optional(), event: z.string().optional() })
      .refine((config) => config.for ?? config.event, {
        message: "give 'for' or 'event'",
        path: ["for"],
      }),
  };
  assert.deepEqual(checkConfig(either, {}).issues, [
    { code: "P012", field: "for", message: "Either cannot run: give 'for' or 'event'." },
  ]);
  assert.deepEqual(checkConfig(either, { event: "labels" }).issues, []);
  assert.deepEqual(
    checkConfig(step, {}).issues[0]?.message,
    "'rate' is missing: Fields cannot run without it.",
  );
});
