import type { Database, Transaction } from "../../db/client.ts";
import type { Outputs } from "../../workflows/core/artifact.ts";
import { outlast } from "./outlast.ts";
import { recordDone, type DoneStep, type StepResult } from "./record-done.ts";
import {
  endAttempt,
  finishAttempt,
  startAttempt,
  suspendAttempt,
  type AttemptStart,
  type Suspension,
} from "./record-step.ts";
import type { ResultWriter } from "./result-writer.ts";

/** How long a step may run before its start is worth a record of its own, in milliseconds. */
const WORTH_A_RECORD_MS = 50;

type Started = NonNullable<Awaited<ReturnType<typeof startAttempt>>>;

/** The attempt was given up while it worked: another has taken its place, or the run has ended. Its result counts for nothing. */
export class AttemptLost extends Error {
  override name = "AttemptLost";
}

/**
 * What Postgres knows of one attempt. Its start is written when it has run for a moment, and its result in one statement
 * with the start when it was quicker: a short step costs one statement.
 */
export class AttemptRecord {
  private readonly db: Database;
  private readonly results: ResultWriter;
  private readonly start: AttemptStart;
  private readonly signal: AbortSignal;
  private readonly began = performance.now();
  private started: Promise<Started> | null = null;
  private timer: NodeJS.Timeout | null = null;
  /** Counts from 1. */
  attempt = 1;

  constructor(
    { db, results }: { db: Database; results: ResultWriter },
    start: AttemptStart,
    signal: AbortSignal,
  ) {
    this.db = db;
    this.results = results;
    this.start = start;
    this.signal = signal;
  }

  /** Begins the attempt; answers with the outputs when the step has its result already. */
  async begin(): Promise<Outputs | null> {
    if (this.start.first) {
      this.timer = setTimeout(() => {
        // A fault shows itself when the start is waited for.
        this.write().catch(() => undefined);
      }, WORTH_A_RECORD_MS);
      return null;
    }
    const started = await this.write();
    if ("outputs" in started) return started.outputs;
    this.attempt = started.attempt;
    return null;
  }

  /**
   * Call before a transaction that will record the attempt's end. Events are read in the order of their transactions: a
   * start that is written beside it would come after its end.
   */
  async settleStart({ write }: { write: boolean }): Promise<void> {
    this.stopTimer();
    if (write || this.started) await this.running();
  }

  /** Records, beside the run, a result that Temporal is given and of which nothing was written yet. False when it has to be waited for. */
  finishBeside(result: StepResult): boolean {
    if (this.started) return false;
    this.stopTimer();
    return this.results.writeLater(this.doneWith(result));
  }

  /** Records the result: in the transaction of its effects, or together with what else ends at this moment. */
  async finish(result: StepResult, tx?: Transaction): Promise<Outputs> {
    this.stopTimer();
    if (!this.started) {
      const step = this.doneWith(result);
      if (!tx) return this.results.write(step);
      const [outputs] = await recordDone(tx, [step]);
      // Another attempt's result came between.
      if (!outputs || outputs === "lost") throw new AttemptLost();
      return outputs;
    }
    const attempt = await this.running();
    const { cacheKey } = this.start;
    if (!(await finishAttempt(tx ?? this.db, this.start, attempt, { ...result, cacheKey })))
      throw new AttemptLost();
    return result.outputs;
  }

  async suspend(tx: Database | Transaction, suspension: Suspension): Promise<void> {
    const attempt = await this.running();
    if (!(await suspendAttempt(tx, this.start, attempt, suspension))) throw new AttemptLost();
  }

  async end(
    status: "failed" | "cancelled",
    error: { type: string; message: string } | null,
  ): Promise<void> {
    const attempt = await this.running();
    await outlast(this.signal, () => endAttempt(this.db, this.start, attempt, status, error));
  }

  private doneWith(result: StepResult): DoneStep {
    return { ...result, start: this.start, tookMs: performance.now() - this.began };
  }

  private async running(): Promise<number> {
    this.stopTimer();
    const started = await this.write();
    if ("outputs" in started) throw new AttemptLost();
    return started.attempt;
  }

  private write(): Promise<Started> {
    this.started ??= outlast(this.signal, () => startAttempt(this.db, this.start)).then(
      (started) => {
        if (!started) throw new AttemptLost();
        return started;
      },
    );
    return this.started;
  }

  private stopTimer(): void {
    if (this.timer) clearTimeout(this.timer);
  }
}
