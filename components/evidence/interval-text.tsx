import type { Interval } from "../../workflows/core/contents/evaluation.ts";
import { formatMetric } from "../ui/format.ts";

/** A figure's bounds: `0.7512 to 0.8290`. */
export function IntervalText({
  interval,
  className,
}: {
  interval: Interval | null | undefined;
  className?: string;
}) {
  if (!interval) return null;
  return (
    <span className={className} title="95 % confidence interval, by the bootstrap">
      {formatMetric(interval.low)} to {formatMetric(interval.high)}
    </span>
  );
}
