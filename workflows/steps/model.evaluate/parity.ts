import type { ArtifactRef } from "../../core/artifact.ts";
import type { Parity } from "../../core/contents/evaluation.ts";
import type { StepContext } from "../../core/step-context.ts";
import { StepError } from "../../core/step-error.ts";
import { withParquet } from "./parquet.ts";
import { wantedFor, type Predictor } from "./predictor.ts";

/**
 * Runs the rows that the trainer kept for it, awkward ones among them, and compares. The difference is of a probability; of
 * a regression's values it is relative to their size where that is above 1, since float32 carries seven digits.
 * @throws StepError when the largest difference is above the tolerance.
 */
export async function checkParity(
  ctx: StepContext,
  model: ArtifactRef,
  predictor: Predictor,
  tolerance: number,
): Promise<Parity> {
  const { info, width } = predictor;
  const part = model.parts?.["parity"];
  if (!part)
    throw new StepError(
      "bad-data",
      `The ${info.algorithm} model comes without the trainer's own predictions, so its ONNX file cannot be checked: wire in the model of a training step.`,
    );
  const theirs = Array.from({ length: width }, (_, of) =>
    info.task === "classification" ? `__p_${of}` : "__prediction",
  );
  const features = info.inputs.length;
  const parity = await withParquet(ctx, part.hash, async (file) => {
    const wanted = [
      ...info.inputs.map(wantedFor),
      ...theirs.map((name) => ({ name, as: "number" as const })),
    ];
    let maxDifference = 0;
    let rows = 0;
    for await (const batch of file.batches(wanted)) {
      const ours = await predictor.predict(batch.columns.slice(0, features), batch.rows);
      for (let of = 0; of < width; of++) {
        const expected = batch.columns[features + of] as (number | null)[];
        for (let row = 0; row < batch.rows; row++) {
          const difference = differenceOf(expected[row] ?? NaN, ours[row * width + of]!);
          if (!(difference <= maxDifference)) maxDifference = difference;
          if (Number.isNaN(difference)) throw noNumber(info.algorithm, rows + row + 1);
        }
      }
      rows += batch.rows;
    }
    return { rows, maxDifference, tolerance };
  });
  if (parity.rows === 0)
    throw new StepError(
      "bad-data",
      `The trainer kept no predictions of the ${info.algorithm} model to check its ONNX file against: train it again.`,
    );
  if (parity.maxDifference > tolerance)
    throw new StepError(
      "check-failed",
      `The ONNX file of the ${info.algorithm} model does not predict what its trainer predicted: the largest difference over ${parity.rows.toLocaleString("en")} rows is ${parity.maxDifference.toPrecision(3)}, above the tolerance of ${tolerance}. Do not use this model; try another algorithm or other hyperparameters.`,
    );
  return parity;
}

function differenceOf(expected: number, found: number): number {
  return Math.abs(expected - found) / Math.max(1, Math.abs(expected));
}

function noNumber(algorithm: string, row: number): StepError {
  return new StepError(
    "check-failed",
    `The ${algorithm} model gives no number for row ${row} of the rows that check its ONNX file: try other hyperparameters.`,
  );
}
