import type { ColumnProfile } from "../../../workflows/core/contents/profile.ts";
import { formatCell, formatCount, formatNumber } from "../../ui/format.ts";

const MOST_BARS = 20;

interface Bar {
  count: number;
  /** What it stands for, exactly. */
  words: string;
}

/** A column's histogram, or how often its most frequent values occur, as small bars that say their figures. */
export function Spread({
  column,
  width,
  height,
  every = 1,
}: {
  column: ColumnProfile;
  /** Pixels. */
  width: number;
  height: number;
  /** The counts are those of every k-th row. */
  every?: number;
}) {
  const bars = barsOf(column, every);
  if (bars.length === 0) return null;
  const tallest = Math.max(1, ...bars.map(({ count }) => count));
  const step = Math.min(24, width / bars.length);
  return (
    <svg aria-hidden width={width} height={height} className="block overflow-visible">
      <path d={`M0 ${height - 0.5}H${step * bars.length}`} className="stroke-line" />
      {bars.map(({ count, words }, index) => {
        const tall = count === 0 ? 0 : Math.max(1.5, (count / tallest) * (height - 2));
        return (
          <g key={index} className="group">
            <title>{words}</title>
            {/* The whole height answers the pointer, however small the bar. */}
            <rect
              x={index * step}
              y={0}
              width={step}
              height={height}
              className="fill-transparent"
            />
            <rect
              x={index * step}
              y={height - tall}
              width={Math.max(1, step - 1)}
              height={tall}
              className="fill-chart-1/60 group-hover:fill-chart-1"
            />
          </g>
        );
      })}
    </svg>
  );
}

function barsOf({ histogram, top }: ColumnProfile, every: number): Bar[] {
  const about = every > 1 ? ` of one row in ${formatCount(every)}` : "";
  if (histogram && histogram.length > 1)
    return histogram.map(({ from, to, count }) => ({
      count,
      words: `${boundary(from)} to ${boundary(to)}: ${formatCount(count)}${about}`,
    }));
  // Values that occur once each, as of a key, have no spread.
  if ((top[0]?.count ?? 0) < 2) return [];
  return top.slice(0, MOST_BARS).map(({ value, count }) => ({
    count,
    words: `${formatCell(value)}: ${formatCount(count)}${about}`,
  }));
}

/** One end of a bar: a figure, or a day or moment as it stands in the table. */
export function boundary(value: number | string): string {
  return typeof value === "number" ? formatNumber(value) : value;
}
