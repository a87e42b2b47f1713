import type { StepContext } from "../../core/step-context.ts";
import { StepError } from "../../core/step-error.ts";
import type { ModelInfo, ModelInput } from "./model-info.ts";
import type { ParquetFile, Wanted } from "./parquet.ts";
import { wantedFor, type Predictor } from "./predictor.ts";
import { Slicer, wantedForSlice, type Slice, type SliceConfig } from "./slices.ts";

/** The target and the models' answers on the rows of the test data whose target is known. */
export interface Answers {
  rows: number;
  /** Class numbers; of a regression, empty. */
  labels: Int32Array;
  /** Values of a regression; else empty. */
  values: Float64Array;
  /** By model, [rows × width]. */
  predictions: Float32Array[];
  slices: Slice[];
}

/** @throws StepError that names the column which is missing or of the wrong type, and says what to do. */
export function checkColumns(file: ParquetFile, infos: readonly ModelInfo[]): void {
  const { target, task } = infos[0]!;
  const known = [...file.columns.keys()].join(", ");
  const type = file.columns.get(target);
  if (type === undefined)
    throw new StepError(
      "bad-data",
      `The test data has no target column '${target}'; its columns are: ${known}. Keep the column in the steps before the split.`,
    );
  if (task === "regression" && type !== "number" && type !== "integer" && type !== "boolean")
    throw new StepError(
      "bad-data",
      `The target column '${target}' holds ${words(type)} in the test data, but the model predicts numbers.`,
    );
  for (const { inputs, algorithm } of infos)
    for (const input of inputs) checkFeature(file, input, algorithm);
  if (file.rows === 0)
    throw new StepError(
      "bad-data",
      "The test part of the split has no rows: give it a larger share, or look at the steps before the split.",
    );
}

function checkFeature(file: ParquetFile, input: ModelInput, algorithm: string): void {
  const type = file.columns.get(input.name);
  if (type === undefined)
    throw new StepError(
      "bad-data",
      `The test data has no column '${input.name}', which the ${algorithm} model takes as an input: keep it in the steps before the split.`,
    );
  const fits =
    input.kind === "category"
      ? type === "text"
      : type === "number" || type === "integer" || type === "boolean";
  if (!fits)
    throw new StepError(
      "bad-data",
      `Column '${input.name}' holds ${words(type)} in the test data, but the ${algorithm} model was trained on ${input.kind === "category" ? "text" : "numbers"} there.`,
    );
}

const words = (type: string) => (type === "other" ? "values of another type" : `${type} values`);

/** Reads the file once and asks every model about the same rows. */
export async function collectAnswers(
  ctx: StepContext,
  file: ParquetFile,
  predictors: readonly Predictor[],
  sliceConfigs: readonly SliceConfig[],
): Promise<Answers> {
  const { target, task, classes } = predictors[0]!.info;
  const targetType = file.columns.get(target);
  const asNumber = task === "regression" || targetType === "number" || targetType === "integer";
  const wanted: Wanted[] = [{ name: target, as: asNumber ? "number" : "text" }];
  const place = (column: Wanted): number => {
    const at = wanted.findIndex(({ name, as }) => name === column.name && as === column.as);
    return at === -1 ? wanted.push(column) - 1 : at;
  };
  const features = predictors.map(({ info }) => info.inputs.map((one) => place(wantedFor(one))));
  const slicers = sliceConfigs.map((config) => ({
    slicer: new Slicer(config),
    at: place(wantedForSlice(config)),
  }));
  const classOf = new Map((classes ?? []).map((name, number) => [String(name), number]));
  const truth = new Float64Array(file.rows);
  const predictions = predictors.map(({ width }) => new Float32Array(file.rows * width));
  const unseen = new Map<string, number>();
  let rows = 0;
  let seen = 0;
  for await (const batch of file.batches(wanted)) {
    const kept: number[] = [];
    for (let row = 0; row < batch.rows; row++) {
      const value = batch.columns[0]![row] ?? null;
      if (value === null || value === "") continue;
      // As in training, what is not finite is missing.
      if (typeof value === "number" && !Number.isFinite(value)) continue;
      const number = task === "regression" ? Number(value) : classOf.get(String(value));
      if (number === undefined) unseen.set(String(value), (unseen.get(String(value)) ?? 0) + 1);
      truth[rows + kept.length] = number ?? -1;
      kept.push(row);
    }
    const columns = batch.columns.map((column) => kept.map((row) => column[row] ?? null));
    for (const { slicer, at } of slicers)
      for (const [row, value] of columns[at]!.entries()) slicer.add(value, rows + row);
    for (const [at, predictor] of predictors.entries()) {
      const inputs = features[at]!.map((column) => columns[column]!);
      const answers = await predictor.predict(inputs, kept.length);
      requireFinite(answers, predictor, (row) => seen + kept[row]! + 1);
      predictions[at]!.set(answers, rows * predictor.width);
    }
    rows += kept.length;
    seen += batch.rows;
    ctx.progress(seen, file.rows, "rows of the test data");
  }
  requireKnownClasses(unseen, predictors[0]!.info);
  if (rows === 0)
    throw new StepError(
      "bad-data",
      `Every row of the test data lacks the target '${target}', so nothing can be measured.`,
    );
  if (rows < seen)
    ctx.log(
      "warn",
      `Left out ${(seen - rows).toLocaleString("en")} of ${seen.toLocaleString("en")} rows of the test data, whose target '${target}' is missing.`,
    );
  return {
    rows,
    labels: task === "regression" ? new Int32Array() : Int32Array.from(truth.subarray(0, rows)),
    values: task === "regression" ? truth.subarray(0, rows) : new Float64Array(),
    predictions: predictions.map((all, at) => all.subarray(0, rows * predictors[at]!.width)),
    slices: slicers.flatMap(({ slicer }) => slicer.slices()),
  };
}

function requireFinite(
  answers: Float32Array,
  { info, width }: Predictor,
  rowOf: (answered: number) => number,
): void {
  const at = answers.findIndex((answer) => !Number.isFinite(answer));
  if (at === -1) return;
  throw new StepError(
    "check-failed",
    `The ${info.algorithm} model gives no number for row ${rowOf(Math.floor(at / width)).toLocaleString("en")} of the test data, so it cannot be measured: look whether a value of that row lies far outside what the model has learned from, or try other hyperparameters.`,
  );
}

function requireKnownClasses(unseen: Map<string, number>, info: ModelInfo): void {
  const [first] = unseen;
  if (!first) return;
  const [value, count] = first;
  const others = unseen.size > 1 ? ` (and ${unseen.size - 1} other such values)` : "";
  throw new StepError(
    "bad-data",
    `${count.toLocaleString("en")} rows of the test data have '${value}' as target '${info.target}'${others}, a class that did not occur in training; the model knows: ${info.classes?.join(", ")}. Split by strata of the target, or remove these rows before the split.`,
  );
}
