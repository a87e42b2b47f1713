import type { Bootstrap } from "../../workflows/core/intervals.ts";

/** What the artifacts hold that the pages draw; each is written by the step named. */

export type Metrics = Record<string, number | null>;

/** `model.evaluate`. */
export interface Evaluation {
  task: "classification" | "regression";
  target: string;
  rows: number;
  classes: (string | number | boolean)[] | null;
  positive?: string | number | boolean | null;
  selectBy?: string | null;
  best?: number | string | null;
  candidates?: Candidate[];
  metrics: Metrics;
  confusion?: { labels: (string | number | boolean)[]; matrix: number[][] } | null;
  roc?: { fpr: number; tpr: number; threshold: number | null }[];
  pr?: { recall: number; precision: number; threshold: number | null }[];
  calibration?: { predicted: number; observed: number; count: number }[];
  residuals?: { histogram?: { from: number; to: number; count: number }[] } | null;
  slices?: Slice[];
  checks?: ThresholdCheck[];
  /** Evaluations of an earlier Penstock have none. */
  bootstrap?: Bootstrap;
}

interface Candidate {
  node?: string;
  algorithm: string;
  hash: string;
  metrics: Metrics;
  parity: { rows: number; maxDifference: number; tolerance: number } | null;
}

export interface Slice {
  column: string;
  value: string | number | boolean | null;
  rows: number;
  metrics: Metrics;
}

export interface ThresholdCheck {
  metric: string;
  min?: number | null;
  max?: number | null;
  value: number | null;
  passed: boolean;
}

/** `data.validate`. */
export interface ValidationReport {
  ok: boolean;
  rows: number;
  kept: number;
  rejected: number;
  checks: ValidationCheck[];
}

export interface ValidationCheck {
  check: string;
  column?: string | null;
  severity: string;
  mostly?: number | null;
  passed: boolean;
  failing: number;
  fraction: number;
  message: string;
  examples?: unknown[];
}

/** The trainers' `info.json`. */
export interface ModelInfo {
  task: "classification" | "regression";
  algorithm: string;
  target: string;
  classes: (string | number | boolean)[] | null;
  inputs: ModelInput[];
  hyperparameters: Record<string, unknown>;
  rows: Record<string, number>;
  importance: { feature: string; value: number }[] | null;
  metrics: Record<string, unknown>;
  libraries: Record<string, string>;
  device: string;
  seconds: number;
  bestIteration: number | null;
  excluded?: unknown[] | null;
}

export interface ModelInput {
  name: string;
  kind: "number" | "boolean" | "category";
  onnx: "float" | "string";
  integer?: boolean;
  nullable: boolean;
  categories: string[] | null;
  min: number | null;
  max: number | null;
  mean: number | null;
  example: string | number | boolean | null;
}

/** `data.load`'s profile. */
export interface Profile {
  rows: number;
  /** Above five million rows: quantiles, histograms and most frequent values come from every k-th. */
  sampledEvery?: number;
  /** Of a table that has more columns than were profiled. */
  columnCount?: number;
  columns: ColumnProfile[];
}

export interface ColumnProfile {
  name: string;
  type: string;
  nulls: number;
  distinct: number | null;
  min?: string | number | boolean | null;
  max?: string | number | boolean | null;
  mean?: number | null;
  std?: number | null;
  quantiles?: Record<string, number | null> | null;
  top?: { value: unknown; count: number }[] | null;
  /** Of days and moments from and to are ISO 8601. */
  histogram?: { from: number | string; to: number | string; count: number }[] | null;
}
