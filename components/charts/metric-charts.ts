import { bestIndex, metricTitle } from "../../workflows/core/metrics.ts";
import { formatMetric, formatNumber } from "../ui/format.ts";
import { groupBy } from "../ui/group-by.ts";
import type { ChartContent } from "./evaluation-charts.ts";
import { lineOption, type Series } from "./options.ts";

interface Point {
  name: string;
  split: string;
  iteration: number;
  value: number;
}

/** One chart a metric, one line a split (training solid, all others dashed), by iteration. */
export function metricCharts(points: readonly Point[]): ChartContent[] {
  const byName = groupBy(points, ({ name }) => name);
  // In one order however the points came in: a chart that grows must not change places.
  return [...byName]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([name, own]) => oneMetric(name, own));
}

function oneMetric(name: string, points: readonly Point[]): ChartContent {
  const bySplit = [...groupBy(points, ({ split }) => split)].sort(
    ([a], [b]) => rank(a) - rank(b) || a.localeCompare(b),
  );
  const series: Series[] = bySplit.map(([split, own], index) => ({
    name: split || metricTitle(name),
    points: own.map(({ iteration, value }) => [iteration, value] as const),
    color: index,
    dashed: index > 0,
  }));
  const last = bySplit.map(
    ([split, own]) => `${split || "value"} ${formatMetric(own.at(-1)?.value)}`,
  );
  const iterations = [...new Set(points.map(({ iteration }) => iteration))].sort((a, b) => a - b);
  const every = Math.ceil(iterations.length / 100);
  return {
    title: metricTitle(name),
    caption: captionOf(name, bySplit),
    summary: `By iteration, now at ${iterations.at(-1)}: ${last.join(", ")}.`,
    option: lineOption(series, { x: "Iteration", y: "", wholeX: true, freeY: true }),
    legend: series.map((one, index) => ({
      name: one.name,
      color: index,
      dashed: one.dashed ?? false,
    })),
    table: {
      columns: ["Iteration", ...series.map((one) => one.name)],
      rows: iterations
        .filter((_, index) => index % every === 0 || index === iterations.length - 1)
        .map((iteration) => [
          formatNumber(iteration),
          ...bySplit.map(([, own]) =>
            formatMetric(own.find((point) => point.iteration === iteration)?.value),
          ),
        ]),
    },
  };
}

/** Where the held-out curve was at its best, when the metric's direction is known. */
function captionOf(
  name: string,
  bySplit: readonly (readonly [string, readonly Point[]])[],
): string {
  const heldOut = bySplit.find(([split]) => split === "validation")?.[1];
  if (!heldOut) return "";
  const best = bestIndex(
    name,
    heldOut.map(({ value }) => value),
  );
  const at = best === null ? undefined : heldOut[best];
  return at ? `best on validation ${formatMetric(at.value)} at ${formatNumber(at.iteration)}` : "";
}

function rank(split: string): number {
  const index = ["train", "validation", "test"].indexOf(split);
  return index === -1 ? 3 : index;
}
