import { setImmediate as nextTurn } from "node:timers/promises";
import { InferenceSession, Tensor } from "onnxruntime-node";
import type { ArtifactRef } from "../../core/artifact.ts";
import type { StepContext } from "../../core/step-context.ts";
import { StepError } from "../../core/step-error.ts";
import type { ModelInfo, ModelInput } from "./model-info.ts";
import type { Wanted } from "./parquet.ts";

/** onnxruntime's `run` holds the event loop: a call should take no longer than this, in milliseconds. */
const LONGEST_CALL_MS = 200;

/** A model's ONNX file, loaded. */
export interface Predictor {
  info: ModelInfo;
  /** Numbers a row in what `predict` gives: one a class, or one value. */
  width: number;
  /**
   * Probabilities, or values, [rows × width], row by row.
   * @param features the model's inputs in its order: numbers or text, null where missing
   */
  predict: (
    features: readonly (readonly (number | string | null)[])[],
    rows: number,
  ) => Promise<Float32Array>;
  close: () => Promise<void>;
}

/** How a model's input is asked for from a file. */
export function wantedFor(input: ModelInput): Wanted {
  return { name: input.name, as: input.kind === "category" ? "text" : "number" };
}

/** @throws StepError where onnxruntime cannot load the file. */
export async function loadPredictor(
  ctx: StepContext,
  model: ArtifactRef,
  info: ModelInfo,
): Promise<Predictor> {
  let session: InferenceSession;
  try {
    session = await InferenceSession.create(ctx.artifacts.path(model.hash), {
      intraOpNumThreads: ctx.threads,
      graphOptimizationLevel: "all",
      logSeverityLevel: 3,
    });
  } catch (error) {
    throw new StepError(
      "bad-data",
      `The ONNX file of the ${info.algorithm} model cannot be loaded by onnxruntime: ${(error as Error).message}`,
      { cause: error },
    );
  }
  const output = info.task === "classification" ? "probabilities" : "prediction";
  const width = info.task === "classification" ? (info.classes?.length ?? 0) : 1;
  let size = 128;

  async function predict(
    features: readonly (readonly (number | string | null)[])[],
    rows: number,
  ): Promise<Float32Array> {
    const answers = new Float32Array(rows * width);
    for (let from = 0; from < rows;) {
      ctx.signal.throwIfAborted();
      const to = Math.min(rows, from + size);
      const feeds: Record<string, Tensor> = {};
      for (const [at, input] of info.inputs.entries())
        feeds[input.name] = tensor(input, features[at]!, from, to);
      const started = performance.now();
      const tensors = await session.run(feeds, [output]);
      const perRow = (performance.now() - started) / (to - from);
      answers.set(tensors[output]!.data as Float32Array, from * width);
      size = Math.max(1, Math.min(4096, size * 2, Math.floor(LONGEST_CALL_MS / perRow)));
      from = to;
      await nextTurn();
    }
    return answers;
  }
  return { info, width, predict, close: () => session.release() };
}

function tensor(
  input: ModelInput,
  values: readonly (number | string | null)[],
  from: number,
  to: number,
): Tensor {
  const rows = to - from;
  if (input.kind === "category") {
    const texts = Array.from({ length: rows }, (_, row) => String(values[from + row] ?? ""));
    return new Tensor("string", texts, [rows, 1]);
  }
  const numbers = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    // As in training, what is not finite is missing.
    const value = Math.fround(Number(values[from + row] ?? NaN));
    numbers[row] = Number.isFinite(value) ? value : NaN;
  }
  return new Tensor("float32", numbers, [rows, 1]);
}
