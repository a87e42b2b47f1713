/** A trainer's description of its model, `info.json`; `write_result` (workflows/python/penstock_train) writes it. */
export type ModelInfo = {
  task: "classification" | "regression";
  algorithm: string;
  target: string;
  /** Class number i is `classes[i]`. */
  classes: (string | number)[] | null;
  inputs: ModelInput[];
  outputs: { name: string; onnx: string; shape: (number | null)[] }[];
  hyperparameters: Record<string, unknown>;
  seed: number;
  /** By part of the split. */
  rows: Record<string, number>;
  importance: { feature: string; value: number }[] | null;
  /** The trainer's own figures. */
  metrics: { train: Record<string, number>; validation?: Record<string, number> };
  /** Versions of Python and of what the trainer itself uses. */
  libraries: { python: string; [name: string]: string };
  /** Versions of all that was installed; models of earlier releases lack it. */
  packages?: Record<string, string>;
  device: string;
  seconds: number;
  bestIteration: number | null;
  /** Columns that were left out. */
  excluded: { column: string; reason: string }[];
};

export type ModelInput = {
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
};
