import type { Evaluation } from "../../workflows/core/contents/evaluation.ts";
import { formatCount, formatMetric, formatNumber, formatPercent } from "../ui/format.ts";
import type { ChartTable, LegendItem } from "./chart.tsx";
import { histogramOption, lineOption, type MakeOption } from "./options.ts";

/** All that a chart needs but its size. */
export interface ChartContent {
  title: string;
  summary: string;
  caption?: string;
  option: MakeOption;
  table: ChartTable;
  legend?: LegendItem[];
}

const UNIT = { xMin: 0, xMax: 1, yMin: 0, yMax: 1, interval: 0.25 };

/** The charts an evaluation has the figures for, in the order a reader wants them. */
export function evaluationCharts(evaluation: Evaluation): ChartContent[] {
  return [roc, precisionRecall, calibration, residuals]
    .map((make) => make(evaluation))
    .filter((chart) => chart !== null);
}

function roc({ roc: points, metrics }: Evaluation): ChartContent | null {
  if (points.length === 0) return null;
  const area = metrics["roc_auc"];
  return {
    title: "ROC",
    caption: `area ${formatMetric(area)}`,
    summary: `True positive rate over false positive rate; area under the curve ${formatMetric(area)}, where 0.5 is a coin.`,
    option: lineOption(
      [{ name: "True positive rate", points: points.map(({ fpr, tpr }) => [fpr, tpr]) }],
      { x: "False positive rate", y: "True positive rate", ...UNIT },
      { diagonal: true },
    ),
    table: {
      columns: ["Threshold", "False positive rate", "True positive rate"],
      rows: thinned(points).map((at) => [
        threshold(at.threshold),
        formatMetric(at.fpr),
        formatMetric(at.tpr),
      ]),
    },
  };
}

function precisionRecall({ pr: points, metrics }: Evaluation): ChartContent | null {
  if (points.length === 0) return null;
  const area = metrics["pr_auc"];
  return {
    title: "Precision and recall",
    caption: `area ${formatMetric(area)}`,
    summary: `Precision over recall; area under the curve ${formatMetric(area)}.`,
    option: lineOption(
      [
        {
          name: "Precision",
          points: points.map(({ recall, precision }) => [recall, precision] as const),
        },
      ],
      { x: "Recall", y: "Precision", ...UNIT },
    ),
    table: {
      columns: ["Threshold", "Recall", "Precision"],
      rows: thinned(points).map((at) => [
        threshold(at.threshold),
        formatMetric(at.recall),
        formatMetric(at.precision),
      ]),
    },
  };
}

function calibration({ calibration: bins }: Evaluation): ChartContent | null {
  const filled = bins.filter(({ count }) => count > 0);
  if (filled.length === 0) return null;
  const rows = filled.reduce((sum, { count }) => sum + count, 0);
  const error = filled.reduce(
    (sum, bin) => sum + (bin.count / rows) * Math.abs(bin.predicted - bin.observed),
    0,
  );
  return {
    title: "Calibration",
    caption: `off by ${formatPercent(error)} on average`,
    summary: `Observed share of positives over the predicted probability, in ${filled.length} bins; the two differ by ${formatPercent(error)} on average.`,
    option: lineOption(
      [
        {
          name: "Observed",
          points: filled.map(({ predicted, observed }) => [predicted, observed] as const),
          dots: true,
        },
      ],
      { x: "Predicted probability", y: "Observed share", ...UNIT },
      { diagonal: true },
    ),
    table: {
      columns: ["Predicted", "Observed", "Rows"],
      rows: filled.map((bin) => [
        formatMetric(bin.predicted),
        formatMetric(bin.observed),
        formatCount(bin.count),
      ]),
    },
  };
}

function residuals({ residuals: found }: Evaluation): ChartContent | null {
  const bins = found?.histogram;
  if (!bins?.length) return null;
  return {
    title: "Residuals",
    caption: "observed minus predicted",
    summary: `Histogram of the errors from ${formatNumber(bins[0]?.from)} to ${formatNumber(bins.at(-1)?.to)}.`,
    option: histogramOption(bins, { x: "Observed minus predicted", y: "Rows" }),
    table: {
      columns: ["From", "To", "Rows"],
      rows: bins.map((bin) => [
        formatNumber(bin.from),
        formatNumber(bin.to),
        formatCount(bin.count),
      ]),
    },
  };
}

function threshold(value: number | null): string {
  return value === null || !Number.isFinite(value) ? "none" : formatMetric(value);
}

/** At most about 100 of the points, the ends included: enough for a table. */
function thinned<T>(points: readonly T[]): T[] {
  const every = Math.ceil(points.length / 100);
  return points.filter((_, index) => index % every === 0 || index === points.length - 1);
}
