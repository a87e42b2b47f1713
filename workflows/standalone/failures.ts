import {
  ActivityFailure,
  ApplicationFailure,
  ChildWorkflowFailure,
  isCancellation,
  TimeoutFailure,
} from "@temporalio/workflow";
import type { ArtifactRef } from "../core/artifact.ts";
import type { RunEnding } from "../core/step-context.ts";

/** A step whose failure does not fail the run: its outputs, or, at `error`, why it failed. */
export async function tolerate<Outputs extends object>(
  node: string,
  step: Promise<Outputs>,
): Promise<Partial<Outputs> & { error?: ArtifactRef }> {
  try {
    return await step;
  } catch (error) {
    if (isCancellation(error)) throw error;
    const failure: ArtifactRef = {
      type: "failure",
      // It has no content beside its facts.
      hash: "0".repeat(64),
      bytes: 0,
      meta: { node, message: sentence(error) },
    };
    return { error: failure } as Partial<Outputs> & { error: ArtifactRef };
  }
}

/**
 * What each of the branches gave, once all have ended: after one has failed, the others are finished first, so that whatever
 * comes next meets nothing that still goes on. It then fails as the first of them in this order; cancelled, as cancelled.
 */
export async function together<Branches extends readonly unknown[]>(
  branches: readonly [...Branches],
): Promise<{ -readonly [Key in keyof Branches]: Awaited<Branches[Key]> }> {
  const ended = await Promise.allSettled(branches);
  for (const one of ended)
    if (one.status === "rejected" && isCancellation(one.reason)) throw one.reason;
  return Promise.all(branches);
}

/** How a run stands that ended with this error. */
export function endingOf(error: unknown): RunEnding {
  if (isCancellation(error)) return { status: "cancelled", error: null, failed: [] };
  const cause = error instanceof ActivityFailure ? error.cause : error;
  const node = cause instanceof ApplicationFailure ? cause.details?.[0] : undefined;
  const failed = typeof node === "string" ? [node] : [];
  return { status: "failed", error: [...failed, sentence(error)].join(": "), failed };
}

/** A failure in a sentence for people. */
export function sentence(error: unknown): string {
  if (error instanceof ChildWorkflowFailure && error.cause) return sentence(error.cause);
  if (!(error instanceof ActivityFailure))
    return error instanceof Error ? error.message : String(error);
  if (error.cause instanceof TimeoutFailure)
    return error.cause.timeoutType === "HEARTBEAT"
      ? "The worker that ran this step was lost, and no attempt was left."
      : "The step took longer than its time limit.";
  return error.cause?.message ?? error.message;
}
