import type { Database } from "../../db/client.ts";
import type { Outputs } from "../../workflows/core/artifact.ts";
import { isOutage } from "./outlast.ts";
import { keyOf, recordDone, type DoneStep } from "./record-done.ts";

const MOST_ROWS = 200;
/** A step that others write at the same moment is done by then, or has a further attempt. */
const TRIES = 4;

interface Asked {
  step: DoneStep;
  answer: (outputs: Outputs) => void;
  fail: (error: unknown) => void;
}

/**
 * Writes results of steps: those that end while a statement is under way go together with the next one. A step of a chain
 * waits for nobody, and a fan pays a statement and a commit for many.
 */
export class ResultWriter {
  private readonly db: Database;
  private asked: Asked[] = [];
  private busy = false;

  constructor(db: Database) {
    this.db = db;
  }

  /**
   * Resolves when the result is safe, with the outputs that count: those of an earlier result where there is one.
   * Rejects as the statement would for this step alone; when Postgres is away it may be made again.
   */
  write(step: DoneStep): Promise<Outputs> {
    return new Promise((answer, fail) => {
      this.asked.push({ step, answer, fail });
      if (this.busy) return;
      this.busy = true;
      // What is asked for in the same moment goes together.
      queueMicrotask(() => void this.work());
    });
  }

  private async work(): Promise<void> {
    while (this.asked.length > 0) {
      const batch = this.takeBatch();
      try {
        await this.send(batch);
      } catch (error) {
        if (batch.length === 1 || isOutage(error)) for (const { fail } of batch) fail(error);
        // One of them is at fault; the others must not suffer for it.
        else for (const one of batch) await this.send([one]).catch(one.fail);
      }
    }
    this.busy = false;
  }

  /** One of each step: a second result of the same step waits for the next statement, which finds the first. */
  private takeBatch(): Asked[] {
    const batch = new Map<string, Asked>();
    const later: Asked[] = [];
    for (const one of this.asked) {
      const key = keyOf(one.step.start);
      if (batch.size < MOST_ROWS && !batch.has(key)) batch.set(key, one);
      else later.push(one);
    }
    this.asked = later;
    return [...batch.values()];
  }

  private async send(batch: Asked[]): Promise<void> {
    let left = batch;
    for (let tries = 0; left.length > 0; tries++) {
      if (tries === TRIES)
        throw new Error(
          `The result of '${left[0]!.step.start.node}' could not be written: others write the same step over and over.`,
        );
      const written = await recordDone(
        this.db,
        left.map(({ step }) => step),
      );
      left = left.filter(({ answer }, index) => {
        const outputs = written[index];
        if (outputs) answer(outputs);
        return !outputs;
      });
    }
  }
}
