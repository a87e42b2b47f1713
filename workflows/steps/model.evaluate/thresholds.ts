import type { Threshold, ThresholdCheck } from "../../core/contents/evaluation.ts";
import { metricTitle, type Metrics } from "../../core/metrics.ts";
import { StepError } from "../../core/step-error.ts";

/** A metric that cannot be computed passes no threshold. */
export function checkThresholds(
  thresholds: readonly Threshold[],
  metrics: Metrics,
): ThresholdCheck[] {
  return thresholds.map((threshold) => {
    const value = metrics[threshold.metric] ?? null;
    const passed =
      value !== null &&
      (threshold.min === undefined || value >= threshold.min) &&
      (threshold.max === undefined || value <= threshold.max);
    return { ...threshold, value, passed };
  });
}

/** @throws StepError that says every figure outside its threshold. */
export function requireThresholds(checks: readonly ThresholdCheck[], algorithm: string): void {
  const failed = checks.filter(({ passed }) => !passed).map(sentence);
  if (failed.length === 0) return;
  throw new StepError(
    "check-failed",
    `The best model (${algorithm}) is not good enough on the test data: ${failed.join("; ")}.`,
  );
}

function sentence({ metric, min, max, value }: ThresholdCheck): string {
  const title = metricTitle(metric);
  if (value === null) return `${title} cannot be computed here, but a threshold asks for it`;
  if (min !== undefined && value < min)
    return `${title} is ${beside(value, min)}, below the least allowed ${min}`;
  return `${title} is ${beside(value, max!)}, above the most allowed ${max}`;
}

/** With as few decimals as tell the value from its limit, at least two. */
function beside(value: number, limit: number): string {
  for (let digits = 2; digits < 10; digits++) {
    const text = value.toFixed(digits);
    if (Number(text) !== limit && Number(text) < limit === value < limit) return text;
  }
  return String(value);
}
