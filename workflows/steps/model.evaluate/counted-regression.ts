import type { Metrics } from "../../core/metrics.ts";

/** The figures of `regressionMetrics` on resamples of the rows: each is given as how often every row was drawn. */
export function countedRegression(
  truth: Float64Array,
  predicted: Float64Array,
): (counts: Uint8Array) => Metrics {
  const rows = truth.length;
  let total = 0;
  for (const value of truth) total += value;
  // Around the mean of all rows, so that little is lost when squares are subtracted.
  const centred = truth.map((value) => value - total / rows);
  const squared = truth.map((value, row) => (value - predicted[row]!) ** 2);
  return (counts) => {
    let [squares, absolutes, sum, spread] = [0, 0, 0, 0];
    for (let row = 0; row < rows; row++) {
      const count = counts[row]!;
      squares += count * squared[row]!;
      absolutes += count * Math.sqrt(squared[row]!);
      sum += count * centred[row]!;
      spread += count * centred[row]! * centred[row]!;
    }
    const around = spread - (sum * sum) / rows;
    return {
      rmse: Math.sqrt(squares / rows),
      mae: absolutes / rows,
      r2: around <= spread * 1e-12 ? null : 1 - squares / around,
    };
  };
}
