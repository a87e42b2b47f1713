import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "../../db/client.ts";
import type { Outputs } from "../../workflows/core/artifact.ts";
import { log } from "../log.ts";
import { AttemptLost } from "./attempt-record.ts";
import { isOutage } from "./outlast.ts";
import { keyOf, recordDone, type DoneStep } from "./record-done.ts";
import type { StepKey } from "./record-step.ts";

const MOST_ROWS = 200;
/** A step that others write at the same moment is done by then, or has a further attempt. */
const TRIES = 4;
/** How long a result that nobody waits for may wait for others, in milliseconds; and how many are enough for a statement. */
const GATHER_MS = 100;
const ENOUGH = 50;
/** How long Postgres is given to come back before such a result is tried again, in milliseconds. */
const PAUSE_MS = 500;
/** How long is waited for results to be written, in milliseconds; what is missing then is recorded from Temporal's history. */
const FLUSH_MS = 2_000;
/** Results that may be unwritten while their steps are taken as done. */
const MOST_UNWRITTEN = 1_000;
/** Results that are remembered as written until their run asks for them. */
const MOST_KNOWN = 20_000;

interface Asked {
  step: DoneStep;
  answer: (outputs: Outputs) => void;
  fail: (error: unknown) => void;
}

/**
 * Writes results of steps. Those that are waited for go at once, and those that end while a statement is under way together
 * with the next one. Those that nobody waits for are gathered for a moment, or until they are enough: a chain and a fan pay
 * a statement and a commit for many.
 */
export class ResultWriter {
  private readonly db: Database;
  private asked: Asked[] = [];
  private busy = false;
  /** What is gathered is to be written now. */
  private due = false;
  private timer: NodeJS.Timeout | null = null;
  /** Results that nobody waits for. */
  private unwritten = 0;
  private readonly flushing: (() => void)[] = [];
  private readonly known = new Set<string>();
  private stopped = false;

  constructor(db: Database) {
    this.db = db;
  }

  /**
   * Resolves when the result is safe, with the outputs that count: those of an earlier result where there is one.
   * Rejects as the statement would for this step alone, and with `AttemptLost` when its run has ended; when Postgres is away it may be made again.
   */
  write(step: DoneStep): Promise<Outputs> {
    const written = this.ask(step);
    this.hurry();
    return written;
  }

  /**
   * Takes a result that is safe already, because Temporal is given it, and writes it within a moment, or when Postgres is
   * back. False when too many are waiting: then it has to be waited for.
   */
  writeLater(step: DoneStep): boolean {
    if (this.unwritten >= MOST_UNWRITTEN) return false;
    this.unwritten++;
    this.gather({ ...step, endedAt: Date.now() });
    return true;
  }

  /** Writes what was taken until now; resolves when it is written, or when that takes too long: Postgres is away. */
  async flush(): Promise<void> {
    if (this.unwritten === 0) return;
    const allWritten = new Promise<void>((resolve) => this.flushing.push(resolve));
    this.hurry();
    const patience = new AbortController();
    const tooLong = sleep(FLUSH_MS, undefined, { signal: patience.signal }).catch(() => undefined);
    await Promise.race([allWritten, tooLong]);
    patience.abort();
  }

  /** Whether this process wrote the step's result itself; asked once, when its run makes sure of it. */
  wrote(step: StepKey): boolean {
    return this.known.delete(keyOf(step));
  }

  /** Writes what can still be written; the rest is recorded from Temporal's history. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.flush();
  }

  /** Without a promise for each: there are many, and nobody waits for one. */
  private gather(step: DoneStep): void {
    this.asked.push({
      step,
      answer: () => {
        if (this.known.size >= MOST_KNOWN) this.known.clear();
        this.known.add(keyOf(step.start));
        this.settle();
      },
      fail: (error) => this.tryAgain(step, error),
    });
    if (this.asked.length >= ENOUGH) this.hurry();
    else this.timer ??= setTimeout(() => this.hurry(), GATHER_MS);
  }

  private tryAgain(step: DoneStep, error: unknown): void {
    if (isOutage(error) && !this.stopped) {
      setTimeout(() => this.gather(step), PAUSE_MS).unref();
      return;
    }
    const { runId, node } = step.start;
    if (error instanceof AttemptLost)
      log.warn(
        { runId, node },
        "a result came when its run had ended or another attempt had begun",
      );
    // The end of the run finds it missing, and fails with the reason for as long as there is one.
    else if (!this.stopped) log.error({ err: error, runId, node }, "a result could not be written");
    this.settle();
  }

  private settle(): void {
    this.unwritten--;
    if (this.unwritten === 0) for (const resolve of this.flushing.splice(0)) resolve();
  }

  private ask(step: DoneStep): Promise<Outputs> {
    return new Promise((answer, fail) => {
      this.asked.push({ step, answer, fail });
    });
  }

  private hurry(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    this.due = true;
    if (this.busy) return;
    this.busy = true;
    // What is asked for in the same moment goes together.
    queueMicrotask(() => void this.work());
  }

  private async work(): Promise<void> {
    while (this.due && this.asked.length > 0) {
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
    this.due = later.length > 0;
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
      left = left.filter(({ answer, fail }, index) => {
        const outputs = written[index];
        if (outputs === "lost") fail(new AttemptLost());
        else if (outputs) answer(outputs);
        return !outputs;
      });
    }
  }
}
