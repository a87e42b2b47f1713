import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import type { JsonSchema } from "../schema-form/fields.ts";
import { schemaProblems } from "./schema-problems.ts";

const schema = z.toJSONSchema(
  z.record(z.string(), z.array(z.strictObject({ depth: z.int().max(9) })).min(1)),
) as JsonSchema;

test("a value that does not fit the schema is marked where it stands in the text", () => {
  assert.deepEqual(schemaProblems("a:\n  - depth: 3\n", schema), []);
  const text = "a:\n  - depth: 12\n";
  const [problem] = schemaProblems(text, schema);
  assert.equal(text.slice(problem!.from, problem!.to), "12");
  assert.equal(problem!.message, "a.0.depth: Give 9 or less.");
});

test("what is missing is marked in what it is missing from, in JSON as well", () => {
  const text = '{"a": [{}]}';
  const [problem] = schemaProblems(text, schema);
  assert.equal(text.slice(problem!.from, problem!.to), "{}");
  assert.deepEqual(schemaProblems(" ", schema), []);
  assert.deepEqual(schemaProblems('{"a": [1, "x"]}', {}), []);
});
