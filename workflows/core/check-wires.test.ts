import assert from "node:assert/strict";
import { test } from "node:test";
import { registry } from "../steps/index.ts";
import { compile } from "./compile.ts";

/** Messages of wires across the border of a map, of a document with the map `each`, `load` outside and `check` inside. */
function crossings(wires: [from: string, to: string][]): string[] {
  const { problems } = compile(
    {
      apiVersion: "penstock/v1",
      name: "borders",
      nodes: [
        { id: "load", kind: "data.load", config: { source: "dataset:a" } },
        { id: "each", kind: "control.map", config: { over: "count", count: 2 } },
        { id: "check", kind: "control.join", parent: "each" },
        { id: "after", kind: "control.join" },
      ],
      wires: wires.map(([from, to]) => ({ from, to })),
    },
    registry,
  );
  return problems.flatMap(({ code, message }) => (code === "P027" ? [message] : []));
}

test("a map takes values from outside, and gives what it gathered", () => {
  assert.deepEqual(
    crossings([
      ["load.data", "check.in"],
      ["check.out", "each.result"],
      ["each.results", "after.in"],
    ]),
    [],
  );
});

test("a wire that leaves a map other than by its result, or enters it wrongly, is refused", () => {
  assert.match(crossings([["check.out", "after.in"]])[0]!, /^'check' runs once for each item/);
  assert.match(crossings([["load.data", "each.result"]])[0]!, /takes what its own items give/);
  assert.match(crossings([["each.results", "check.in"]])[0]!, /before the map has results/);
});
