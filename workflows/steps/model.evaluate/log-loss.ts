/** Probabilities are kept above this. */
export const LEAST = 1e-15;

/**
 * Mean negative log-likelihood, −1/n Σ ln p(true class), in nats. Probabilities are kept above 1e-15 and a row's are made to
 * sum to one, as scikit-learn's users do. Null without rows.
 * @param probabilities [rows × classes], row by row
 */
export function logLoss(
  truth: Int32Array,
  probabilities: Float32Array,
  classes: number,
): number | null {
  if (truth.length === 0) return null;
  let sum = 0;
  for (let row = 0; row < truth.length; row++) {
    let total = 0;
    for (let of = 0; of < classes; of++)
      total += Math.max(LEAST, probabilities[row * classes + of]!);
    sum -= Math.log(Math.max(LEAST, probabilities[row * classes + truth[row]!]!) / total);
  }
  return sum / truth.length;
}
