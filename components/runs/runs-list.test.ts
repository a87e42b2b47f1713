import assert from "node:assert/strict";
import { test } from "node:test";
import { createElement as h } from "react";
import { drawn } from "../ui/drawn.fixture.ts";
import { RunRows } from "./runs-list.tsx";
import type { RunRow } from "./types.ts";

const row: RunRow = {
  id: "run_2",
  name: "credit-risk",
  pipeline: "credit-risk",
  version: 1,
  status: "queued",
  error: null,
  parentRunId: null,
  trigger: { type: "person" },
  startedBy: { id: "u", name: "Dana" },
  createdAt: "2026-03-01T12:00:00.000Z",
  startedAt: null,
  finishedAt: null,
  position: null,
};

test("a run in line says behind what in words, and links to the one run that holds the place", () => {
  const rows = (holder: string | null) => {
    const since = "2026-03-01T12:00:00.000Z";
    const position = { key: "pipeline:credit-risk", place: 2, held: 1, limit: 1, holder, since };
    return drawn(h(RunRows, { runs: [{ ...row, position }] }));
  };
  const held = rows("run_1");
  assert.match(held, /2nd in line behind other runs of credit-risk, 1 of 1 under way/);
  assert.match(held, /href="\/runs\/run_1"/);
  assert.doesNotMatch(held, /pipeline:/);
  assert.doesNotMatch(rows(null), /run_1/);
});

test("the error of a failed run has two lines", () => {
  const error = "each: 1 of 6 items failed (none may); item 4: fit: There are no rows.";
  const html = drawn(h(RunRows, { runs: [{ ...row, status: "failed", error }] }));
  assert.match(html, /line-clamp-2[^>]*>each: 1 of 6 items failed/);
});

test("a run of a backfill says in two lines which time it makes up for, and names who asked once", () => {
  const trigger: RunRow["trigger"] = {
    type: "schedule",
    trigger: "trg_1",
    name: "nightly",
    schedule: { at: "2026-03-15T12:00:00.000Z" },
    person: { id: "u", name: "Dana" },
    backfill: { id: "b" },
  };
  const html = drawn(h(RunRows, { runs: [{ ...row, trigger }] }));
  assert.match(html, /line-clamp-2[^>]*>Backfill by Dana: schedule .* at 1[456] Mar 2026/);
  assert.doesNotMatch(html, />Dana</);
});
