import assert from "node:assert/strict";
import { test } from "node:test";
import { createElement as h } from "react";
import { drawn } from "../ui/drawn.fixture.ts";
import { ThreadView } from "./thread-view.tsx";
import type { Thread } from "./types.ts";

test("the answers of a resolved thread can be read by whoever reads the review, and are there at once where a link leads", () => {
  const remark = (id: string, body: string) => ({
    id,
    body,
    by: { id: "u1", name: "Robin" },
    at: "2026-01-01T00:00:00Z",
    mentions: [],
  });
  const thread = {
    id: "t",
    anchor: "review",
    anchorKey: "",
    resolvedAt: "2026-01-02T00:00:00Z",
    mayResolve: false,
    remarks: [remark("1", "Why 0.8?"), remark("2", "As the policy asks."), remark("3", "I see.")],
  } as unknown as Thread;
  const shown = (isLinked: boolean) =>
    drawn(h(ThreadView, { thread, reviewId: "r", showAnchor: false, isLinked }));
  assert.match(shown(false), /<button[^>]*>Show 2 answers<\/button>/);
  assert.doesNotMatch(shown(false), /As the policy asks/);
  assert.match(shown(true), /As the policy asks.*I see/s);
  assert.doesNotMatch(shown(true), /<button/);
});
