import assert from "node:assert/strict";
import { test } from "node:test";
import { sampleDocument, testRegistry } from "../store/steps.fixture.ts";
import { portY } from "../../graph/geometry.ts";
import { toElk } from "./auto-layout.ts";
import { placeNodes } from "../../graph/place.ts";

test("the layouter is given ports in their rows, and the wires between the chosen steps only", () => {
  const document = sampleDocument();
  const graph = toElk(
    document,
    testRegistry,
    new Set(["split", "train", "evaluate"]),
    placeNodes(document, testRegistry),
  );
  assert.deepEqual(
    graph.children?.map(({ id }) => id),
    ["split", "train", "evaluate"],
  );
  assert.equal(graph.edges?.length, 3);
  assert.equal(
    graph.children?.[2]?.ports?.find(({ id }) => id === "WEST:evaluate.split")?.y,
    portY(1),
  );
});

test("wires that end at nothing are not laid out", () => {
  const document = { ...sampleDocument(), wires: [{ from: "load.none", to: "split.data" }] };
  const places = placeNodes(document, testRegistry);
  assert.deepEqual(toElk(document, testRegistry, new Set(["load", "split"]), places).edges, []);
});
