import assert from "node:assert/strict";
import { test } from "node:test";
import { copyText, paste, readFragment, type Fragment } from "./clipboard.ts";
import { sampleDocument } from "./steps.fixture.ts";

const places = new Map([
  ["train", { x: 10, y: 20 }],
  ["evaluate", { x: 300, y: 20 }],
]);

function copied(ids: string[]): Fragment {
  const fragment = readFragment(copyText(sampleDocument(), new Set(ids), places));
  assert.ok(typeof fragment !== "string", String(fragment));
  return fragment;
}

test("a copy holds the chosen nodes and only the wires between them", () => {
  const fragment = copied(["train", "evaluate"]);
  assert.deepEqual(
    fragment.nodes.map(({ id }) => id),
    ["train", "evaluate"],
  );
  assert.deepEqual(fragment.wires, [{ from: "train.model", to: "evaluate.models" }]);
  assert.deepEqual(fragment.places.get("train"), { x: 10, y: 20 });
});

test("pasting renames ids that are taken, and the fragment's wires and expressions follow", () => {
  const { document, ids } = paste(sampleDocument(), copied(["train", "evaluate"]), { x: 8, y: 8 });
  assert.deepEqual(ids, ["train_2", "evaluate_2"]);
  assert.deepEqual(document.wires?.at(-1), { from: "train_2.model", to: "evaluate_2.models" });
  assert.equal(document.nodes.at(-1)?.policy?.when, "steps.train_2.model.rows > 0");
  assert.deepEqual(document.layout?.nodes?.["train_2"], { x: 18, y: 28 });
  assert.equal(document.nodes.length, 6);
});

test("pasting into another pipeline keeps ids that are free", () => {
  const empty = { apiVersion: "penstock/v1" as const, name: "other", nodes: [] };
  const { ids } = paste(empty, copied(["train"]), { x: 0, y: 0 });
  assert.deepEqual(ids, ["train"]);
});

test("text that is no pipeline is refused with a sentence", () => {
  for (const text of ["hello", "a: [", "nodes: 3", "nodes: [{kind: 1}]", ""])
    assert.match(String(readFragment(text)), /^The clipboard holds no pipeline/);
});
