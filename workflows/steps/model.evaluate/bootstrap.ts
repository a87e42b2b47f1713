import { setImmediate as nextTurn } from "node:timers/promises";
import type { Bootstrap, Interval } from "../../core/contents/evaluation.ts";
import { percentileInterval } from "../../core/intervals.ts";
import { metricRange, type Metrics } from "../../core/metrics.ts";
import type { Judge } from "./judge.ts";
import { drawPart, Resampler } from "./resample.ts";

const LEVEL = 0.95;
const MOST = 200;
const LEAST = 50;
/** Of more rows than this, so many stand for the rest. */
const MOST_ROWS = 5_000;
/** Rows drawn in all, for each class that is ranked; more would be felt beside the predictions themselves. */
const WORK = 500_000;
const DIGITS = 6;
const TURN = 10;

/**
 * Percentile bootstrap of a model's metrics (Efron & Tibshirani, An Introduction to the Bootstrap, 1993, ch. 6 and section
 * 13.3): as many rows of the test data as there are, drawn with replacement, 50 to 200 times. Of more than 5,000 rows a part
 * of m, itself drawn, is resampled, and how far its replicates lie from the part's own figure is shrunk by √(m/n) (Politis,
 * Romano & Wolf, Subsampling, 1999, ch. 2). The draws follow from the test data's hash alone: the same data gives the same figures again,
 * and two models tested on the same rows can be compared draw by draw.
 * @param whole the metrics of all rows
 * @param data SHA-256 of the test rows
 */
export async function bootstrap(
  judge: Judge,
  whole: Metrics,
  { rows, data, signal }: { rows: number; data: string; signal: AbortSignal },
): Promise<Bootstrap> {
  // Drawn, as every so manieth row would follow whatever returns in them; from the hash's other half.
  const part = rows > MOST_ROWS ? drawPart(rows, MOST_ROWS, data.slice(32)) : undefined;
  const { metrics, passes } = judge.resampled(part);
  const drawn = part?.length ?? rows;
  const ofPart = part ? judge.metrics(part) : whole;
  const resamples = resamplesFor(drawn, passes);
  const resampler = new Resampler(drawn, data);
  const replicates: Record<string, (number | null)[]> = {};
  for (let round = 0; round < resamples; round++) {
    for (const [name, value] of Object.entries(metrics(resampler.draw())))
      (replicates[name] ??= []).push(
        shrunk(value, whole[name]!, ofPart[name]!, Math.sqrt(drawn / rows)),
      );
    if (round % TURN !== 0) continue;
    await nextTurn();
    signal.throwIfAborted();
  }
  return {
    method: "percentile",
    level: LEVEL,
    resamples,
    data,
    ...(part ? { part: "drawn" } : {}),
    intervals: Object.fromEntries(
      Object.entries(replicates).map(([name, values]) => [
        name,
        possible(name, percentileInterval(values, LEVEL)),
      ]),
    ),
    replicates,
  };
}

/** The replicates of a part are moved to the figure of all rows, by which an end may leave what the metric can be. */
function possible(name: string, interval: Interval | null): Interval | null {
  const [least, most] = metricRange(name);
  const within = (end: number) => Math.min(Math.max(end, least), most);
  return interval && { low: within(interval.low), high: within(interval.high) };
}

function shrunk(
  value: number | null,
  whole: Metrics[string],
  ofPart: Metrics[string],
  by: number,
): number | null {
  if (value === null || whole === null || ofPart === null) return null;
  return Number((whole + (value - ofPart) * by).toPrecision(DIGITS));
}

/** @param passes how often the rows are gone over for one resample */
function resamplesFor(rows: number, passes: number): number {
  return Math.min(MOST, Math.max(LEAST, Math.floor(WORK / (rows * passes))));
}
