import type { Outputs } from "../../core/artifact.ts";
import { implement, type StepResult } from "../../core/define-step.ts";
import { reviewKey, reviewOfKey } from "../../core/run-events.ts";
import { StepError } from "../../core/step-error.ts";
import { gatherEvidence } from "../../core/gather-evidence.ts";
import { step } from "./step.ts";

export default implement(step, async ({ config, inputs, ctx }): Promise<StepResult> => {
  const version = inputs["version"]![0]!;
  const { id, model, version: number } = version.meta;
  if (typeof id !== "string")
    throw new StepError(
      "bad-data",
      "What came in is no registered version; wire the output of a Register step here.",
    );
  const { event } = ctx;
  if (!event) {
    const name = `${String(model)} version ${String(number)}`;
    return {
      wait: async (tx) => {
        const { reviewId, refuse } = await tx.openReview({
          modelVersionId: id,
          title: config.title || name,
          instructions: config.instructions,
          evidence: gatherEvidence(inputs),
        });
        return {
          key: reviewKey(reviewId),
          refuse,
          waitingFor: `a reviewer's decision on ${name}`,
        };
      },
    };
  }
  const reviewId = reviewOfKey(event.key);
  return {
    finish: async (tx): Promise<Outputs> => {
      const { outcome, status } = await tx.reviewOutcome(reviewId);
      const decided = { ...version, meta: { ...version.meta, status, outcome, reviewId } };
      return outcome === "approved" ? { approved: decided } : { rejected: decided };
    },
  };
});
