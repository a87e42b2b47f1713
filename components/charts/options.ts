import type { EChartsCoreOption } from "echarts/core";
import { formatCompact, formatMetric, formatNumber } from "../ui/format.ts";
import type { ChartTheme } from "./theme.ts";

export type MakeOption = (theme: ChartTheme) => EChartsCoreOption;

export interface Series {
  name: string;
  /** `[x, y]`; null breaks the line. */
  points: readonly (readonly [number, number | null])[];
  /** Index into the theme's colours; the place in the list when absent. */
  color?: number;
  dashed?: boolean;
  /** Dots on a line of few points. */
  dots?: boolean;
}

export interface Axes {
  x: string;
  y: string;
  xMin?: number;
  xMax?: number;
  yMin?: number;
  yMax?: number;
  /** Between marks. */
  interval?: number;
  /** Whole numbers only along x: iterations. */
  wholeX?: boolean;
  /** Whole numbers only along y: counts. */
  wholeY?: boolean;
  /** What x stands for, where it is not a number by itself: a date. */
  xWords?: (x: number) => string;
  /** Lets y begin above zero. */
  freeY?: boolean;
}

/** Points beyond which a line is thinned by largest triangle, three buckets (Steinarsson 2013). */
const SAMPLE_ABOVE = 500;

/** Curves over a numeric axis. `diagonal` draws the line that a coin or a perfect calibration would give. */
export function lineOption(
  series: readonly Series[],
  axes: Axes,
  { diagonal = false }: { diagonal?: boolean } = {},
): MakeOption {
  return (theme) => ({
    ...base(theme),
    tooltip: {
      ...tooltip(theme),
      trigger: "axis",
      valueFormatter: (value: unknown) =>
        (axes.wholeY ? formatNumber : formatMetric)(toNumber(value)),
    },
    xAxis: {
      ...axis(theme, axes.x, "x", axes.xWords),
      min: axes.xMin,
      // Iterations end where the data does, not at the next round number.
      max: axes.xMax ?? (axes.wholeX ? "dataMax" : undefined),
      interval: axes.interval,
      minInterval: axes.wholeX ? 1 : undefined,
      axisPointer: {
        label: {
          formatter: ({ value }: { value: number }) => (axes.xWords ?? formatNumber)(value),
        },
      },
    },
    yAxis: {
      ...axis(theme, axes.y, "y"),
      min: axes.yMin,
      max: axes.yMax,
      interval: axes.interval,
      minInterval: axes.wholeY ? 1 : undefined,
      scale: axes.freeY,
    },
    series: series.map(({ name, points, color, dashed, dots }, index) => ({
      type: "line",
      name,
      data: points,
      showSymbol: dots ?? points.length === 1,
      symbol: "circle",
      symbolSize: 6,
      sampling: points.length > SAMPLE_ABOVE ? "lttb" : undefined,
      lineStyle: { width: 1.75, type: dashed ? "dashed" : "solid" },
      color: theme.series[(color ?? index) % theme.series.length],
      emphasis: { disabled: true },
      ...(diagonal && index === 0 ? { markLine: diagonalLine(theme) } : {}),
    })),
  });
}

export interface Bin {
  from: number;
  to: number;
  count: number;
}

/** Bars of equal weight, labelled by the bin's lower edge. */
export function histogramOption(bins: readonly Bin[], axes: { x: string; y: string }): MakeOption {
  return (theme) => ({
    ...base(theme),
    tooltip: {
      ...tooltip(theme),
      trigger: "axis",
      axisPointer: { type: "shadow", shadowStyle: { opacity: 0.08 } },
      formatter: (items: { dataIndex: number }[]) => {
        const bin = bins[items[0]?.dataIndex ?? -1];
        return bin
          ? `${formatNumber(bin.from)} to ${formatNumber(bin.to)}: <b>${formatCompact(bin.count)}</b>`
          : "";
      },
    },
    xAxis: {
      ...axis(theme, axes.x, "x"),
      type: "category",
      data: bins.map(({ from }) => formatNumber(from)),
      axisTick: { show: false },
    },
    yAxis: axis(theme, axes.y, "y"),
    series: [
      {
        type: "bar",
        name: axes.y,
        data: bins.map(({ count }) => count),
        barCategoryGap: "6%",
        color: theme.series[0],
        emphasis: { disabled: true },
      },
    ],
  });
}

function base(theme: ChartTheme): EChartsCoreOption {
  return {
    animation: false,
    textStyle: { fontFamily: theme.font, fontSize: 11, color: theme.muted },
    grid: {
      left: 4,
      right: 12,
      top: 10,
      bottom: 4,
      outerBoundsMode: "same",
      outerBoundsContain: "all",
    },
  };
}

function tooltip(theme: ChartTheme) {
  return {
    backgroundColor: theme.surface,
    borderColor: theme.line,
    padding: [6, 8],
    textStyle: { color: theme.text, fontSize: 12, fontFamily: theme.font },
    axisPointer: { type: "line", lineStyle: { color: theme.muted, type: "dotted" } },
    confine: true,
    transitionDuration: 0,
  };
}

function axis(
  theme: ChartTheme,
  name: string,
  side: "x" | "y",
  words = (value: number) => formatNumber(Number(value.toPrecision(6))),
) {
  return {
    type: "value",
    name,
    nameLocation: "middle",
    nameGap: side === "x" ? 24 : 32,
    nameTextStyle: { color: theme.muted, fontSize: 11 },
    axisLine: { show: side === "x", lineStyle: { color: theme.line } },
    axisTick: { show: side === "x", lineStyle: { color: theme.line } },
    axisLabel: {
      color: theme.muted,
      fontSize: 10,
      hideOverlap: true,
      formatter: (value: number | string) => (typeof value === "number" ? words(value) : value),
    },
    splitLine: { show: side === "y", lineStyle: { color: theme.line, opacity: 0.7 } },
    splitNumber: 4,
  };
}

function diagonalLine(theme: ChartTheme) {
  return {
    silent: true,
    symbol: "none",
    label: { show: false },
    lineStyle: { color: theme.muted, type: "dotted", width: 1 },
    data: [[{ coord: [0, 0] }, { coord: [1, 1] }]],
  };
}

function toNumber(value: unknown): number | null {
  const last = Array.isArray(value) ? value.at(-1) : value;
  return typeof last === "number" ? last : null;
}
