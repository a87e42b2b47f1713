import type { MetricPoint } from "../../runs/live-state.ts";

/** The newest points that a small curve shows. */
const NEWEST = 120;
/** Splits in the order in which they tell most about a model. */
const TELLING = ["validation", "valid", "val", "test", "eval", "train"];

interface Spark {
  name: string;
  split: string;
  value: number;
  values: readonly number[];
}

/** The curve that tells most of what a training has reported: its loss, on data it does not learn from, where there are such. */
export function sparkOf(points: readonly MetricPoint[]): Spark | null {
  const names = [...new Set(points.map((point) => point.name))].sort();
  const name = names.find((one) => one.includes("loss")) ?? names[0];
  if (name === undefined) return null;
  const named = points.filter((point) => point.name === name && Number.isFinite(point.value));
  const rank = (split: string) => {
    const at = TELLING.findIndex((word) => split.startsWith(word));
    return at < 0 ? TELLING.length : at;
  };
  const [split] = [...new Set(named.map((point) => point.split))].sort((a, b) => rank(a) - rank(b));
  const values = named.filter((point) => point.split === split).map(({ value }) => value);
  const value = values.at(-1);
  return value === undefined || split === undefined
    ? null
    : { name, split, value, values: values.slice(-NEWEST) };
}

/** The path of a curve in a box, its highest value at the top; one value is a level line. */
export function sparkPath(values: readonly number[], width: number, height: number): string {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const y = (value: number) =>
    high === low ? height / 2 : height - ((value - low) / (high - low)) * height;
  if (values.length === 1) return `M0 ${y(values[0]!)}H${width}`;
  const step = width / (values.length - 1);
  return values
    .map((value, index) => `${index === 0 ? "M" : "L"}${round(index * step)} ${round(y(value))}`)
    .join("");
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
