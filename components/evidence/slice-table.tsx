import type { Slice } from "../../workflows/core/contents/evaluation.ts";
import {
  LEAST_SLICE_ROWS,
  metricAbout,
  metricTitle,
  sortedMetrics,
  worseBy,
  type Metrics,
} from "../../workflows/core/metrics.ts";
import { formatCell, formatCount, formatMetric } from "../ui/format.ts";
import { groupBy } from "../ui/group-by.ts";
import { Sideways } from "../ui/sideways.tsx";

/** Metrics by group, each column's worst group marked, beside the whole. */
export function SliceTable({ slices, overall }: { slices: readonly Slice[]; overall: Metrics }) {
  const names = sortedMetrics(Object.assign({}, ...slices.map(({ metrics }) => metrics)))
    .map(([name]) => name)
    .slice(0, 5);
  return (
    <Sideways>
      <table className="w-full text-sm tabular-nums">
        <thead className="text-muted text-xs">
          <tr className="border-line border-b">
            <th scope="col" className="py-1.5 pr-3 text-left font-medium">
              Group
            </th>
            <th scope="col" className="px-3 py-1.5 text-right font-medium">
              Rows
            </th>
            {names.map((name) => (
              <th
                key={name}
                scope="col"
                title={metricAbout(name)}
                className="px-3 py-1.5 text-right font-medium"
              >
                {metricTitle(name)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <tr className="border-line border-b font-medium">
            <th scope="row" className="py-1 pr-3 text-left font-medium">
              All rows
            </th>
            <td />
            {names.map((name) => (
              <td key={name} className="px-3 py-1 text-right">
                {formatMetric(overall[name])}
              </td>
            ))}
          </tr>
          {[...groupBy(slices, ({ column }) => column)].map(([column, group]) => (
            <Group key={column} column={column} slices={group} names={names} />
          ))}
        </tbody>
      </table>
      <p className="text-muted mt-1 text-xs">
        ▼ marks the worst group of its column; groups of fewer than {LEAST_SLICE_ROWS} rows are not
        marked, as their figures are mostly chance.
      </p>
    </Sideways>
  );
}

function Group({
  column,
  slices,
  names,
}: {
  column: string;
  slices: readonly Slice[];
  names: readonly string[];
}) {
  return (
    <>
      <tr>
        <th
          scope="rowgroup"
          colSpan={names.length + 2}
          className="text-muted pt-2.5 pb-0.5 text-left text-xs font-medium"
        >
          {column}
        </th>
      </tr>
      {slices.map((slice) => (
        <tr key={String(slice.value)} className="border-line border-b">
          <th scope="row" className="py-1 pr-3 pl-3 text-left font-normal">
            {slice.value === null ? <i className="text-muted">missing</i> : formatCell(slice.value)}
          </th>
          <td
            className={`px-3 py-1 text-right ${slice.rows < LEAST_SLICE_ROWS ? "text-muted" : ""}`}
            title={slice.rows < LEAST_SLICE_ROWS ? "Too few rows to say much" : undefined}
          >
            {formatCount(slice.rows)}
            {slice.rows < LEAST_SLICE_ROWS && <span className="text-xs"> few</span>}
          </td>
          {names.map((name) => {
            const worst = isWorst(name, slice, slices);
            return (
              <td
                key={name}
                className={`px-3 py-1 text-right ${worst ? "text-warn font-medium" : ""}`}
              >
                {worst && <span title="worst group">▼ </span>}
                {formatMetric(slice.metrics[name])}
              </td>
            );
          })}
        </tr>
      ))}
    </>
  );
}

/** Whether this is the worst group of its column by a metric, among those of enough rows. */
export function isWorst(name: string, slice: Slice, slices: readonly Slice[]): boolean {
  const value = slice.metrics[name];
  if (typeof value !== "number" || slice.rows < LEAST_SLICE_ROWS) return false;
  const others = slices.filter((other) => other !== slice && other.rows >= LEAST_SLICE_ROWS);
  const values = others
    .map(({ metrics }) => metrics[name])
    .filter((one) => typeof one === "number");
  return values.length > 0 && values.every((other) => worseBy(name, value, other) > 0);
}
