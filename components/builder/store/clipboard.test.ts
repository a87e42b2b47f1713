import assert from "node:assert/strict";
import { test } from "node:test";
import { documentSchema } from "../../../workflows/core/document.ts";
import { copyText, paste, readFragment, type Fragment } from "./clipboard.ts";
import { makeGroup } from "./groups.ts";
import { addNote } from "./notes.ts";
import { sampleDocument } from "./steps.fixture.ts";
import { addTrigger } from "./trigger-edits.ts";

const places = new Map([
  ["train", { x: 10, y: 20 }],
  ["evaluate", { x: 300, y: 20 }],
]);

function copied(ids: string[]): Fragment {
  const fragment = readFragment(copyText(sampleDocument(), new Set(ids), places)!);
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
  const { document, keys } = paste(sampleDocument(), copied(["train", "evaluate"]), { x: 8, y: 8 });
  assert.deepEqual(keys, ["train_2", "evaluate_2"]);
  assert.deepEqual(document.wires?.at(-1), { from: "train_2.model", to: "evaluate_2.models" });
  assert.equal(document.nodes.at(-1)?.policy?.when, "steps.train_2.model.rows > 0");
  assert.deepEqual(document.layout?.nodes?.["train_2"], { x: 18, y: 28 });
  assert.equal(document.nodes.length, 6);
});

test("what stands in for a step stands in for its copy too, under the step's name", () => {
  const pinnedTo = (pin: { run: string; node?: string }) => {
    const { nodes, ...rest } = sampleDocument();
    const document = {
      ...rest,
      nodes: nodes.map((node) => (node.id === "train" ? { ...node, pin } : node)),
    };
    const fragment = readFragment(copyText(document, new Set(["train"]), places)!);
    assert.ok(typeof fragment !== "string", String(fragment));
    const pinOf = (into: typeof document) =>
      paste(into, fragment, { x: 0, y: 0 }).document.nodes.at(-1)!.pin;
    return [pinOf(document), pinOf({ ...document, nodes: [] })];
  };
  assert.deepEqual(pinnedTo({ run: "run_1" }), [{ run: "run_1", node: "train" }, { run: "run_1" }]);
  const named = { run: "run_1", node: "earlier" };
  assert.deepEqual(pinnedTo(named), [named, named]);
});

test("pasting into another pipeline keeps ids that are free", () => {
  const empty = { apiVersion: "penstock/v1" as const, name: "other", nodes: [] };
  const { keys } = paste(empty, copied(["train"]), { x: 0, y: 0 });
  assert.deepEqual(keys, ["train"]);
});

test("text that is no pipeline is refused with a sentence", () => {
  for (const text of ["hello", "a: [", "nodes: 3", "nodes: [{kind: 1}]", ""])
    assert.match(String(readFragment(text)), /^The clipboard holds no pipeline/);
});

test("triggers, groups and notes are copied too, and get free names", () => {
  let { document } = makeGroup(sampleDocument(), ["train", "evaluate"]);
  ({ document } = addNote(document, { x: 0, y: 0 }));
  ({ document } = addTrigger(document, "schedule", { x: -300, y: 0 }));
  const chosen = new Set(["group:group", "note:note", "trigger:schedule"]);
  const fragment = readFragment(
    copyText(document, chosen, new Map([["trigger:schedule", { x: -300, y: 0 }]]))!,
  );
  assert.ok(typeof fragment !== "string", String(fragment));
  const pasted = paste(document, fragment, { x: 8, y: 8 });
  assert.deepEqual(pasted.keys, [
    "train_2",
    "evaluate_2",
    "trigger:schedule_2",
    "group:group_2",
    "note:note_2",
  ]);
  assert.deepEqual(pasted.document.layout?.groups?.["group_2"]?.nodes, ["train_2", "evaluate_2"]);
  assert.equal(pasted.document.layout?.nodes?.["trigger:schedule_2"]?.x, -292);
  assert.equal(documentSchema.safeParse(pasted.document).error, undefined);
});

test("a step of an unknown kind is pasted; one that is no step at all is refused with the reason", () => {
  const fragment = readFragment("nodes: [{ id: a, kind: their.own, config: { x: 1 } }]");
  assert.ok(typeof fragment !== "string");
  const { document } = paste(sampleDocument(), fragment, { x: 0, y: 0 });
  assert.equal(document.nodes.at(-1)?.kind, "their.own");
  assert.match(
    String(readFragment("nodes: [{ id: a, kind: b, colour: red }]")),
    /not right at nodes.0/,
  );
});
