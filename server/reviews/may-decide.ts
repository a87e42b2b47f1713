import type { Actor } from "../context.ts";
import { can } from "../rights.ts";
import type { ReviewStatus } from "./list.ts";
import { FUNCTION_WORDS, type StageStanding } from "./stages.ts";

export interface DecidableReview {
  status: ReviewStatus;
  authorId: string;
  startedById: string;
  makers: string[];
}

/** Whether this person may decide this review at all, and if not why, as a sentence. The database checks the same again. */
export function mayDecide(
  actor: Pick<Actor, "userId" | "role">,
  { status, authorId, startedById, makers }: DecidableReview,
): { canDecide: boolean; why: string | null } {
  const no = (why: string) => ({ canDecide: false, why });
  if (status !== "open") return no(CLOSED[status]);
  if (actor.userId === authorId)
    return no("Four eyes: you wrote the pipeline that made this model, so somebody else decides.");
  if (actor.userId === startedById)
    return no("Four eyes: you started the run that made this model, so somebody else decides.");
  if (makers.includes(actor.userId))
    return no(
      "Four eyes: you wrote a version of the pipeline, or wrote or started a run in which this model was trained, or which that run is part of or repeats, so somebody else decides.",
    );
  if (!can(actor.role, "reviews.decide"))
    return no(
      `Your role, ${actor.role}, does not decide reviews: ask an admin for a role that does.`,
    );
  return { canDecide: true, why: null };
}

const CLOSED: Record<Exclude<ReviewStatus, "open">, string> = {
  approved: "The review has been decided already.",
  rejected: "The review has been decided already.",
  "changes-requested": "The review has been decided already: changes were requested.",
  withdrawn: "The review was withdrawn.",
  cancelled: "The review was cancelled with its run.",
};

/** Whether this person may decide the stage that is at work, and if not why, as a sentence. */
export function mayDecideStage(
  actor: Pick<Actor, "userId">,
  stages: readonly StageStanding[],
): { canDecide: boolean; why: string | null } {
  const no = (why: string) => ({ canDecide: false, why });
  for (const { title, decisions } of stages) {
    const own = decisions.find(({ by }) => by.id === actor.userId);
    if (own?.outcome === "recused") return no("You have stepped back from this review.");
    if (own) return no(`You have decided at '${title}' already: nobody decides twice.`);
  }
  const stage = stages.find(({ state }) => state === "current");
  if (!stage || stage.mayDecide.some(({ id }) => id === actor.userId))
    return { canDecide: true, why: null };
  const away = stage.delegations.findLast(({ from }) => from.id === actor.userId);
  if (away) return no(`You have handed '${stage.title}' over to ${away.to.name}.`);
  return no(
    `'${stage.title}' is decided by ${stage.function === null ? "reviewers" : `people who stand for ${FUNCTION_WORDS[stage.function]}`}, and you are not one of them.`,
  );
}
