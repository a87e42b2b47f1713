import type { Bootstrap } from "../../workflows/core/intervals.ts";

type Metrics = Record<string, number | null>;
type Value = string | number | boolean | null;

/** What a card and a bill of materials take from an evaluation. */
export interface EvaluationFigures {
  rows: number;
  metrics: Metrics;
  slices?: { column: string; value: Value; rows: number; metrics: Metrics }[];
  bootstrap?: Bootstrap;
}

/** What they take from the trainer's description of a model; whatever it does not say is absent. */
export interface ModelFacts {
  task?: string;
  algorithm?: string;
  target?: string;
  classes?: Value[] | null;
  inputs?: {
    name: string;
    kind: string;
    onnx: string;
    nullable: boolean;
    categories: string[] | null;
    min: number | null;
    max: number | null;
  }[];
  hyperparameters?: Record<string, unknown>;
  /** Versions of Python and of what the trainer itself uses. */
  libraries?: Record<string, string>;
  /** Versions of all that was installed; models of earlier releases lack it. */
  packages?: Record<string, string>;
}

/** The metrics that have a value, those that people ask for first before the others. */
export function figuresOf(metrics: Record<string, unknown>): [name: string, value: number][] {
  return Object.entries(metrics)
    .filter((entry): entry is [string, number] => typeof entry[1] === "number")
    .sort(([a], [b]) => rank(a) - rank(b) || a.localeCompare(b));
}

const FIRST = ["roc_auc", "pr_auc", "accuracy", "f1", "rmse", "mae", "r2"];

function rank(name: string): number {
  const index = FIRST.indexOf(name);
  return index === -1 ? FIRST.length : index;
}
