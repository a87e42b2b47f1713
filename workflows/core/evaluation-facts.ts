import { isPlainObject, type Json, type JsonObject } from "./json.ts";
import { LEAST_SLICE_ROWS, worseBy } from "./metrics.ts";
import { isProtected } from "./risk/personal-columns.ts";

/** Protected attributes whose gaps are kept, in the order of the slices. */
const MOST_GAPS = 8;

/** One slice's figure. */
type SliceFigure = { column: string; value: string; rows: number; figure: number };

/** The widest difference of a metric between two groups of a column: the worse and the better one. */
type Gap = { low: SliceFigure; high: SliceFigure; gap: number };

/** What a policy asks an evaluation about, small enough to stand in an evidence pack. */
export type EvaluationFacts = {
  selectBy: string | null;
  /** Slices of {@link LEAST_SLICE_ROWS} rows or more. */
  slices: number;
  sliceColumns: string[];
  /** By metric. */
  worst: Record<string, SliceFigure>;
  /** Between the groups of protected attributes ({@link isProtected}), few enough for a wire: by column, then by metric. */
  gaps: Record<string, Record<string, Gap>>;
  /** Expected calibration error (Naeini et al. 2015): the mean of |observed − predicted| over bins, weighted by rows. */
  calibrationError: number | null;
};

/** Reads the content of an evaluation artifact; what it does not hold is null or empty. */
export function evaluationFacts(content: Json): EvaluationFacts {
  const evaluation: JsonObject = isPlainObject(content) ? (content as JsonObject) : {};
  const slices = list(evaluation["slices"]).filter(
    ({ rows }) => typeof rows === "number" && rows >= LEAST_SLICE_ROWS,
  );
  const worst: EvaluationFacts["worst"] = {};
  const sliceColumns = [...new Set(slices.map(({ column }) => String(column)))];
  const gapColumns = new Set(sliceColumns.filter(isProtected).slice(0, MOST_GAPS));
  const gaps: EvaluationFacts["gaps"] = {};
  for (const slice of slices) {
    const column = String(slice["column"]);
    const metrics = isPlainObject(slice["metrics"]) ? slice["metrics"] : {};
    for (const [metric, figure] of Object.entries(metrics)) {
      if (typeof figure !== "number") continue;
      const one = { column, value: String(slice["value"]), rows: Number(slice["rows"]), figure };
      const so = worst[metric];
      if (!so || worseBy(metric, figure, so.figure) > 0) worst[metric] = one;
      if (!gapColumns.has(column)) continue;
      const gap = ((gaps[column] ??= {})[metric] ??= { low: one, high: one, gap: 0 });
      if (figure < gap.low.figure) gap.low = one;
      if (figure >= gap.high.figure) gap.high = one;
      gap.gap = gap.high.figure - gap.low.figure;
    }
  }
  return {
    selectBy: typeof evaluation["selectBy"] === "string" ? evaluation["selectBy"] : null,
    slices: slices.length,
    sliceColumns,
    worst,
    gaps: betweenTwo(gaps),
    calibrationError: calibrationError(list(evaluation["calibration"])),
  };
}

/** A group alone has nothing to lie apart from; of two, low and high are never the same one. */
function betweenTwo(gaps: EvaluationFacts["gaps"]): EvaluationFacts["gaps"] {
  const kept = Object.entries(gaps).map(([column, byMetric]) => {
    const pairs = Object.entries(byMetric).filter(([, { low, high }]) => low !== high);
    return [column, Object.fromEntries(pairs)] as const;
  });
  return Object.fromEntries(kept.filter(([, byMetric]) => Object.keys(byMetric).length > 0));
}

function calibrationError(bins: JsonObject[]): number | null {
  let rows = 0;
  let off = 0;
  for (const { predicted, observed, count } of bins) {
    rows += Number(count);
    off += Number(count) * Math.abs(Number(observed) - Number(predicted));
  }
  return rows > 0 && Number.isFinite(off) ? off / rows : null;
}

function list(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter((one): one is JsonObject => isPlainObject(one)) : [];
}
