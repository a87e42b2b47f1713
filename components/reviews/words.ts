import type { ReviewFunction } from "../../db/schema/auth.ts";
import type { Tier } from "../../db/schema/tiers.ts";

/** What people stand for, as a heading. */
export const FUNCTION_WORDS: Record<ReviewFunction, string> = {
  "model-risk": "Model risk",
  compliance: "Compliance",
  privacy: "Privacy",
  business: "Business",
};

export const TIER_WORDS: Record<Tier, string> = {
  high: "High risk",
  medium: "Medium risk",
  low: "Low risk",
  unassessed: "Not assessed",
};
