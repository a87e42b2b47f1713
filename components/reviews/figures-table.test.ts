import assert from "node:assert/strict";
import { test } from "node:test";
import { createElement as h } from "react";
import { drawn } from "../ui/drawn.fixture.ts";
import { FiguresTable } from "./figures-table.tsx";
import type { Review } from "./types.ts";

test("models that answer alike have no difference, and it is not put down to chance", () => {
  const review = {
    model: { name: "scoring" },
    approvedLast: { version: 1, isChampion: true, metrics: { roc_auc: 0.8 } },
    metrics: { roc_auc: 0.8 },
    evidence: [{ type: "evaluation", hash: "own" }],
    requirements: [],
  } as unknown as Review;
  const evaluation = (replicates: number[]) => ({
    target: "default",
    rows: 200,
    checks: [],
    slices: [],
    metrics: { roc_auc: 0.8 },
    bootstrap: {
      level: 0.95,
      resamples: 3,
      data: "rows",
      intervals: {},
      replicates: { roc_auc: replicates },
    },
  });
  const table = (replicates: number[]) =>
    drawn(h(FiguresTable, { review }), (trpc) => [
      [trpc.artifacts.json.queryKey({ hash: "own" }), evaluation([0.78, 0.8, 0.82])],
      [trpc.artifacts.json.queryKey({ hash: "other" }), evaluation(replicates)],
      [trpc.models.version.queryKey({ name: "scoring", number: 1 }), { evaluationHash: "other" }],
    ]);

  const alike = table([0.78, 0.8, 0.82]);
  assert.match(alike, /no difference/);
  assert.doesNotMatch(alike, /may be chance/);
  assert.match(table([0.8, 0.78, 0.82]), /may be chance/);
});
