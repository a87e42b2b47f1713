import { condition } from "@temporalio/workflow";
import type { EventDesk } from "./event-desk.ts";
import type { NodeRecord, RunActivities } from "./messages.ts";

/** Writes down, in batches, what ended without an activity of its own, and that nothing is left but to wait. */
export class NodeRecorder {
  private readonly runId: string;
  private readonly local: Pick<RunActivities, "recordNodes">;
  private readonly desk: EventDesk | null;
  private readonly unrecorded: NodeRecord[] = [];
  /** Steps that are done, whose records may be missing still: a worker that is killed right after leaves that to us. */
  done: string[] = [];
  private busy = 0;
  private idleRecorded = false;
  private ended = false;

  /** @param desk where the run waits; null for a part of a run, which cannot tell whether the rest does */
  constructor(runId: string, local: Pick<RunActivities, "recordNodes">, desk: EventDesk | null) {
    this.runId = runId;
    this.local = local;
    this.desk = desk;
  }

  note(record: NodeRecord): void {
    this.unrecorded.push(record);
  }

  /** Counts work that goes on: while there is any, the run does not merely wait. */
  async busily<T>(work: Promise<T>): Promise<T> {
    this.busy++;
    this.idleRecorded = false;
    try {
      return await work;
    } finally {
      this.busy--;
    }
  }

  /** Call when the run goes on after a pause: that it merely waits is written down anew. */
  stir(): void {
    this.idleRecorded = false;
  }

  /** Call when the last node has ended; `run` then ends too. */
  end(): void {
    this.ended = true;
  }

  private isIdle(): boolean {
    const { desk } = this;
    if (!desk || desk.paused || this.idleRecorded) return false;
    return this.busy === 0 && desk.waiting > 0;
  }

  async run(): Promise<void> {
    for (;;) {
      await condition(() => this.ended || this.unrecorded.length > 0 || this.isIdle());
      const records = this.unrecorded.splice(0);
      const waiting = this.isIdle();
      if (waiting) this.idleRecorded = true;
      if (records.length > 0 || waiting) {
        const done = waiting ? this.done.splice(0) : [];
        await this.local.recordNodes({ runId: this.runId, records, waiting, done });
      } else if (this.ended) return;
    }
  }
}
