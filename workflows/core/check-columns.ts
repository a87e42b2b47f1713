import { namedColumns } from "./check-config.ts";
import type { StepDefinition } from "./define-step.ts";
import {
  ITEM,
  isKnown,
  type ColumnUse,
  type KnownColumn,
  type KnownColumns,
} from "./known-columns.ts";
import { fewOf } from "./few-of.ts";
import { nearest } from "./nearest.ts";
import type { PlanNode } from "./plan.ts";
import type { Report } from "./problems.ts";

/** What the checks need of a node. */
export interface NodeWithColumns {
  node: { id: string; parent?: string | undefined };
  step: StepDefinition | null;
  config: Record<string, unknown>;
}

type Needs = ReadonlyMap<string, PlanNode["needs"]>;

/**
 * Checks what configs ask of columns against what is known of them. Says nothing where it is not known: what is reported fails
 * in a run.
 */
export function checkColumns(
  nodes: ReadonlyMap<string, NodeWithColumns>,
  needs: Needs,
  known: KnownColumns,
  report: Report,
): void {
  for (const [id, { node, step, config }] of nodes) {
    if (!step) continue;
    const fault = Object.values(known[id] ?? {}).find(
      (one) => !isKnown(one) && one.of === id && one.fault,
    );
    if (fault && !isKnown(fault))
      report("P072", { node: id, field: fault.fault!.field }, fault.unknown);
    checkItem(id, node.parent, config, known, report);
    const uses = columnUses(step, config);
    if (uses.length === 0) continue;
    const columns = columnsReaching(id, nodes, needs, known);
    if (!columns) continue;
    for (const use of uses) {
      const found = columns.get(use.column);
      if (!found) missing(id, use, columns, { nodes, needs, known }, report);
      // Of another type with no name nothing is certain.
      else if (
        use.types &&
        !use.types.any.includes(found.type) &&
        (found.type !== "other" || found.stored)
      )
        report(
          "P071",
          { node: id, field: use.field },
          `The column '${use.column}' holds ${WORDS[found.type]}, but ${use.types.why}: choose another column, or change its type in a step before.`,
        );
    }
  }
}

const WORDS: Record<KnownColumn["type"], string> = {
  integer: "whole numbers",
  number: "numbers",
  boolean: "true and false",
  date: "dates",
  timestamp: "moments",
  text: "text",
  other: "lists or other values",
};

export function columnUses(step: StepDefinition, config: Record<string, unknown>): ColumnUse[] {
  const named = namedColumns(step, config);
  return step.columnUses?.(config, named) ?? named;
}

/** All columns that come into a step by its tables, by name; null while those of any of them are not known. */
export function columnsReaching(
  id: string,
  nodes: ReadonlyMap<string, NodeWithColumns>,
  needs: Needs,
  known: KnownColumns,
): ReadonlyMap<string, KnownColumn> | null {
  const inputs = nodes.get(id)?.step?.inputs ?? {};
  const tables: (readonly KnownColumn[])[] = [];
  for (const [port, ends] of Object.entries(needs.get(id) ?? {})) {
    const type = inputs[port]?.type;
    if (type !== "dataset" && type !== "split") continue;
    for (const end of ends) {
      const one = known[end.node]?.[end.port];
      if (!isKnown(one)) return null;
      tables.push(one.columns);
    }
  }
  if (tables.length === 0) return null;
  if (tables.length === 1) return byName(tables[0]!);
  return new Map(tables.flat().map((column) => [column.name, column]));
}

const maps = new WeakMap<readonly KnownColumn[], ReadonlyMap<string, KnownColumn>>();

/** Many steps see the same list: its map is made once. */
function byName(columns: readonly KnownColumn[]): ReadonlyMap<string, KnownColumn> {
  let map = maps.get(columns);
  if (!map) maps.set(columns, (map = new Map(columns.map((column) => [column.name, column]))));
  return map;
}

interface Surroundings {
  nodes: ReadonlyMap<string, NodeWithColumns>;
  needs: Needs;
  known: KnownColumns;
}

function missing(
  id: string,
  { field, column, optional }: ColumnUse,
  columns: ReadonlyMap<string, KnownColumn>,
  around: Surroundings,
  report: Report,
): void {
  const lost = whereLost(id, column, around);
  const severity = optional ? "warning" : "error";
  if (lost) {
    const remedy = lost.renamed
      ? `it is called '${lost.renamed}' there: use that name`
      : `use another column, or let '${lost.node}' pass it on`;
    report(
      "P073",
      { node: id, field },
      `The column '${column}' no longer reaches '${id}', since '${lost.node}' does not pass it on; ${remedy}.`,
      severity,
    );
    return;
  }
  const near = nearest(column, columns.keys());
  report(
    "P070",
    { node: id, field },
    `There is no column '${column}' in what reaches '${id}'; ${
      near ? `did you mean '${near}'?` : `it has: ${fewOf([...columns.keys()])}.`
    }`,
    severity,
  );
}

/** The step before which a column was still there, with the name it has been given there; null where it never was. */
export function whereLost(
  id: string,
  column: string,
  { nodes, needs, known }: Surroundings,
): { node: string; renamed: string | null } | null {
  const seen = new Set([id]);
  for (const current of seen)
    for (const { node, port } of Object.values(needs.get(current) ?? {}).flat()) {
      const one = known[node]?.[port];
      // Along tables alone: what a model was made from is not passed on by it.
      if (!one) continue;
      if (isKnown(one) && byName(one.columns).has(column) && current !== id)
        return { node: current, renamed: newName(current, column) };
      seen.add(node);
    }
  return null;

  function newName(step: string, from: string): string | null {
    const sql = nodes.get(step)?.config["sql"];
    if (typeof sql !== "string") return null;
    const name = from.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
    const alias = new RegExp(`(?<![\\w."])"?${name}"?\\s+AS\\s+(?:"([^"]+)"|(\\w+))`, "i").exec(
      sql,
    );
    const renamed = alias?.[1] ?? alias?.[2];
    const reaching = renamed && columnsReaching(id, nodes, needs, known)?.has(renamed);
    return reaching ? renamed : null;
  }
}

const FIELD = /\$\{\s*item\.([A-Za-z_][A-Za-z0-9_]*)/g;

/** A field that items do not have is null in a run: nothing fails, and hardly anybody means it. */
function checkItem(
  id: string,
  map: string | undefined,
  config: Record<string, unknown>,
  known: KnownColumns,
  report: Report,
): void {
  const item = map === undefined ? undefined : known[map]?.[ITEM];
  if (!isKnown(item)) return;
  const fields = byName(item.columns);
  for (const [field, value] of Object.entries(config))
    for (const [, name] of (JSON.stringify(value) ?? "").matchAll(FIELD))
      if (!fields.has(name!)) {
        const near = nearest(name!, fields.keys());
        report(
          "P074",
          { node: id, field },
          `The items of '${map}' have no field '${name}', so that it would be empty; ${near ? `did you mean '${near}'?` : `they have: ${fewOf([...fields.keys()])}.`}`,
          "warning",
        );
      }
}
