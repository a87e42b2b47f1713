import assert from "node:assert/strict";
import { test } from "node:test";
import { createElement as h } from "react";
import { drawn } from "../ui/drawn.fixture.ts";
import { PausedBy } from "./paused-by.tsx";

test("who paused a run is named with the date and the time", () => {
  const words = drawn(h(PausedBy, { by: "Olga Operator", at: "2026-11-23T12:10:00Z" }));
  assert.match(words.replaceAll(/<[^>]*>/g, ""), /^Olga Operator, 2\d Nov 2026, \d\d:\d0$/);
});
