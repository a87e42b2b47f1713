export type RegressionMetrics = {
  /** √(1/n Σ (y − ŷ)²), in the target's unit. */
  rmse: number | null;
  /** 1/n Σ |y − ŷ|, in the target's unit. */
  mae: number | null;
  /** 1 − Σ (y − ŷ)² / Σ (y − ȳ)², at most 1; null where all y are equal. */
  r2: number | null;
};

/** The three usual figures (James et al. 2013, ch. 3); null without rows. */
export function regressionMetrics(truth: Float64Array, predicted: Float64Array): RegressionMetrics {
  const rows = truth.length;
  if (rows === 0) return { rmse: null, mae: null, r2: null };
  let total = 0;
  for (const value of truth) total += value;
  const mean = total / rows;
  let squares = 0;
  let absolutes = 0;
  let spread = 0;
  for (let row = 0; row < rows; row++) {
    const residual = truth[row]! - predicted[row]!;
    squares += residual * residual;
    absolutes += Math.abs(residual);
    spread += (truth[row]! - mean) ** 2;
  }
  return {
    rmse: Math.sqrt(squares / rows),
    mae: absolutes / rows,
    // The mean of equal values need not be that value to the last digit.
    r2: spread === 0 || truth.every((value) => value === truth[0]) ? null : 1 - squares / spread,
  };
}

/** Counts of y − ŷ in bins of equal width from the least to the largest residual. */
export function residualHistogram(
  truth: Float64Array,
  predicted: Float64Array,
  bins = 20,
): { from: number; to: number; count: number }[] {
  let least = Infinity;
  let most = -Infinity;
  for (let row = 0; row < truth.length; row++) {
    const residual = truth[row]! - predicted[row]!;
    if (residual < least) least = residual;
    if (residual > most) most = residual;
  }
  if (truth.length === 0) return [];
  if (least === most) return [{ from: least, to: most, count: truth.length }];
  const width = (most - least) / bins;
  const counts = Array.from({ length: bins }, () => 0);
  for (let row = 0; row < truth.length; row++) {
    const bin = Math.floor((truth[row]! - predicted[row]! - least) / width);
    counts[Math.min(bins - 1, bin)]!++;
  }
  return counts.map((count, bin) => ({
    from: least + bin * width,
    to: bin === bins - 1 ? most : least + (bin + 1) * width,
    count,
  }));
}
