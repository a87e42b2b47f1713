import type { ReviewFunction } from "../../db/schema/auth.ts";

/** What a reviewer stands for, in words. */
export const FUNCTION_NAMES: Record<ReviewFunction, string> = {
  "model-risk": "Model risk",
  compliance: "Compliance",
  privacy: "Privacy",
  business: "Business",
};
