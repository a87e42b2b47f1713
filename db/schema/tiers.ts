/** Risk tiers, rising; `unassessed` until the questionnaire of the model is answered. */
export const TIERS = ["unassessed", "low", "medium", "high"] as const;
export type Tier = (typeof TIERS)[number];

export function tiersBelow(tier: Tier): Tier[] {
  return TIERS.slice(0, TIERS.indexOf(tier));
}
