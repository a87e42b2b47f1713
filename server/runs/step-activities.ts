import { ApplicationFailure, CancelledFailure, Context } from "@temporalio/activity";
import type { StepImplementation } from "../../workflows/core/define-step.ts";
import { StepError } from "../../workflows/core/step-error.ts";
import type { RunActivities, StepCall, StepReply } from "../../workflows/pipelines/messages.ts";
import { AttemptLost } from "./attempt-record.ts";
import { executeStep, type StepServices } from "./execute-step.ts";
import { findReusable } from "./find-reusable.ts";
import { recordItems } from "./items.ts";
import { loadPlan } from "./load-plan.ts";
import { recordMissing } from "./record-missing.ts";
import { endWaits, finishRun, recordNodes } from "./record-nodes.ts";
import { claimStepSlots, releaseSlots } from "./slots.ts";

const HEARTBEAT_MS = 2_000;

type StepActivities = Record<string, (call: StepCall) => Promise<StepReply>>;

/** One activity for each kind of step, by the kind's name. */
export function stepActivities(
  services: StepServices,
  implementations: readonly StepImplementation[],
): StepActivities {
  const underWay = new Set<Context>();
  // One timer for all: heartbeats say that this process lives, and bring back the news of cancellations.
  setInterval(() => {
    for (const context of underWay) context.heartbeat();
  }, HEARTBEAT_MS).unref();
  return Object.fromEntries(
    implementations.map((implementation) => [
      implementation.kind,
      async (call: StepCall) => {
        const context = Context.current();
        underWay.add(context);
        try {
          return await runAsActivity(services, implementation, call, context);
        } finally {
          underWay.delete(context);
        }
      },
    ]),
  );
}

/** The activities of a run besides its steps. */
export function runActivities(services: StepServices): RunActivities {
  const { db, artifacts } = services;
  return {
    recordNodes: async (call) => {
      await recordMissing(services, call.runId, call.done ?? []);
      await recordNodes(db, call);
    },
    recordItems: (call) => recordItems(db, call),
    finishRun: async (call) => {
      await recordMissing(services, call.runId, call.done ?? []);
      return await finishRun(db, call);
    },
    findReusable: (calls) => findReusable(services, calls),
    endWaits: (runId) => endWaits(db, runId),
    loadPlan: (runId) => loadPlan(db, runId),
    loadItems: ({ hash }) => artifacts.json(hash),
    claimSlots: (claim) => claimStepSlots(db, claim, workflowId()),
    releaseSlots: (claim) => releaseSlots(db, claim),
  };
}

async function runAsActivity(
  services: StepServices,
  implementation: StepImplementation,
  call: StepCall,
  { info, cancellationSignal }: Context,
): Promise<StepReply> {
  try {
    return await executeStep(services, implementation, call, cancellationSignal, {
      isFirst: info.attempt === 1,
      workflowId: info.workflowExecution!.workflowId,
    });
  } catch (error) {
    if (error instanceof StepError)
      throw ApplicationFailure.create({
        message: error.message,
        type: error.type,
        nonRetryable: !error.retryable,
        ...(error.retryAfterMs === undefined ? {} : { nextRetryDelay: error.retryAfterMs }),
      });
    if (cancellationSignal.aborted) throw new CancelledFailure("cancelled");
    if (error instanceof AttemptLost)
      // Temporal hears this only when no other attempt has taken over: then it is worth another.
      throw ApplicationFailure.retryable("This attempt was given up.", "attempt-lost");
    throw error;
  }
}

/** The workflow that calls the activity under way. */
function workflowId(): string {
  return Context.current().info.workflowExecution!.workflowId;
}
