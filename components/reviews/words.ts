import type { ReviewFunction } from "../../db/schema/auth.ts";
import type { Tier } from "../../db/schema/tiers.ts";
import type { Person } from "../../server/person.ts";
import { dateTime } from "../ui/format.ts";
import type { Review } from "./types.ts";

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

/** That a tier is another than the matrix gave, and who wanted it. */
export function overrideWords(
  tier: Tier,
  { matrix, askedBy, agreedBy }: { matrix: Tier; askedBy: Person; agreedBy: Person },
): string {
  return `${TIER_WORDS[tier]} instead of ${TIER_WORDS[matrix].toLowerCase()} by the matrix: asked for by ${askedBy.name}, agreed to by ${agreedBy.name}.`;
}

/** What an approving review's approval is worth now; null where there is nothing to say. */
export function approvalWords({
  status,
  approvedUntil,
  model,
}: Pick<Review, "status" | "approvedUntil"> & {
  model: Pick<Review["model"], "status">;
}): string | null {
  if (status !== "approved") return null;
  if (model.status !== "approved") return `The version is ${model.status} now.`;
  return approvedUntil && `The approval holds until ${dateTime(approvedUntil)}.`;
}

/** The conditions that a review made, those that are closed among them. */
export function conditionsOf({ id, findings }: Pick<Review, "id" | "findings">) {
  return findings.filter(({ condition, reviewId }) => condition && reviewId === id);
}

/** How many conditions of an approval are open; 0 of a review that did not approve. */
export function openConditions(review: Pick<Review, "id" | "status" | "findings">): number {
  if (review.status !== "approved") return 0;
  return conditionsOf(review).filter(({ state }) => state !== "closed").length;
}

/** The text of a section that a review stands on: the one that was frozen, not what somebody wrote since. */
export function frozenText<T extends { number: number }>(
  { documentation }: Pick<Review, "documentation">,
  { id, history }: { id: string; history: readonly T[] },
): T | undefined {
  const frozen = documentation.find(({ section }) => section === id);
  return history.find(({ number }) => number === frozen?.number);
}
