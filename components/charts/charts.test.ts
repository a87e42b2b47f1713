import assert from "node:assert/strict";
import { test } from "node:test";
import type { Evaluation } from "../../workflows/core/contents/evaluation.ts";
import { evaluationCharts } from "./evaluation-charts.ts";
import { metricCharts } from "./metric-charts.ts";
import { lineOption } from "./options.ts";
import type { ChartTheme } from "./theme.ts";

const theme: ChartTheme = {
  text: "#000",
  muted: "#666",
  line: "#ccc",
  surface: "#fff",
  font: "sans-serif",
  series: ["#1", "#2", "#3"],
};

const evaluation: Evaluation = {
  task: "classification",
  target: "risk",
  rows: 200,
  classes: ["good", "bad"],
  positive: "bad",
  selectBy: "roc_auc",
  best: 0,
  candidates: [],
  confusion: null,
  slices: [],
  checks: [],
  metrics: { roc_auc: 0.78, pr_auc: 0.6 },
  roc: Array.from({ length: 1000 }, (_, i) => ({
    fpr: i / 999,
    tpr: i / 999,
    threshold: 1 - i / 999,
  })),
  pr: [{ recall: 0, precision: 1, threshold: 0.9 }],
  calibration: [
    { predicted: 0.1, observed: 0.2, count: 100 },
    { predicted: 0.9, observed: 0.8, count: 100 },
    { predicted: 0.5, observed: 0, count: 0 },
  ],
};

test("an evaluation gives a chart for each curve it has, with a sentence and a table", () => {
  const charts = evaluationCharts(evaluation);
  assert.deepEqual(
    charts.map(({ title }) => title),
    ["ROC", "Precision and recall", "Calibration"],
  );
  for (const chart of charts) {
    assert.ok(chart.summary.endsWith("."));
    assert.ok(chart.table.rows.length > 0 && chart.table.rows.length <= 102);
  }
  assert.match(charts[2]?.summary ?? "", /in 2 bins; the two differ by 10.0 %/);
});

test("a regression shows its residuals and no ROC", () => {
  const charts = evaluationCharts({
    ...evaluation,
    roc: [],
    pr: [],
    calibration: [],
    residuals: { histogram: [{ from: -1, to: 1, count: 5 }] },
  });
  assert.deepEqual(
    charts.map(({ title }) => title),
    ["Residuals"],
  );
});

test("metric curves are one chart a metric, training first, with the best validation value named", () => {
  const point = (split: string, iteration: number, value: number) => ({
    name: "log_loss",
    split,
    iteration,
    value,
  });
  const charts = metricCharts([
    point("validation", 0, 0.7),
    point("validation", 1, 0.5),
    point("validation", 2, 0.6),
    point("train", 0, 0.7),
    point("train", 2, 0.1),
  ]);
  assert.equal(charts.length, 1);
  assert.deepEqual(
    charts[0]?.legend?.map(({ name }) => name),
    ["train", "validation"],
  );
  assert.equal(charts[0]?.caption, "best on validation 0.5000 at 1");
  assert.deepEqual(charts[0]?.table.rows[1], ["1", "–", "0.5000"]);
});

test("long lines are thinned, short ones are drawn point by point", () => {
  const series = (count: number) =>
    (
      lineOption(
        [{ name: "a", points: Array.from({ length: count }, (_, i) => [i, i] as const) }],
        { x: "", y: "" },
      )(theme) as { series: { sampling?: string }[] }
    ).series[0];
  assert.equal(series(2000)?.sampling, "lttb");
  assert.equal(series(20)?.sampling, undefined);
});
