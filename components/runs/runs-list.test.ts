import assert from "node:assert/strict";
import { test } from "node:test";
import { createElement as h } from "react";
import { drawn } from "../ui/drawn.fixture.ts";
import { NoRuns } from "./no-runs.tsx";
import type { RunFilters } from "./run-filters.ts";
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
  waitsFor: null,
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

test("a run that waits says for what, unless it stands in a line, which says more", () => {
  const waitsFor = { for: "event", step: "ask", others: 0, event: "labels-ready" } as const;
  const waits = drawn(h(RunRows, { runs: [{ ...row, status: "waiting", waitsFor }] }));
  assert.match(waits, />ask: the event labels-ready</);
  const position = { key: "workspace", place: 1, held: 1, limit: 1, holder: null, since: "" };
  const line = { for: "slot", step: null, others: 0, key: "workspace", place: 1 } as const;
  const inLine = drawn(h(RunRows, { runs: [{ ...row, position, waitsFor: line }] }));
  assert.equal(inLine.match(/1st in line/g)?.length, 1);
});

test("where no run fits, each filter that is on is named, with a button that clears it", () => {
  const choices = {
    pipelines: [],
    hows: [{ value: "trigger:trg_1" as const, label: "nightly" }],
    people: [{ value: "u1", label: "Dana" }],
  };
  const html = (filters: RunFilters) =>
    drawn(h(NoRuns, { filters, choices, onFilter: () => undefined }));
  const many = html({ status: "failed", trigger: "trg_1", startedBy: "u1", period: "7d" });
  assert.match(
    many,
    /all of state Failed, how it started: nightly, started by Dana, started in the last 7 days\. /,
  );
  for (const label of [
    "All states",
    "However started",
    "By anybody",
    "At any time",
    "Show all runs",
  ])
    assert.match(many, new RegExp(label));
  assert.doesNotMatch(many, /All pipelines/);
  const one = html({ pipeline: "credit-risk", period: "custom" });
  assert.match(one, /There is none with pipeline credit-risk\. /);
  assert.doesNotMatch(one, /At any time|Show all runs/);
  assert.match(html({ period: "custom" }), /Nothing has run yet/);
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
