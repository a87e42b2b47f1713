import assert from "node:assert/strict";
import { test } from "node:test";
import { createElement as h } from "react";
import { drawn } from "../../ui/drawn.fixture.ts";
import { ApprovalBadge, ApprovalCard } from "./approval-card.tsx";
import type { Approval } from "./types.ts";

const pending = {
  status: "pending",
  onSuspension: "block",
  makers: [],
  requirements: [],
  aliases: [],
  conditions: [],
  waivers: [],
  events: [],
  past: [],
  suspensions: [],
  review: null,
  openReview: null,
  reReview: null,
  changesRequested: null,
} as unknown as Approval;
const version = { name: "scoring", number: 1 };
const card = (approval: Approval) => drawn(h(ApprovalCard, { version, approval }));

test("what a reviewer wrote who asked for changes stands in the approval card, with the review", () => {
  const changesRequested = {
    reviewId: "rev_1",
    by: { id: "u1", name: "Robin Reviewer" },
    at: "2031-01-02T12:00:00Z",
    comment: "Say what is watched.",
  };
  const shown = card({ ...pending, changesRequested });
  assert.match(shown, /Robin Reviewer asked for changes.*Say what is watched.*\/reviews\/rev_1/s);
  assert.match(shown, /Changes requested/);
  assert.doesNotMatch(shown, /Nobody reviews|Pending/);
  assert.match(card(pending), /Nobody reviews this version.*Pending/s);
});

test("an approval with conditions says so as long as one is open", () => {
  const condition = (closedAt: string | null) => ({ closedAt }) as Approval["conditions"][number];
  const badge = (...conditions: Approval["conditions"]) =>
    drawn(h(ApprovalBadge, { approval: { ...pending, status: "approved", conditions } }));
  const closed = condition("2031-01-02T12:00:00Z");
  assert.match(badge(condition(null), closed), /Approved with 1 condition</);
  assert.match(badge(condition(null), condition(null)), /Approved with 2 conditions/);
  assert.match(badge(closed), />Approved</);
});
