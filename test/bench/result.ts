import { availableParallelism, cpus, release, totalmem } from "node:os";

export interface BenchCase {
  case: string;
  ours: number;
  /** Where there is nothing to compare with, the limit that was set. */
  baseline: number;
  unit: string;
  /** ours / baseline, of the medians. */
  ratio: number;
  runs: number;
}

export interface BenchResult {
  name: string;
  cases: BenchCase[];
  machine: string;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Medians of figures taken in turn, ours and the baseline's, as one case. */
export function benchCase(
  name: string,
  unit: string,
  ours: number[],
  baseline: number[],
): BenchCase {
  const [a, b] = [median(ours), median(baseline)];
  return {
    case: name,
    ours: round(a),
    baseline: round(b),
    unit,
    ratio: round(a / b),
    runs: ours.length,
  };
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}

export function machine(): string {
  const [cpu] = cpus();
  return `${availableParallelism()} cores (${cpu?.model.trim() ?? "unknown"}), ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}, Node ${process.version}`;
}
