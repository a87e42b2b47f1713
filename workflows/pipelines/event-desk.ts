import { ApplicationFailure, condition } from "@temporalio/workflow";
import {
  ALREADY_DELIVERED,
  CUT_SHORT,
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
  private cancelled = false;

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

  /** Call when the run is cancelled: what it does at its end is held by no pause. */
  goOn(): void {
    this.cancelled = true;
    this.paused = false;
  }

  validate({ key, actorId }: StepEvent): void {
    if (isOfRun(key)) return;
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
    if (!isOfRun(event.key)) this.delivered.set(event.key, event);
    else if (event.key !== CUT_SHORT) this.paused = event.key === PAUSE && !this.cancelled;
  }
}

/** Whether an event is for the whole run and may come more than once. */
function isOfRun(key: string): boolean {
  return key === PAUSE || key === RESUME || key === CUT_SHORT;
}
