import type { Database, Transaction } from "../../db/client.ts";
import type { StepTransaction } from "../../workflows/core/step-context.ts";
import { auditRefusedDeploy, deploy } from "../deployments/deploy.ts";
import { registerModel } from "../models/register.ts";
import { reviewOutcome } from "../reviews/outcome-of.ts";
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
    reviewOutcome: (reviewId) => reviewOutcome(tx, source, reviewId),
    deploy: (deployment) => deploy(tx, source, deployment),
  };
}

/**
 * Does something in one transaction with the effects of a step. That a deployment was refused is written down after the
 * refusal has undone it all.
 */
export async function inStepTransaction<T>(
  db: Database,
  source: StepOfRun,
  act: (effects: StepTransaction, tx: Transaction) => Promise<T>,
): Promise<T> {
  let refused: unknown = null;
  try {
    return await db.transaction((tx) => {
      const effects = stepTransaction(tx, source);
      const asked: StepTransaction["deploy"] = (deployment) =>
        effects.deploy(deployment).catch((error: unknown) => {
          refused = error;
          throw error;
        });
      return act({ ...effects, deploy: asked }, tx);
    });
  } catch (error) {
    if (refused !== null) await auditRefusedDeploy(db, source, refused);
    throw error;
  }
}
