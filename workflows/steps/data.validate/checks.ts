import type { z } from "zod";
import type { step } from "./step.ts";

/** What Validate can ask of a table, or of each of its rows. */
export type Check = z.output<typeof step.config>["checks"][number];
export type RowCheck = Exclude<Check, { check: "columns_present" | "row_count" }>;

export function isRowCheck(check: Check): check is RowCheck {
  return check.check !== "columns_present" && check.check !== "row_count";
}

export function columnsOf(check: Check): string[] {
  if (check.check === "row_count") return [];
  return "columns" in check ? check.columns : [check.column];
}
