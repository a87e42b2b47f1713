import type { Outputs } from "../core/artifact.ts";
import type { RunActivities, StepCall } from "./messages.ts";

/** Steps looked for at once, at most: their calls and outputs travel together. */
const BATCH = 50;

/**
 * Looks for earlier results before a step takes a worker's slot: together for all steps that are ready at the same
 * moment, in the workflow's own task.
 */
export class Lookups {
  private readonly asked: {
    call: StepCall;
    answer: (outputs: Outputs | null) => void;
    fail: (error: unknown) => void;
  }[] = [];
  private asking = false;
  private readonly local: Pick<RunActivities, "findReusable">;

  constructor(local: Pick<RunActivities, "findReusable">) {
    this.local = local;
  }

  /** The outputs of an earlier result, by now recorded as this run's; null when there is none. */
  async find(call: StepCall): Promise<Outputs | null> {
    const found = new Promise<Outputs | null>((answer, fail) => {
      this.asked.push({ call, answer, fail });
    });
    if (!this.asking) {
      this.asking = true;
      void this.ask();
    }
    return await found;
  }

  private async ask(): Promise<void> {
    // Everything that becomes ready in this activation is asked for together.
    await Promise.resolve();
    await Promise.resolve();
    while (this.asked.length > 0) {
      const batch = this.asked.splice(0, BATCH);
      try {
        const found = await this.local.findReusable(batch.map(({ call }) => call));
        for (const [index, { answer }] of batch.entries()) answer(found[index] ?? null);
      } catch (error) {
        for (const { fail } of batch) fail(error);
      }
    }
    this.asking = false;
  }
}
