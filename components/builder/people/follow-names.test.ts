import assert from "node:assert/strict";
import { test } from "node:test";
import { mergeDocuments } from "../../../workflows/core/merge.ts";
import { renameNode } from "../../../workflows/core/rename-node.ts";
import { setConfig } from "../store/edits.ts";
import { sampleDocument } from "../store/steps.fixture.ts";
import { followNames, namesTaken } from "./follow-names.ts";
import { addConflicts, stillOpen } from "./live-merge.ts";

test("what is asked about a step is asked on when somebody gives it another name", () => {
  const base = sampleDocument();
  const mine = setConfig(base, "train", "rounds", 5);
  const theirs = setConfig(base, "train", "rounds", 9);
  const first = mergeDocuments(base, mine, theirs);
  const open = addConflicts([], first.conflicts, { kind: "tab" });
  const then = mergeDocuments(theirs, first.document, renameNode(theirs, "train", "boost"));
  assert.equal(stillOpen(open, then.document).open.length, 0);
  const followed = followNames(open, namesTaken(then.taken));
  const [one] = stillOpen(followed, then.document).open;
  assert.equal(one?.id, "nodes.boost.config.rounds");
  assert.equal(one.key, "tab/nodes.boost.config.rounds");
  assert.deepEqual([one.node, one.mine, one.theirs], ["boost", 5, 9]);
});
