import assert from "node:assert/strict";
import { test } from "node:test";
import type { Field } from "./fields.ts";
import { searchFields } from "./search-fields.ts";

const field = (name: string, title: string, description: string): Field => ({
  name,
  title,
  description,
  schema: {},
  required: false,
});

test("a search in a form finds all words in title, name or help, titles first", () => {
  const fields = [
    field("trees", "Trees", "Rounds at most."),
    field("earlyStoppingRounds", "Early stopping", "Stops without progress."),
    field("l2", "L2 penalty", "Penalty on weights."),
  ];
  const names = (query: string) => searchFields(fields, query).map(({ name }) => name);
  assert.deepEqual(names("rounds"), ["earlyStoppingRounds", "trees"]);
  assert.deepEqual(names("penalty WEIGHTS"), ["l2"]);
  assert.deepEqual(names("nothing"), []);
  assert.equal(names(" ").length, 3);
});
