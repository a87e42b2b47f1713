import assert from "node:assert/strict";
import { test } from "node:test";
import { createElement as h } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { fadeOf } from "../ui/sideways.tsx";
import { LineageGraph, type LineageNode } from "./lineage-graph.tsx";

const node = (id: string, type: LineageNode["type"]): LineageNode => ({
  id,
  type,
  label: id,
  detail: "",
  href: null,
});

test("a lineage becomes narrower with its place, and its last card ends where the picture ends", () => {
  const drawn = renderToStaticMarkup(
    h(LineageGraph, {
      nodes: [node("data", "data"), node("run", "run"), node("review", "review")],
      edges: [
        { from: "data", to: "run", label: "went into" },
        { from: "run", to: "review", label: "was reviewed in" },
      ],
      here: "review",
    }),
  );
  const whole = 3 * 184 + 2 * 40;
  assert.match(drawn, new RegExp(`max-width:${whole}px;min-width:${whole * 0.7}`));
  const places = [...drawn.matchAll(/left:([\d.]+)%;top:\d+(?:px)?;width:([\d.]+)%/g)].map(
    ([, left, width]) => [Number(left), Number(width)] as const,
  );
  assert.equal(places.length, 3);
  const [left, width] = places.at(-1)!;
  assert.ok(Math.abs(left + width - 100) < 1e-9);
});

test("what scrolls fades at the edges behind which more of it lies", () => {
  const at = (scrollLeft: number) => fadeOf({ scrollLeft, clientWidth: 500, scrollWidth: 800 });
  assert.equal(at(0), "linear-gradient(to right, black, black calc(100% - 3rem), transparent)");
  assert.equal(
    at(100),
    "linear-gradient(to right, transparent, black 3rem, black calc(100% - 3rem), transparent)",
  );
  assert.equal(at(300), "linear-gradient(to right, transparent, black 3rem, black)");
  assert.equal(fadeOf({ scrollLeft: 0, clientWidth: 500, scrollWidth: 500 }), "none");
});
