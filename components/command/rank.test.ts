import assert from "node:assert/strict";
import { test } from "node:test";
import { ranked } from "./rank.ts";

const commands = [
  { title: "Open runs" },
  { title: "Run the draft", words: "start" },
  { title: "Train on a table", detail: "Boosted trees" },
  { title: "Tidy up", words: "lay out arrange" },
  { title: "Run" },
  { title: "Brunch" },
];
const found = (text: string) => ranked(commands, text).map(({ command }) => command.title);

test("the title itself comes first, then its beginning, its words, a part of it, letters in order", () => {
  assert.deepEqual(found("run"), ["Run", "Run the draft", "Open runs", "Brunch"]);
  assert.deepEqual(found("tdy"), ["Tidy up"]);
});

test("a command is found by its other words and by what explains it", () => {
  assert.deepEqual(found("arrange"), ["Tidy up"]);
  assert.deepEqual(found("boosted"), ["Train on a table"]);
  assert.deepEqual(found("draft start"), ["Run the draft"]);
});

test("without a text all stay in their order, and a text nothing has finds nothing", () => {
  assert.equal(found(" ").length, commands.length);
  assert.deepEqual(found("xyz"), []);
});
