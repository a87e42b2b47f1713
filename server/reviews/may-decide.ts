import type { Actor } from "../context.ts";
import { can } from "../rights.ts";
import type { ReviewStatus } from "./list.ts";

export interface DecidableReview {
  status: ReviewStatus;
  authorId: string;
  startedById: string;
}

/** Whether this person may decide this review, and if not why, as a sentence. The database checks the same again. */
export function mayDecide(
  actor: Pick<Actor, "userId" | "role">,
  { status, authorId, startedById }: DecidableReview,
): { canDecide: boolean; why: string | null } {
  const no = (why: string) => ({ canDecide: false, why });
  if (status !== "open")
    return no(
      status === "cancelled"
        ? "The review was cancelled with its run."
        : "The review has been decided already.",
    );
  if (actor.userId === authorId)
    return no("Four eyes: you wrote the pipeline that made this model, so somebody else decides.");
  if (actor.userId === startedById)
    return no("Four eyes: you started the run that made this model, so somebody else decides.");
  if (!can(actor.role, "reviews.decide"))
    return no(
      `Your role, ${actor.role}, does not decide reviews: ask an admin for a role that does.`,
    );
  return { canDecide: true, why: null };
}
