import { z } from "zod";
import { defineStep } from "../../core/define-step.ts";
import { checkSchema } from "./checks.ts";

export const step = defineStep({
  kind: "data.validate",
  version: 1,
  title: "Validate",
  description:
    "Checks the data. Rows that fail a check of severity error are set aside with all their reasons; when more fail than `mostly` tolerates, the step fails. Checks of severity warn are only reported. Missing values fail `not_null` alone.",
  icon: "shield-check",
  category: "data",
  config: z.strictObject({
    checks: z
      .array(checkSchema)
      .min(1, "add at least one check")
      .max(500)
      .meta({ title: "Checks", widget: "checks" }),
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
  example: {
    checks: [
      { check: "columns_present", columns: ["age", "income"] },
      { check: "type", column: "age", type: "integer", mostly: 0.99 },
      { check: "range", column: "age", min: 18, max: 120, severity: "warn" },
    ],
  },
});
