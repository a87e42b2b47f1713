import type { Metrics } from "../metrics.ts";

type Label = string | number;

/** What Evaluate writes. */
export type Evaluation = {
  task: "classification" | "regression";
  target: string;
  /** Of the test data. */
  rows: number;
  classes: Label[] | null;
  positive: Label | null;
  selectBy: string;
  /** The number of the best candidate; what follows them is of it alone. */
  best: number;
  candidates: { algorithm: string; hash: string; metrics: Metrics; parity: Parity }[];
  metrics: Metrics;
  /** Evaluations of earlier releases have none. */
  bootstrap?: Bootstrap;
  /** Rows are what was true; null for a regression. */
  confusion: { labels: string[]; matrix: number[][] } | null;
  /** Empty where there is no positive class, as is `pr`. */
  roc: RocPoint[];
  pr: PrPoint[];
  calibration: CalibrationPoint[];
  /** Of a regression alone. */
  residuals?: { histogram: { from: number; to: number; count: number }[] };
  slices: Slice[];
  checks: ThresholdCheck[];
};

export type Parity = {
  rows: number;
  /** The largest difference between the trainer's predictions and the ONNX file's. */
  maxDifference: number;
  tolerance: number;
};

export type RocPoint = {
  /** False positives among the negatives, 0 to 1. */
  fpr: number;
  /** True positives among the positives, 0 to 1. */
  tpr: number;
  /** The score from which on a row counts as positive; null at the start, where none does. */
  threshold: number | null;
};

export type PrPoint = { recall: number; precision: number; threshold: number };

export type CalibrationPoint = {
  /** Mean predicted probability of the bin's rows. */
  predicted: number;
  /** Share of them that came true. */
  observed: number;
  count: number;
};

export type Slice = {
  column: string;
  value: string | number | boolean | null;
  rows: number;
  metrics: Metrics;
};

export type Threshold = { metric: string; min?: number; max?: number };

export type ThresholdCheck = Threshold & { value: number | null; passed: boolean };

/** Bounds of a figure, with the replicates they come from left behind. */
export type Interval = { low: number; high: number };

/** How far an evaluation's metrics would differ on other test rows of the same kind. */
export type Bootstrap = {
  method: "percentile";
  /** The share of intervals that hold the true figure, 0.95. */
  level: number;
  resamples: number;
  /** SHA-256 of the test rows; it seeds the resampling, so that models tested on the same rows are resampled alike. */
  data: string;
  /** There where a part of the rows was resampled: drawn by chance. Earlier evaluations took every so manieth and lack it. */
  part?: "drawn";
  intervals: Record<string, Interval | null>;
  /** By metric, its value on each resample in turn; null where it is not defined on one. */
  replicates: Record<string, (number | null)[]>;
};
