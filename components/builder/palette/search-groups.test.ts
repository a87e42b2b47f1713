import assert from "node:assert/strict";
import { test } from "node:test";
import { steps } from "../../../workflows/steps/index.ts";
import { TRIGGER_WORDS } from "../trigger-node/trigger-words.ts";
import { CATEGORIES } from "./categories.ts";
import { inOrderOfUse } from "./order-of-use.ts";
import { searchGroups, stepSearch, triggerSearch } from "./search-groups.ts";

const GROUPS = [
  ...Object.keys(CATEGORIES).map((category) => ({
    title: category,
    items: inOrderOfUse(steps)
      .filter((step) => step.category === category)
      .map((step) => ({ title: step.title, search: stepSearch(step) })),
  })),
  {
    title: "triggers",
    items: Object.values(TRIGGER_WORDS).map((words) => ({
      title: words.title,
      search: triggerSearch(words),
    })),
  },
];

const found = (query: string) =>
  searchGroups(GROUPS, query).flatMap(({ items }) => items.map(({ title }) => title));

test("what is typed of a step's title puts that step first, in whichever group it is", () => {
  for (const [query, title] of [
    ["valid", "Validate"],
    ["table", "Train on a table"],
    ["train on", "Train on a table"],
    ["train a", "Train a network"],
    ["review", "Review"],
  ])
    assert.equal(found(query!)[0], title, query);
  for (const { title } of steps) assert.equal(found(title)[0], title);
});

test("a step is found by its kind or its description as well, and by every word", () => {
  assert.deepEqual(found("xgboost table"), ["Train on a table"]);
  assert.ok(found("model.evaluate").includes("Evaluate"));
  assert.deepEqual(found("nothing-has-this"), []);
});

test("all triggers are found by the word for what they are", () => {
  const all = Object.values(TRIGGER_WORDS).map(({ title }) => title);
  assert.deepEqual(found("trigger").slice(0, all.length), all);
});

test("without a query all stay in their order", () => {
  assert.deepEqual(searchGroups(GROUPS, " "), GROUPS);
});
