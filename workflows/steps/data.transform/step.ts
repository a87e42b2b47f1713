import { z } from "zod";
import { defineStep } from "../../core/define-step.ts";

export const step = defineStep({
  kind: "data.transform",
  version: 1,
  title: "Transform",
  description:
    "One SELECT in DuckDB's SQL over the tables `input`, `input2` and `input3`. It can read nothing else: no files, no network, no settings.",
  icon: "braces",
  category: "data",
  config: z.strictObject({
    sql: z.string().trim().min(1, "write a SELECT").max(100_000).meta({
      title: "SQL",
      description:
        "One SELECT over `input`, `input2`, `input3`. End with ORDER BY where the order of rows matters.",
      widget: "sql",
    }),
  }),
  inputs: {
    input: { type: "dataset", title: "Input", description: "The table `input`." },
    input2: {
      type: "dataset",
      title: "Second input",
      description: "The table `input2`.",
      optional: true,
    },
    input3: {
      type: "dataset",
      title: "Third input",
      description: "The table `input3`.",
      optional: true,
    },
  },
  outputs: { data: { type: "dataset", title: "Data" } },
  columns: ({ config: { sql } }) => ({
    data:
      typeof sql === "string" && sql.trim() !== ""
        ? { sql, tables: ["input", "input2", "input3"], field: "sql" }
        : { unknown: "It has no SQL yet: write a SELECT." },
  }),
  onReproduce: "repeat",
  example: { sql: "SELECT * FROM input WHERE amount > 0" },
});
