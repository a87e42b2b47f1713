import type { Category } from "../../../workflows/core/define-step.ts";

/** The categories of steps in the order of the palette. */
export const CATEGORIES: Record<Category, string> = {
  data: "Data",
  train: "Training",
  model: "Model",
  governance: "Governance",
  control: "Control flow",
};
