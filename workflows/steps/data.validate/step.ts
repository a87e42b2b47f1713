import { z } from "zod";
import { defineStep } from "../../core/define-step.ts";
import { isPlainObject } from "../../core/json.ts";
import { isKnown } from "../../core/known-columns.ts";
import { COLUMN_TYPES, type ColumnType } from "../../core/tabular/columns.ts";

const severity = z
  .enum(["error", "warn"])
  .default("error")
  .meta({ title: "Severity", description: "Warn only reports; error sets rows aside." });
const mostly = z.number().min(0).max(1).default(1).meta({
  title: "Mostly",
  description: "The share of rows that must pass; below it the check fails. 1 tolerates none.",
});
const column = z.string().min(1).meta({ title: "Column", widget: "column" });
const columns = z.array(z.string().min(1)).min(1).meta({ title: "Columns", widget: "columns" });
const limit = z.union([z.number(), z.string().min(1)]).optional();

/** Checks of the whole table (the first and the last), and of each of its rows. */
const checkSchema = z.discriminatedUnion("check", [
  z
    .strictObject({ check: z.literal("columns_present"), columns, severity })
    .meta({ title: "Columns are present" }),
  z
    .strictObject({
      check: z.literal("type"),
      column,
      type: z.enum(COLUMN_TYPES).meta({ title: "Type" }),
      severity,
      mostly,
    })
    .meta({
      title: "Values have a type",
      description: "With severity error, texts that pass are turned into the type.",
    }),
  z
    .strictObject({ check: z.literal("not_null"), columns, severity, mostly })
    .meta({ title: "No missing values" }),
  z.strictObject({ check: z.literal("unique"), columns, severity, mostly }).meta({
    title: "Values are unique",
    description: "Together, when there are several columns. All rows of a doubled value fail.",
  }),
  z
    .strictObject({
      check: z.literal("range"),
      column,
      min: limit.meta({
        title: "At least",
        description: "A number, or a date such as 2024-01-31.",
      }),
      max: limit.meta({ title: "At most" }),
      severity,
      mostly,
    })
    .refine((check) => check.min !== undefined || check.max !== undefined, {
      message: "a range needs a min or a max",
      path: ["min"],
    })
    .meta({ title: "Values are in a range" }),
  z
    .strictObject({
      check: z.literal("in_set"),
      column,
      values: z
        .array(z.union([z.string(), z.number(), z.boolean()]))
        .min(1)
        .meta({ title: "Values" }),
      severity,
      mostly,
    })
    .meta({ title: "Values are in a set" }),
  z
    .strictObject({
      check: z.literal("regex"),
      column,
      pattern: z.string().min(1).meta({
        title: "Pattern",
        description: "RE2 syntax; found anywhere in the text unless it has ^ and $.",
      }),
      severity,
      mostly,
    })
    .meta({ title: "Values match a pattern" }),
  z
    .strictObject({
      check: z.literal("row_count"),
      min: z.int().min(0).optional().meta({ title: "At least", unit: "rows" }),
      max: z.int().min(0).optional().meta({ title: "At most", unit: "rows" }),
      severity,
    })
    .meta({ title: "Number of rows" }),
]);

export const step = defineStep({
  kind: "data.validate",
  version: 1,
  title: "Validate",
  description:
    "Checks the data. Rows that fail a check of severity error are set aside with all their reasons; when more fail than `mostly` tolerates, the step fails. Checks of severity warn are only reported. Missing values fail `not_null` alone.",
  icon: "shield-check",
  category: "data",
  config: z.strictObject({
    checks: z.array(checkSchema).min(1, "add at least one check").max(500).meta({
      title: "Checks",
      description: "What the table and each of its rows must hold to, looked at side by side.",
      widget: "checks",
    }),
  }),
  inputs: { data: { type: "dataset", title: "Data" } },
  outputs: {
    data: { type: "dataset", title: "Rows that pass" },
    rejected: {
      type: "dataset",
      title: "Rows set aside",
      description: "As they came, and `_reasons`: why.",
    },
    report: { type: "validation-report", title: "Report" },
  },
  columns: ({ config: { checks }, inputs }) => {
    const [incoming] = inputs["data"] ?? [];
    if (!isKnown(incoming)) return { data: { same: "data" }, rejected: { same: "data" } };
    const casts = new Map(
      listOf(checks).flatMap((one) =>
        one["check"] === "type" && one["severity"] !== "warn" ? [[one["column"], one["type"]]] : [],
      ) as [string, ColumnType][],
    );
    const { columns: before } = incoming;
    return {
      data: {
        columns: before.map((one) => {
          const type = casts.get(one.name);
          return type && COLUMN_TYPES.includes(type) ? { name: one.name, type } : one;
        }),
      },
      rejected: { columns: [...before, { name: "_reasons", type: "other", stored: "VARCHAR[]" }] },
    };
  },
  columnUses: ({ checks }, named) =>
    named.map((use) =>
      listOf(checks)[Number(use.field.split(".")[1])]?.["severity"] === "warn"
        ? { ...use, optional: true }
        : use,
    ),
  onReproduce: "repeat",
  example: {
    checks: [
      { check: "columns_present", columns: ["age", "income"] },
      { check: "type", column: "age", type: "integer", mostly: 0.99 },
      { check: "range", column: "age", min: 18, max: 120, severity: "warn" },
    ],
  },
});

function listOf(checks: unknown): Record<string, unknown>[] {
  return Array.isArray(checks) ? checks.map((one) => (isPlainObject(one) ? one : {})) : [];
}
