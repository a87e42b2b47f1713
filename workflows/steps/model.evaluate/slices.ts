import type { ParquetFile, Wanted } from "./parquet.ts";
import { StepError } from "../../core/step-error.ts";

/** More values than this of one column are put together under "other values", the rarest first. */
const MOST_VALUES = 50;
const MISSING = "(missing)";
const OTHER = "(other values)";

export interface SliceConfig {
  column: string;
  bins?: number[];
}

/** The rows of a slice, by number. */
export interface Slice {
  column: string;
  value: string;
  rows: Int32Array;
}

export function wantedForSlice({ column, bins }: SliceConfig): Wanted {
  return { name: column, as: bins ? "number" : "text" };
}

export function checkSlices(slices: readonly SliceConfig[], file: ParquetFile): void {
  for (const { column, bins } of slices) {
    const kind = file.columns.get(column);
    if (kind === undefined)
      throw new StepError(
        "bad-config",
        `There is no column '${column}' to slice by in the test data; its columns are: ${[...file.columns.keys()].join(", ")}.`,
      );
    if (bins && kind !== "number" && kind !== "integer")
      throw new StepError(
        "bad-config",
        `Column '${column}' holds no numbers, so it cannot be cut into bands: remove the bin edges of this slice.`,
      );
  }
}

/** Collects, batch by batch, which rows belong to which value or band of a column. */
export class Slicer {
  readonly #config: SliceConfig;
  readonly #rows = new Map<string, number[]>();
  constructor(config: SliceConfig) {
    this.#config = config;
  }

  add(value: number | string | null, row: number): void {
    const key = this.#config.bins ? band(this.#config.bins, value) : textOf(value);
    const rows = this.#rows.get(key);
    if (rows) rows.push(row);
    else this.#rows.set(key, [row]);
  }

  /** Bands in their order; values with the most rows first. */
  slices(): Slice[] {
    const { column, bins } = this.#config;
    const found = [...this.#rows].map(([value, rows]) => ({ value, rows }));
    if (bins) {
      const order = [...bandNames(bins), MISSING];
      found.sort((a, b) => order.indexOf(a.value) - order.indexOf(b.value));
    } else {
      found.sort((a, b) => b.rows.length - a.rows.length || (a.value < b.value ? -1 : 1));
      if (found.length > MOST_VALUES) {
        const rest = found.splice(MOST_VALUES - 1);
        found.push({ value: OTHER, rows: rest.flatMap(({ rows }) => rows) });
      }
    }
    return found.map(({ value, rows }) => ({ column, value, rows: Int32Array.from(rows) }));
  }
}

function textOf(value: number | string | null): string {
  return value === null || value === "" ? MISSING : String(value);
}

/** `below 25`, `25 to 40`, `40 and over`: the lower edge belongs to a band, the upper to the next. */
function band(bins: readonly number[], value: number | string | null): string {
  if (value === null || Number.isNaN(Number(value))) return MISSING;
  const above = bins.findIndex((edge) => Number(value) < edge);
  return bandNames(bins)[above === -1 ? bins.length : above]!;
}

function bandNames(bins: readonly number[]): string[] {
  return [
    `below ${bins[0]}`,
    ...bins.slice(1).map((edge, at) => `${bins[at]} to ${edge}`),
    `${bins.at(-1)} and over`,
  ];
}
