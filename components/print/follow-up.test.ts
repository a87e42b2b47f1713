import assert from "node:assert/strict";
import { test } from "node:test";
import { createElement as h } from "react";
import { drawn } from "../ui/drawn.fixture.ts";
import { FollowUp } from "./follow-up.tsx";
import type { PrintedDocument } from "./types.ts";

test("a printed finding says who raised it, what came of it, who closed it, and on which run", () => {
  const finding = {
    id: "fnd_1",
    number: 1,
    reviewId: "rev_1",
    condition: false,
    severity: "high",
    title: "Few rows under 21",
    description: "14 of 1,000 rows.",
    remedy: "Collect more of them.",
    owner: { id: "u1", name: "Dana Designer" },
    dueAt: null,
    state: "closed",
    raisedBy: { id: "u2", name: "Robin Reviewer" },
    raisedAt: "2030-01-02T12:00:00Z",
    answer: "Collected 300.",
    answeredAt: "2030-01-03T12:00:00Z",
    retest: { runId: "run_9" },
    closedBy: { id: "u3", name: "Kim Compliance" },
    closedAt: "2030-01-04T12:00:00Z",
    closingNote: "Seen on the slice.",
  };
  const review = { id: "rev_1", findings: [finding], waivers: [] };
  const document = { review, suspensions: [], people: {} } as unknown as PrintedDocument;
  const text = drawn(h(FollowUp, { document })).replaceAll(/<[^>]*>/g, "");
  assert.match(text, /raised by Robin Reviewer, 2 Jan 2030/);
  assert.match(text, /Answered, 3 Jan 2030: Collected 300\./);
  assert.match(text, /Closed by Kim Compliance, 4 Jan 2030: Seen on the slice\./);
  assert.match(text, /Retest: run_9/);
});
