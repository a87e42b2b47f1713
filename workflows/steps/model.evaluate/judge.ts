import type { Evaluation } from "../../core/contents/evaluation.ts";
import type { Metrics } from "../../core/metrics.ts";
import { confusionMatrix, mostProbable } from "./confusion.ts";
import { countedClassification } from "./counted-classification.ts";
import { countedRegression } from "./counted-regression.ts";
import type { ModelInfo } from "./model-info.ts";
import {
  classificationMetrics,
  confidenceCalibration,
  curves,
  selectRows,
  sidesOf,
} from "./metrics.ts";
import { regressionMetrics, residualHistogram } from "./regression.ts";
import type { Answers } from "./test-rows.ts";

/** Computes the figures of one model's answers, for all rows or for some. */
export interface Judge {
  metrics: (rows?: Int32Array) => Metrics;
  /** What the evaluation shows beside the metrics. */
  details: () => Pick<Evaluation, "confusion" | "roc" | "pr" | "calibration" | "residuals">;
  /** The same metrics by how often each of the rows was drawn, and over how many rankings that goes. */
  resampled: (rows?: Int32Array) => { metrics: (counts: Uint8Array) => Metrics; passes: number };
}

export function judgeFor(
  info: ModelInfo,
  answers: Answers,
  model: number,
  positive: number | null,
): Judge {
  return info.task === "regression"
    ? regressionJudge(answers, model)
    : classificationJudge(info, answers, model, positive);
}

function classificationJudge(
  info: ModelInfo,
  answers: Answers,
  model: number,
  positive: number | null,
): Judge {
  const classes = info.classes!.length;
  const scored = { truth: answers.labels, probabilities: answers.predictions[model]!, classes };
  const some = (rows?: Int32Array) => (rows ? selectRows(scored, rows) : scored);
  return {
    metrics: (rows) => classificationMetrics(some(rows), positive),
    resampled: (rows) => ({
      metrics: countedClassification(some(rows), positive),
      passes: sidesOf(scored, positive).length,
    }),
    details: () => {
      const labels = mostProbable(scored.probabilities, classes);
      return {
        confusion: {
          labels: info.classes!.map(String),
          matrix: confusionMatrix(scored.truth, labels, classes),
        },
        ...(positive === null
          ? { roc: [], pr: [], calibration: confidenceCalibration(scored) }
          : curves(scored, positive)),
      };
    },
  };
}

function regressionJudge(answers: Answers, model: number): Judge {
  const predicted = Float64Array.from(answers.predictions[model]!);
  const truth = answers.values;
  const some = (rows?: Int32Array): [Float64Array, Float64Array] =>
    rows
      ? [
          Float64Array.from(rows, (row) => truth[row]!),
          Float64Array.from(rows, (row) => predicted[row]!),
        ]
      : [truth, predicted];
  return {
    metrics: (rows) => regressionMetrics(...some(rows)),
    resampled: (rows) => ({ metrics: countedRegression(...some(rows)), passes: 1 }),
    details: () => ({
      confusion: null,
      roc: [],
      pr: [],
      calibration: [],
      residuals: { histogram: residualHistogram(truth, predicted) },
    }),
  };
}
