import { parseEnd, type DocumentWire } from "../../../workflows/core/document.ts";
import {
  isKnown,
  ITEM,
  type Known,
  type KnownColumn,
  type KnownColumns,
} from "../../../workflows/core/known-columns.ts";
import type { Ports } from "../../../workflows/core/ports.ts";

type Unknown = Exclude<Known, { columns: unknown }>;

export interface KnownInputs {
  /** All that come in, each name once. */
  columns: readonly KnownColumn[];
  /** The same by input; an input whose columns are not known is left out. */
  tables: Readonly<Record<string, readonly KnownColumn[]>>;
  /** Inputs that are wired and whose columns are not known, with the reason. */
  unknown: Readonly<Record<string, Unknown>>;
  /** What `${item.…}` may name, inside a map whose items have fields. */
  item: readonly KnownColumn[];
}

/** What is known of the tables that come into a node (by input, of the first of its wires that carries one) and of the items it runs for. */
export function knownInputs(
  { id, map }: { id: string; map?: string | undefined },
  inputs: Ports,
  wires: readonly DocumentWire[],
  known: KnownColumns,
): KnownInputs {
  const tables: Record<string, readonly KnownColumn[]> = {};
  const unknown: Record<string, Unknown> = {};
  for (const wire of wires) {
    if (!wire.to.startsWith(`${id}.`)) continue;
    const [from, to] = [parseEnd(wire.from), parseEnd(wire.to)];
    const port = to && inputs[to.port];
    if (!from || !port || port.inner || tables[to.port] || unknown[to.port]) continue;
    const one = known[from.node]?.[from.port];
    if (isKnown(one)) tables[to.port] = one.columns;
    else if (one) unknown[to.port] = one;
  }
  const [first, ...others] = Object.values(tables);
  const columns =
    first === undefined
      ? NONE
      : others.length === 0
        ? first
        : [...new Map([first, ...others].flat().map((one) => [one.name, one])).values()];
  const fields = map === undefined ? undefined : known[map]?.[ITEM];
  return { columns, tables, unknown, item: isKnown(fields) ? fields.columns : NONE };
}

const NONE: readonly KnownColumn[] = [];
