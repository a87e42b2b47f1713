import assert from "node:assert/strict";
import { test } from "node:test";
import { approvalWords, frozenText } from "./words.ts";

test("an approval is said to hold only while the version is approved", () => {
  const approval = { status: "approved", approvedUntil: "2031-01-01T12:00:00Z" } as const;
  assert.match(
    approvalWords({ ...approval, model: { status: "approved" } })!,
    /^The approval holds until .*2031/,
  );
  for (const status of ["suspended", "retired"] as const)
    assert.equal(
      approvalWords({ ...approval, model: { status } }),
      `The version is ${status} now.`,
    );
  const open = { ...approval, status: "open" } as const;
  assert.equal(approvalWords({ ...open, model: { status: "approved" } }), null);
});

test("a review shows the text it was decided on, not one that was written since", () => {
  const limits = { section: "limits", number: 2, hash: "", signedBy: null };
  const history = [3, 2, 1].map((number) => ({ number, body: `Text ${number}` }));
  const documentation = [limits];
  assert.equal(frozenText({ documentation }, { id: "limits", history })?.body, "Text 2");
  assert.equal(frozenText({ documentation: [] }, { id: "limits", history }), undefined);
});
