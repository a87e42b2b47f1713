import type { ReviewFunction } from "../../db/schema/auth.ts";
import type { DECISION_OUTCOMES } from "../../db/schema/models.ts";
import type { Stage } from "../policies/policy.ts";
import type { Person } from "../person.ts";
import { can } from "../rights.ts";
import type { ReviewPerson } from "./people.ts";

export type Outcome = (typeof DECISION_OUTCOMES)[number];
type StageDecision = { outcome: Outcome; stage: string; by: Person };
type StageDelegation = { stage: string; from: Person; to: Person };

/** What the stages of a round follow from. */
export interface RoundFacts<
  Decision extends StageDecision = StageDecision,
  Delegation extends StageDelegation = StageDelegation,
> {
  status: string;
  /** The index of the stage that decides now. */
  stage: number;
  stages: readonly Stage[];
  authorId: string;
  startedById: string;
  makers: readonly string[];
  people: readonly ReviewPerson[];
  /** Of this round, in their order. */
  decisions: readonly Decision[];
  /** Of this round, in their order. */
  delegations: readonly Delegation[];
}

export interface StageStanding<
  Decision extends StageDecision = StageDecision,
  Delegation extends StageDelegation = StageDelegation,
> {
  id: string;
  title: string;
  /** For what its deciders stand; null for any reviewer. */
  function: ReviewFunction | null;
  /** How many of them, or all. */
  deciders: number | "all";
  deadlineHours: number | null;
  escalate: Stage["escalate"];
  delegation: boolean;
  /** `skipped`: the review was closed before its turn came. */
  state: "done" | "current" | "waiting" | "skipped";
  /** Approvals it takes, and has. */
  needed: number;
  given: number;
  /** Who may decide it and has not. */
  mayDecide: (Person & { functions: ReviewFunction[]; onBehalfOf: Person | null })[];
  /** Who stands for it but may not decide, and why as a sentence. */
  excluded: (Person & { why: string })[];
  /** Of this round, in their order. */
  decisions: Decision[];
  delegations: Delegation[];
  /** Why it cannot be completed by those who may decide it; null when it can. */
  problem: string | null;
}

/** How the stages of a review's round stand. */
export function stagesOf<Decision extends StageDecision, Delegation extends StageDelegation>(
  facts: RoundFacts<Decision, Delegation>,
): StageStanding<Decision, Delegation>[] {
  return facts.stages.map((stage, index) => stageOf(facts, stage, index));
}

function stageOf<Decision extends StageDecision, Delegation extends StageDelegation>(
  facts: RoundFacts<Decision, Delegation>,
  stage: Stage,
  index: number,
): StageStanding<Decision, Delegation> {
  const own = facts.decisions.filter((decision) => decision.stage === stage.id);
  // An update of Penstock may have found somebody to be a maker after they had approved.
  const counting = own.filter(({ by }) => !facts.makers.includes(by.id));
  const given = counting.filter(({ outcome }) => outcome === "approved").length;
  const asked = deciders(facts, stage);
  const mayDecide: StageStanding["mayDecide"] = [];
  const excluded: StageStanding["excluded"] = [];
  for (const { id, name, functions, onBehalfOf } of asked) {
    const why = exclusion(facts, id);
    if (why === null) mayDecide.push({ id, name, functions, onBehalfOf });
    else if (!counting.some(({ by, outcome }) => by.id === id && outcome !== "recused"))
      excluded.push({ id, name, why });
  }
  const state = stateOf(facts, index);
  // All who were asked may have approved while the last other one left: as long as it decides, somebody has to.
  const left = state === "current" ? Math.max(1, mayDecide.length) : mayDecide.length;
  const needed = stage.deciders === "all" ? Math.max(1, given + left) : stage.deciders;
  const isShort = (state === "current" || state === "waiting") && given + mayDecide.length < needed;
  return {
    id: stage.id,
    title: stage.title,
    function: stage.function,
    deciders: stage.deciders,
    deadlineHours: stage.deadlineHours,
    escalate: stage.escalate,
    delegation: stage.delegation,
    state,
    needed,
    given,
    mayDecide,
    excluded,
    decisions: own,
    delegations: facts.delegations.filter((one) => one.stage === stage.id),
    problem: isShort ? shortage(stage, needed - given, mayDecide.length) : null,
  };
}

/** Whether a stage has all the approvals it takes: the next one begins, or the review is approved. */
export function isComplete({
  deciders,
  given,
  mayDecide,
}: Pick<StageStanding, "deciders" | "given" | "mayDecide">): boolean {
  return deciders === "all" ? given > 0 && mayDecide.length === 0 : given >= deciders;
}

function stateOf({ status, stage }: RoundFacts, index: number): StageStanding["state"] {
  if (status === "approved" || index < stage) return "done";
  if (index > stage) return status === "open" ? "waiting" : "skipped";
  return status === "open"
    ? "current"
    : status === "rejected" || status === "changes-requested"
      ? "done"
      : "skipped";
}

function shortage({ title, function: stands }: Stage, missing: number, left: number): string {
  const who = stands === null ? "reviewers" : `people who stand for ${FUNCTION_WORDS[stands]}`;
  return `'${title}' needs ${missing} more of the ${who}, and ${left === 0 ? "nobody" : `only ${left}`} may decide: ask an admin to give somebody the function.`;
}

export const FUNCTION_WORDS: Record<ReviewFunction, string> = {
  "model-risk": "model risk",
  compliance: "compliance",
  privacy: "privacy",
  business: "business",
};

/** Everybody whom the stage asks: those who stand for its function, and instead of them whom they handed it over to. */
function deciders({ people, delegations }: RoundFacts, stage: Stage) {
  const byId = new Map(people.map((person) => [person.id, person]));
  const asked = new Map(
    people
      .filter(
        ({ role, functions }) =>
          can(role, "reviews.decide") &&
          (stage.function === null || functions.includes(stage.function)),
      )
      .map((person) => [person.id, { ...person, onBehalfOf: null as Person | null }]),
  );
  for (const { stage: id, from, to } of delegations) {
    if (id !== stage.id) continue;
    asked.delete(from.id);
    const person = byId.get(to.id);
    if (person && can(person.role, "reviews.decide"))
      asked.set(to.id, { ...person, onBehalfOf: from });
  }
  return asked.values();
}

/** Why a person may not decide anything in this round, as a sentence about them; null when they may. */
export function exclusion(
  facts: Pick<RoundFacts, "authorId" | "startedById" | "makers" | "decisions" | "stages">,
  userId: string,
): string | null {
  if (userId === facts.authorId) return "Wrote the pipeline that made this model.";
  if (userId === facts.startedById) return "Started the run that made this model.";
  if (facts.makers.includes(userId))
    return "Wrote a version of the pipeline, or wrote or started a run in which this model was trained, or which that run is part of or repeats.";
  const decision = facts.decisions.find(({ by }) => by.id === userId);
  if (!decision) return null;
  return decision.outcome === "recused"
    ? "Stepped back from this review."
    : `Has decided at '${facts.stages.find(({ id }) => id === decision.stage)?.title ?? decision.stage}': nobody decides twice.`;
}
