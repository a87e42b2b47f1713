import assert from "node:assert/strict";
import { test } from "node:test";
import { createElement as h } from "react";
import type { Role } from "../../db/schema/auth.ts";
import { can, RIGHTS } from "../../server/rights.ts";
import { drawn } from "../ui/drawn.fixture.ts";
import { FindingRow } from "./finding-row.tsx";
import type { Review } from "./types.ts";

type Finding = Review["findings"][number];

const dana = { id: "u1", name: "Dana Designer" };
const robin = { id: "u2", name: "Robin Reviewer" };
const open = {
  id: "fnd_1",
  number: 1,
  reviewId: "rev_1",
  version: 2,
  severity: "high",
  title: "Few rows under 21",
  description: "14 of 1,000 rows; the slice has no interval.",
  remedy: "Collect more of them.",
  owner: dana,
  raisedBy: robin,
  state: "open",
} as unknown as Finding;
const review = {
  id: "rev_1",
  model: { name: "scoring", version: 2 },
  makers: [dana.id],
} as unknown as Review;

function row(finding: Finding, userId: string, role: Role): string {
  const me = { user: { id: userId }, rights: RIGHTS.filter((right) => can(role, right)) };
  return drawn(h(FindingRow, { finding, review }), (trpc) => [[trpc.workspace.me.queryKey(), me]]);
}

/** The names of the row's buttons. */
function verbs(finding: Finding, userId: string, role: Role): string[] {
  return [...row(finding, userId, role).matchAll(/aria-label="([A-Z][a-z ]+) F1"/g)]
    .map(([, verb]) => verb!)
    .filter((verb) => verb !== "Finding");
}

test("a finding says what was found, and leads to the run that shows that it is put right", () => {
  const retest = { runId: "run_9" } as Finding["retest"];
  const text = row({ ...open, retest, answer: "Collected 300." }, robin.id, "reviewer");
  assert.match(text, /14 of 1,000 rows; the slice has no interval\./);
  assert.match(text, /Collected 300\..*href="\/runs\/run_9"/s);
});

test("what is offered for a finding is what its reader may do", () => {
  assert.deepEqual(verbs(open, dana.id, "designer"), ["Answer"]);
  assert.deepEqual(verbs(open, "u3", "designer"), []);
  assert.deepEqual(verbs(open, robin.id, "reviewer"), ["Change", "Close"]);
  // Four eyes: neither its owner nor who made the model.
  assert.deepEqual(verbs({ ...open, owner: robin }, robin.id, "reviewer"), ["Answer"]);
  assert.deepEqual(verbs({ ...open, owner: robin }, dana.id, "admin"), []);
  const closed = { ...open, state: "closed", closedBy: robin, closingNote: "Seen." } as Finding;
  assert.deepEqual(verbs(closed, robin.id, "reviewer"), ["Open again"]);
  assert.deepEqual(verbs(closed, dana.id, "designer"), []);
});

test("a finding of another version is told from this one's of the same number", () => {
  const other = { ...open, reviewId: "rev_0", version: 1 };
  assert.match(row(other, robin.id, "reviewer"), /aria-label="Close F1 of version 1"/);
});
