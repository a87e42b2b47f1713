import type { CalibrationPoint } from "../../core/contents/evaluation.ts";

/**
 * The reliability diagram (DeGroot & Fienberg 1983): ten bins of equal width over [0, 1]; bins without a row are left
 * out.
 * @param scores a probability a row
 * @param cameTrue 1 where what the probability is about came true
 */
export function calibrationCurve(
  scores: Float32Array,
  cameTrue: Uint8Array,
  bins = 10,
): CalibrationPoint[] {
  const sums = Array.from({ length: bins }, () => ({ predicted: 0, observed: 0, count: 0 }));
  for (let row = 0; row < scores.length; row++) {
    const bin = sums[Math.min(bins - 1, Math.max(0, Math.floor(scores[row]! * bins)))]!;
    bin.predicted += scores[row]!;
    bin.observed += cameTrue[row]!;
    bin.count++;
  }
  return sums
    .filter(({ count }) => count > 0)
    .map(({ predicted, observed, count }) => ({
      predicted: predicted / count,
      observed: observed / count,
      count,
    }));
}
