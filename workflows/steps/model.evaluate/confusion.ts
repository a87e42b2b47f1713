/** Each row's most probable class; the first of equals, as the model's own `label` output does. */
export function mostProbable(probabilities: Float32Array, classes: number): Int32Array {
  const labels = new Int32Array(probabilities.length / classes);
  for (let row = 0; row < labels.length; row++) {
    let best = 0;
    for (let of = 1; of < classes; of++)
      if (probabilities[row * classes + of]! > probabilities[row * classes + best]!) best = of;
    labels[row] = best;
  }
  return labels;
}

/** `matrix[true class][predicted class]` counts rows. */
export function confusionMatrix(
  truth: Int32Array,
  predicted: Int32Array,
  classes: number,
): number[][] {
  const matrix = Array.from({ length: classes }, () => Array.from({ length: classes }, () => 0));
  for (let row = 0; row < truth.length; row++) matrix[truth[row]!]![predicted[row]!]!++;
  return matrix;
}

/** The share of rows on the diagonal. Null without rows. */
export function accuracy(matrix: number[][]): number | null {
  let right = 0;
  let all = 0;
  for (const [of, counts] of matrix.entries()) {
    right += counts[of]!;
    for (const count of counts) all += count;
  }
  return all === 0 ? null : right / all;
}
