import assert from "node:assert/strict";
import { test } from "node:test";
import { createElement as h } from "react";
import { drawn } from "../ui/drawn.fixture.ts";
import { ItemLine, ItemsTab } from "./items-tab.tsx";

const now = Date.parse("2026-03-01T12:00:10.000Z");
const counts = { total: 6, done: 2, failed: 1, cancelled: 0, running: 0, waiting: 0 };
const onOpen = () => undefined;

test("a map that gave up says how many of its items nobody began; one that goes on does not", () => {
  const tab = (running: boolean) =>
    drawn(h(ItemsTab, { runId: "run_1", node: "each", counts, running, now, onOpen }));
  assert.match(tab(false), /Not begun 3/);
  assert.doesNotMatch(tab(true), /Not begun/);
});

test("an item that failed is named beside its error", () => {
  const item = {
    index: 4,
    status: "failed" as const,
    label: '{"region":"north"}',
    waits: null,
    error: "fit: There are no rows.",
    startedAt: "2026-03-01T12:00:00.000Z",
    finishedAt: "2026-03-01T12:00:07.000Z",
  };
  const line = drawn(h(ItemLine, { runId: "run_1", item, now, onOpen }));
  assert.match(line, /<code[^>]*>\{&quot;region&quot;:&quot;north&quot;\}<\/code>/);
  assert.match(line, /fit: There are no rows\./);
});
