import assert from "node:assert/strict";
import { test } from "node:test";
import { createElement as h } from "react";
import { drawn } from "./drawn.fixture.ts";
import { Tabs } from "./tabs.tsx";

test("a tab that is brought into view is measured from its own list: the list is positioned", () => {
  const tabs = [{ value: "a", label: "A", content: "" }];
  const list = /<div[^>]*role="tablist"[^>]*>/.exec(drawn(h(Tabs, { tabs })))![0];
  assert.match(list, /class="[^"]*\brelative\b/);
  assert.match(list, /class="[^"]*\boverflow-x-auto\b/);
});
