import type { Operator, TableColumn } from "./types.ts";

export const OPERATOR_WORDS: Record<Operator, string> = {
  "=": "is",
  "≠": "is not",
  "<": "less than",
  "≤": "at most",
  ">": "more than",
  "≥": "at least",
  contains: "contains",
  missing: "is missing",
  present: "is present",
};

const ORDERED: Operator[] = ["=", "≠", "<", "≤", ">", "≥", "missing", "present"];

const BY_TYPE: Record<TableColumn["type"], Operator[]> = {
  integer: ORDERED,
  number: ORDERED,
  date: ORDERED,
  timestamp: ORDERED,
  boolean: ["=", "≠", "missing", "present"],
  text: ["contains", "=", "≠", "missing", "present"],
  other: ["contains", "missing", "present"],
};

/** How a column of the type can be filtered, what is wanted most often first. */
export function operatorsFor(type: TableColumn["type"]): Operator[] {
  return BY_TYPE[type];
}

export function takesValue(op: Operator): boolean {
  return op !== "missing" && op !== "present";
}
