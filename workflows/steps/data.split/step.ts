import { z } from "zod";
import { defineStep } from "../../core/define-step.ts";

const fraction = (title: string, description: string, value: number) =>
  z.number().min(0).max(1).default(value).meta({ title, description, widget: "slider" });

export const step = defineStep({
  kind: "data.split",
  version: 1,
  title: "Split",
  description:
    "Divides the rows into train, validation and test. The same data and seed give the same parts on every machine, and rows keep their order.",
  icon: "split-square-horizontal",
  category: "data",
  config: z
    .strictObject({
      method: z.enum(["random", "stratified", "time", "group"]).default("random").meta({
        title: "Method",
        description:
          "Random; stratified (each part has the column's values in the same shares); time (oldest rows train, newest test; equal times stay together; of texts, only those such as 2024-01-31 or 2024-01-31T10:00:00Z); group (rows of one value stay together).",
      }),
      column: z.string().min(1).optional().meta({
        title: "Column",
        description: "What to stratify by, order by or group by; not used by random.",
        widget: "column",
      }),
      train: fraction("Train", "Share of the rows that models learn from.", 0.7),
      validation: fraction(
        "Validation",
        "Share for choosing among settings while training; 0 makes no such part.",
        0.15,
      ),
      test: fraction("Test", "Share kept back for the evaluation.", 0.15),
      seed: z
        .int()
        .min(0)
        .max(2 ** 31 - 1)
        .default(42)
        .meta({ title: "Seed", description: "Another seed gives another split." }),
    })
    .superRefine((config, context) => {
      const sum = config.train + config.validation + config.test;
      if (Math.abs(sum - 1) > 1e-6)
        context.addIssue({
          code: "custom",
          path: ["train"],
          message: `train, validation and test must add up to 1, but ${config.train} + ${config.validation} + ${config.test} = ${Number(sum.toFixed(6))}`,
        });
      for (const part of ["train", "test"] as const)
        if (config[part] <= 0)
          context.addIssue({ code: "custom", path: [part], message: `${part} must be above 0` });
      if (config.method !== "random" && config.column === undefined)
        context.addIssue({
          code: "custom",
          path: ["column"],
          message: `choose the column to split by: the method is ${config.method}`,
        });
    }),
  inputs: { data: { type: "dataset", title: "Data" } },
  outputs: {
    split: { type: "split", title: "Split", description: "All parts together, for training." },
    train: { type: "dataset", title: "Train" },
    validation: { type: "dataset", title: "Validation", sometimes: true },
    test: { type: "dataset", title: "Test" },
  },
  columns: () => {
    const rows = { same: "data" };
    return { split: rows, train: rows, validation: rows, test: rows };
  },
  columnUses: ({ method }, named) =>
    method === undefined || method === "random" ? [] : [...named],
  onReproduce: "repeat",
  example: {
    method: "stratified",
    column: "creditability",
    train: 0.7,
    validation: 0.1,
    test: 0.2,
  },
});
