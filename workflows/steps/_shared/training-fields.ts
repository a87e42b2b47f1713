import { z } from "zod";
import type { ColumnUse } from "../../core/known-columns.ts";

/** Config fields that every trainer of tables has; its form begins with them. */
export const trainingFields = {
  target: z.string().min(1).meta({
    title: "Target",
    description: "The column to predict. Rows without it are left out.",
    widget: "column",
  }),
  features: z.array(z.string().min(1)).max(10_000).default([]).meta({
    title: "Features",
    description:
      "The columns to learn from. Empty: all but the target, dates, constants and identifiers.",
    widget: "columns",
    unset: "All that can be learned from",
  }),
  task: z.enum(["auto", "classification", "regression"]).default("auto").meta({
    title: "Task",
    description:
      "auto: classification for text, booleans and at most 20 different whole numbers, else regression.",
  }),
  classWeight: z.enum(["none", "balanced"]).default("none").meta({
    title: "Class weight",
    description: "balanced: rare classes count as much as frequent ones.",
  }),
};

const USABLE = ["integer", "number", "boolean", "text"] as const;

/** What a trainer would refuse, as `penstock_train/target.py` and `data.py` do. */
export function trainingUses(
  { task }: Record<string, unknown>,
  named: readonly ColumnUse[],
): ColumnUse[] {
  return named.map((use) => ({
    ...use,
    types:
      use.field !== "target"
        ? { any: USABLE, why: "a model learns from numbers, texts and booleans" }
        : task === "regression"
          ? { any: ["integer", "number", "boolean"], why: "regression predicts numbers" }
          : { any: USABLE, why: "a target holds numbers, texts or booleans" },
  }));
}
