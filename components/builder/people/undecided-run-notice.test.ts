import assert from "node:assert/strict";
import { test } from "node:test";
import { createElement as h } from "react";
import { drawn } from "../../ui/drawn.fixture.ts";
import { setConfig } from "../store/edits.ts";
import { sampleDocument } from "../store/steps.fixture.ts";
import type { OpenConflict } from "./live-merge.ts";
import { runsOtherwise, UndecidedRunNotice } from "./undecided-run-notice.tsx";

const trees: OpenConflict = {
  id: "nodes.train.config.trees",
  key: "trees",
  node: "train",
  path: "config.trees",
  address: ["nodes", "train", "config", "trees"],
  base: undefined,
  mine: 80,
  theirs: 70,
  side: { kind: "tab" },
  kept: false,
};
const byBen: OpenConflict = {
  ...trees,
  side: { kind: "person", person: { id: "ben", name: "Ben" } },
};

const shown = setConfig(sampleDocument(), "train", "trees", 80);

const noticeOf = (conflicts: readonly OpenConflict[]) =>
  drawn(h(UndecidedRunNotice, { conflicts, document: shown, onChoose: () => {} })).replaceAll(
    /<[^>]*>/g,
    "",
  );

test("while another tab's value is undecided the run is held, and its dialog says which would run", () => {
  assert.equal(noticeOf([]), "");
  assert.match(
    noticeOf([trees]),
    /One field waits for your choice.*trees: 70 would run, not 80\.Choose$/s,
  );
  assert.deepEqual(runsOtherwise([trees]), [trees]);
});

test("what another person has changed does not hold a run: one's own draft runs as it is shown", () => {
  assert.match(noticeOf([byBen]), /One field waits for your choice.*Your own value runs\./s);
  assert.deepEqual(runsOtherwise([byBen]), []);
});
