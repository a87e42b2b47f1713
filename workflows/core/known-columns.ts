import type { Column } from "./tabular/columns.ts";
import type { LoadOptions } from "./tabular/load.ts";

/** A column as far as it is known before a run. */
export interface KnownColumn extends Column {
  /** The database's own type, where `type` is `other`. */
  stored?: string;
}

/** Why a step cannot give what it shall, as found without running it: what stands in a field of it is at fault. */
export interface Fault {
  field: string;
  /** What would do in its place: `from` occurs in the field's text. */
  instead?: { from: string; to: string };
}

/** The columns of what leaves an output; or why they are not known, as a sentence, and the step that reason is about. */
export type Known =
  | { columns: readonly KnownColumn[] }
  | { unknown: string; of: string; fault?: Fault };

/** By node and output. A map has the fields of its items too, under {@link ITEM}. Outputs that carry no table are absent. */
export type KnownColumns = Readonly<Record<string, Readonly<Record<string, Known>>>>;

/** Not an output: what `${item.…}` may name inside a map. */
export const ITEM = "item";

/** What a step declares of an output's columns. The server looks up sources and binds SQL; all else is pure. */
export type ColumnsRule =
  /** Those of an input; of an input for several wires, what all of them have. */
  | { same: string }
  | { columns: readonly KnownColumn[] }
  /** A query over the tables of these inputs, each under its name. */
  | { sql: string; tables: readonly string[]; field: string }
  /** A file as a Load step would read it. */
  | { source: string; options: LoadOptions; field: string }
  | { unknown: string };

export interface ColumnsCall {
  /** Params are filled in; half-written configs come too. */
  config: Record<string, unknown>;
  /** By input: of each of its wires that carries a table. */
  inputs: Readonly<Record<string, readonly Known[]>>;
}

/** A column that a config names. */
export interface ColumnUse {
  /** Dotted path in the config. */
  field: string;
  column: string;
  /** Types without which the step certainly fails, and why. */
  types?: { any: readonly Column["type"][]; why: string };
  /** The step runs without it all the same. */
  optional?: boolean;
}

export function isKnown(known: Known | undefined): known is { columns: readonly KnownColumn[] } {
  return known !== undefined && "columns" in known;
}
