import { ApplicationFailure, condition } from "@temporalio/workflow";
import type { StepEvent } from "../core/step-context.ts";
import { ALREADY_DELIVERED, NOT_WAITING, REFUSED_ACTOR, type WaitFor } from "./messages.ts";

/** Where steps wait for events by key, and where events are checked before they are let in. */
export class EventDesk {
  private readonly open = new Map<string, string[]>();
  private readonly delivered = new Map<string, StepEvent>();

  /** How many steps wait at this moment. */
  get waiting(): number {
    return this.open.size;
  }

  /** Sleeps until the event arrives, however long that takes. */
  async wait({ key, refuse }: WaitFor): Promise<StepEvent> {
    this.open.set(key, refuse);
    try {
      await condition(() => this.delivered.has(key));
    } finally {
      this.open.delete(key);
    }
    return this.delivered.get(key)!;
  }

  validate({ key, actorId }: StepEvent): void {
    if (this.delivered.has(key))
      throw ApplicationFailure.nonRetryable(
        `'${key}' has been answered already.`,
        ALREADY_DELIVERED,
      );
    const refuse = this.open.get(key);
    if (!refuse)
      throw ApplicationFailure.nonRetryable(`No step of this run waits for '${key}'.`, NOT_WAITING);
    if (refuse.includes(actorId))
      throw ApplicationFailure.nonRetryable(
        "Four eyes: neither the author nor who started the run may answer this.",
        REFUSED_ACTOR,
      );
  }

  deliver(event: StepEvent): void {
    this.delivered.set(event.key, event);
  }
}
