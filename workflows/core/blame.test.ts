import assert from "node:assert/strict";
import { test } from "node:test";
import { blamePart } from "./blame.ts";

test("each field is told by the state that set it last, with what it was before", () => {
  const blame = blamePart([
    { kind: "train.gbm", config: { depth: 3, rate: 0.1, seed: 1 } },
    { kind: "train.gbm", config: { depth: 3, rate: 0.2 } },
    { kind: "train.gbm", config: { depth: 6, rate: 0.2 }, title: "Fit" },
  ])!;
  assert.equal(blame.added, 0);
  assert.deepEqual(
    blame.fields.map(({ path, value, before, state }) => [path, value, before, state]),
    [
      ["config.depth", 6, 3, 2],
      ["title", "Fit", undefined, 2],
      ["config.rate", 0.2, 0.1, 1],
      ["kind", "train.gbm", undefined, 0],
    ],
  );
  assert.deepEqual(blame.unset, [{ path: "config.seed", value: undefined, before: 1, state: 1 }]);
});

test("what went and came back counts from when it came back; what is gone has nobody", () => {
  const part = { kind: "data.load" };
  assert.deepEqual(blamePart([part, undefined, part])!.fields[0]!.state, 2);
  assert.equal(blamePart([part, undefined]), null);
});

test("a value that becomes an object is told by its parts", () => {
  const blame = blamePart([{ split: 3 }, { split: { train: 0.5 } }, { split: { train: 0.7 } }])!;
  assert.deepEqual(
    blame.fields.map(({ path, state }) => [path, state]),
    [["split.train", 2]],
  );
});
