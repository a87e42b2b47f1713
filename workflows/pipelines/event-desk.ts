import { ApplicationFailure, condition } from "@temporalio/workflow";
import {
  ALREADY_DELIVERED,
  NOT_WAITING,
  PAUSE,
  REFUSED_ACTOR,
  RESUME,
} from "../core/run-events.ts";
import type { StepEvent } from "../core/step-context.ts";
import { clock } from "./clock.ts";
import type { WaitFor } from "./messages.ts";

/** Where steps wait for events by key, and where events are checked before they are let in. */
export class EventDesk {
  private readonly open = new Map<string, string[]>();
  private readonly delivered = new Map<string, StepEvent>();
  /** While it is set no step begins. */
  paused = false;

  /** How many steps wait at this moment. */
  get waiting(): number {
    return this.open.size;
  }

  /** Sleeps until the event arrives or its time has come, however long that takes. */
  async wait({ key, refuse, until }: WaitFor): Promise<StepEvent> {
    this.open.set(key, refuse);
    try {
      const arrived = () => this.delivered.has(key);
      if (until === undefined) await condition(arrived);
      else {
        const left = clock.until(until);
        if (!(left > 0 && (await condition(arrived, left))))
          this.delivered.set(key, { key, actorId: "", payload: { timedOut: true } });
      }
    } finally {
      this.open.delete(key);
    }
    return this.delivered.get(key)!;
  }

  /** Sleeps while the run is paused. */
  async go(): Promise<void> {
    if (this.paused) await condition(() => !this.paused);
  }

  validate({ key, actorId }: StepEvent): void {
    if (key === PAUSE || key === RESUME) return;
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
    if (event.key === PAUSE || event.key === RESUME) this.paused = event.key === PAUSE;
    else this.delivered.set(event.key, event);
  }
}
