import { z } from "zod";
import { defineStep } from "../../core/define-step.ts";
import type { ColumnsRule } from "../../core/known-columns.ts";
import { COLUMN_TYPES } from "../../core/tabular/columns.ts";
import { LOAD_DEFAULTS } from "../../core/tabular/load.ts";

const config = z.strictObject({
  source: z.string().min(1, "choose a dataset or upload a file").meta({
    title: "Source",
    description: "A registered dataset (`dataset:NAME` or `dataset:NAME@VERSION`) or an upload.",
    widget: "source",
  }),
  format: z
    .enum(["auto", "csv", "parquet", "jsonl"])
    .default("auto")
    .meta({ title: "Format", description: "Auto goes by the file's name and first bytes." }),
  delimiter: z
    .string()
    .regex(/^(auto|tab|\\t|[^"\r\n])$/, "`auto`, `tab` or one character")
    .default(LOAD_DEFAULTS.delimiter)
    .meta({ title: "Delimiter", description: "CSV: one character, `tab` or `auto`." }),
  header: z.enum(["auto", "yes", "no"]).default("auto").meta({
    title: "Header",
    description:
      "CSV: whether the first row names the columns. Auto takes it for names unless a cell of it is a number.",
  }),
  nullValues: z
    .array(z.string())
    .default([...LOAD_DEFAULTS.nullValues])
    .meta({ title: "Missing values", description: "CSV: texts that mean a missing value." }),
  types: z.record(z.string(), z.enum(COLUMN_TYPES)).default({}).meta({
    title: "Column types",
    description:
      "By column name, instead of the type found. Without it a column has the narrowest type that all of its values read as; text otherwise.",
  }),
});

export const step = defineStep({
  kind: "data.load",
  version: 1,
  title: "Load data",
  description:
    "Reads a registered dataset or an uploaded file (CSV, Parquet or JSON lines) and profiles its columns.",
  icon: "database",
  category: "data",
  config,
  inputs: {},
  outputs: {
    data: { type: "dataset", title: "Data" },
    profile: { type: "profile", title: "Profile" },
  },
  columns: ({ config: raw }) => ({ data: columnsOf(raw) }),
  onReproduce: "repeat",
  example: { source: "dataset:german-credit" },
});

function columnsOf(raw: Record<string, unknown>): ColumnsRule {
  const { source } = raw;
  if (typeof source !== "string" || source === "")
    return { unknown: "It has no source yet: choose a dataset or upload a file." };
  const parsed = config.safeParse(raw);
  if (!parsed.success) return { unknown: "Its settings have a problem: correct that first." };
  return { source, options: parsed.data, field: "source" };
}
