import assert from "node:assert/strict";
import { test } from "node:test";
import { versionState } from "./version-words.ts";

test("a version that was sent back says so, and an approval what it leaves open", () => {
  const known = { changesRequested: false, openConditions: 0 };
  const cases: [Parameters<typeof versionState>[0], string, string | false][] = [
    [{ ...known, status: "in-review" }, "in-review", false],
    [{ ...known, status: "pending", changesRequested: true }, "changes-requested", false],
    [{ ...known, status: "approved" }, "approved", false],
    [{ ...known, status: "approved", openConditions: 1 }, "approved", "with 1 condition"],
    [{ ...known, status: "approved", openConditions: 2 }, "approved", "with 2 conditions"],
    [{ ...known, status: "retired", openConditions: 2 }, "retired", false],
  ];
  for (const [version, state, note] of cases)
    assert.deepEqual(versionState(version), { state, note });
});
