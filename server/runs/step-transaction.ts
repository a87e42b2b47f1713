import type { Transaction } from "../../db/client.ts";
import type { StepTransaction } from "../../workflows/core/step-context.ts";
import { deploy } from "../deployments/deploy.ts";
import { registerModel } from "../models/register.ts";
import { closeReview } from "../reviews/close.ts";
import { openReview } from "../reviews/open.ts";
import type { RunFacts } from "./run-facts.ts";

/** A run and one of its steps, as the source of an effect. */
export type StepOfRun = Pick<
  RunFacts,
  "id" | "workspaceId" | "planHash" | "startedBy" | "author"
> & {
  /** With its item, inside a map. */
  node: string;
  /** The workflow that calls it, to which events for it go: inside a map not that of the run. */
  workflowId: string;
};

/** The effects a step may have, bound to the transaction that records its result. */
export function stepTransaction(tx: Transaction, source: StepOfRun): StepTransaction {
  return {
    registerModel: (model) => registerModel(tx, source, model),
    openReview: (review) => openReview(tx, source, review),
    closeReview: (reviewId) => closeReview(tx, source, reviewId),
    deploy: (deployment) => deploy(tx, source, deployment),
  };
}
