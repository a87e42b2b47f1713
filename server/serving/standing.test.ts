import assert from "node:assert/strict";
import { test } from "node:test";
import { admitVersion, warningHeaders, type ServedVersion } from "./standing.ts";

const NOW = Date.parse("2026-05-01T12:00:00Z");
const version = (facts: Partial<ServedVersion>): ServedVersion => ({
  id: "mv_1",
  number: "3",
  model: "credit-risk",
  status: "approved",
  onSuspension: "block",
  approvedUntil: null,
  reason: null,
  ...facts,
});

test("an approved version answers without a warning", () => {
  assert.equal(admitVersion(version({ approvedUntil: new Date(NOW + 1) }), NOW), null);
});

test("a suspended version is refused with its reason, or answers with a warning, as its policy says", () => {
  const suspended = { status: "suspended", reason: "Condition F1 was due." } as const;
  assert.throws(() => admitVersion(version(suspended), NOW), {
    code: "forbidden",
    message:
      "The approval of credit-risk version 3 is suspended, so it does not answer. Condition F1 was due.",
  });
  assert.deepEqual(admitVersion(version({ ...suspended, onSuspension: "warn" }), NOW), {
    approval: "suspended",
    reason: "Condition F1 was due.",
  });
});

test("an approval whose time is over does not count, though nobody has written it down", () => {
  assert.throws(() => admitVersion(version({ approvedUntil: new Date(NOW) }), NOW), {
    message: /Its approval ended on 1 May 2026\.$/,
  });
});

test("a version that policy lets out before its approval says so; a retired one is gone", () => {
  assert.equal(admitVersion(version({ status: "in-review" }), NOW)?.approval, "unapproved");
  assert.throws(() => admitVersion(version({ status: "retired" }), NOW), {
    code: "not-found",
    message: /^credit-risk version 3 is retired and answers no more/,
  });
});

test("a reason fits a header, whatever was written in it", () => {
  const reason = "Zu spät – “F1”\r\nx-evil: 1";
  const headers = warningHeaders({ approval: "suspended", reason });
  assert.equal(headers["x-penstock-approval-reason"], "Zu spat  F1 x-evil: 1");
});
