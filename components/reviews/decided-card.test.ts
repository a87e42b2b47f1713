import assert from "node:assert/strict";
import { test } from "node:test";
import { createElement as h } from "react";
import { drawn } from "../ui/drawn.fixture.ts";
import { DecidedCard } from "./decided-card.tsx";
import { ReviewHeader } from "./review-header.tsx";
import type { Review } from "./types.ts";

const condition = {
  id: "fnd_1",
  number: 1,
  title: "Watch drift",
  condition: true,
  reviewId: "rev_1",
  state: "open",
  owner: { id: "u1", name: "Dana Designer" },
  dueAt: "2031-01-02T12:00:00Z",
  closedAt: null,
  isOverdue: false,
} as unknown as Review["findings"][number];
const review = {
  id: "rev_1",
  status: "approved",
  tier: "low",
  round: 1,
  title: "Scoring",
  model: { name: "scoring", version: 2, status: "approved" },
  author: { id: "u1", name: "Dana Designer" },
  startedBy: { id: "u1", name: "Dana Designer" },
  otherMakers: [],
  openedAt: "2030-01-02T12:00:00Z",
  run: { id: "run_1" },
  node: null,
  decisions: [],
  waivers: [],
  findings: [condition],
} as unknown as Review;

test("a conditional approval says on what it hangs, for whom and by when", () => {
  const card = drawn(h(DecidedCard, { review }));
  assert.match(card, /Approved with 1 condition.*Watch drift.*Open.*Dana Designer.*2031/s);
  assert.match(drawn(h(ReviewHeader, { review })), /Approved with 1 condition</);

  const closed = { ...condition, state: "closed", closedAt: "2030-06-01T12:00:00Z" } as const;
  const later = { ...review, findings: [closed] };
  assert.match(drawn(h(DecidedCard, { review: later })), /Watch drift.*Closed/s);
  assert.doesNotMatch(drawn(h(ReviewHeader, { review: later })), /with 1 condition/);

  const others = { ...review, findings: [{ ...condition, reviewId: "rev_0" }] };
  assert.doesNotMatch(drawn(h(DecidedCard, { review: others })), /condition/);
});
