import type { Interval } from "../../workflows/core/contents/evaluation.ts";
import {
  bestIndex,
  metricAbout,
  metricTitle,
  sortedMetrics,
  type Metrics,
} from "../../workflows/core/metrics.ts";
import { formatMetric } from "../ui/format.ts";
import { Sideways } from "../ui/sideways.tsx";
import { IntervalText } from "./interval-text.tsx";

/** Figures as tiles: for the few that matter most. */
export function MetricTiles({
  metrics,
  intervals = {},
  limit = 6,
}: {
  metrics: Metrics;
  /** Bounds by metric, where they are known. */
  intervals?: Record<string, Interval | null>;
  limit?: number;
}) {
  return (
    <dl className="grid grid-cols-[repeat(auto-fill,minmax(7.5rem,1fr))] gap-x-4 gap-y-3">
      {sortedMetrics(metrics)
        .slice(0, limit)
        .map(([name, value]) => (
          <div key={name} title={metricAbout(name)}>
            <dt className="text-muted text-xs">{metricTitle(name)}</dt>
            <dd className="text-lg leading-tight font-medium tabular-nums">
              {formatMetric(value)}
              <IntervalText
                interval={intervals[name]}
                className="text-muted block text-xs font-normal"
              />
            </dd>
          </div>
        ))}
    </dl>
  );
}

export interface MetricColumn {
  key: string;
  title: React.ReactNode;
  metrics: Metrics;
}

/** One row a metric, one column a candidate or version; the best of each row is marked by a star and its weight. */
export function MetricTable({ columns }: { columns: readonly MetricColumn[] }) {
  const names = sortedMetrics(Object.assign({}, ...columns.map(({ metrics }) => metrics))).map(
    ([name]) => name,
  );
  return (
    <Sideways>
      <table className="w-full text-sm tabular-nums">
        <thead className="text-muted text-xs">
          <tr className="border-line border-b">
            <th scope="col" className="py-1.5 pr-3 text-left font-medium">
              Metric
            </th>
            {columns.map(({ key, title }) => (
              <th key={key} scope="col" className="px-3 py-1.5 text-right font-medium">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {names.map((name) => {
            const values = columns.map(({ metrics }) => metrics[name]);
            const best = bestIndex(name, values);
            return (
              <tr key={name} className="border-line border-b last:border-0">
                <th
                  scope="row"
                  title={metricAbout(name)}
                  className="py-1 pr-3 text-left font-normal"
                >
                  {metricTitle(name)}
                </th>
                {values.map((value, index) => (
                  <td
                    key={columns[index]?.key}
                    className={`px-3 py-1 text-right ${index === best ? "font-semibold" : ""}`}
                  >
                    {index === best && (
                      <span className="text-muted mr-1" title="best">
                        ★<span className="sr-only">best</span>
                      </span>
                    )}
                    {formatMetric(value)}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </Sideways>
  );
}
