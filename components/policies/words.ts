import type { Stage } from "./types.ts";

export const ESCALATE_TO: readonly {
  value: NonNullable<Stage["escalate"]["to"]>;
  label: string;
}[] = [
  { value: "model-risk", label: "Model risk" },
  { value: "compliance", label: "Compliance" },
  { value: "privacy", label: "Privacy" },
  { value: "business", label: "Business" },
  { value: "reviewer", label: "All reviewers" },
  { value: "operator", label: "Operators" },
  { value: "admin", label: "Admins" },
];

/** Names of the weekdays, Monday first. */
export const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;
