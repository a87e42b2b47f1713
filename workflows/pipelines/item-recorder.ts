import { condition } from "@temporalio/workflow";
import { clock } from "./clock.ts";
import type { ItemRecord, RunActivities, RunItemsInput, RunItemsOutcome } from "./messages.ts";

/** Records are written when this share of the window has ended, or after a second. */
const WINDOW_SHARE = 4;
const LONGEST_MS = 1_000;

/** Counts how the items of a chunk end, and writes it down in batches. */
export class ItemRecorder {
  readonly counts: RunItemsOutcome = { done: 0, failed: 0, cancelled: 0 };
  private readonly of: Pick<RunItemsInput, "runId" | "node" | "total">;
  private readonly local: Pick<RunActivities, "recordItems">;
  private readonly batch: number;
  private readonly unrecorded: ItemRecord[] = [];
  private writtenAt = 0;
  private ended = false;

  constructor(
    { runId, node, total, window }: RunItemsInput,
    local: Pick<RunActivities, "recordItems">,
  ) {
    this.of = { runId, node, total };
    this.local = local;
    this.batch = Math.max(1, Math.ceil(window / WINDOW_SHARE));
  }

  note(record: ItemRecord): void {
    this.counts[record.status]++;
    this.unrecorded.push(record);
  }

  /** Call when the last item has ended; `run` then ends too. */
  end(): void {
    this.ended = true;
  }

  private isDue(): boolean {
    const { length } = this.unrecorded;
    return length >= this.batch || (length > 0 && clock.now() - this.writtenAt >= LONGEST_MS);
  }

  async run(): Promise<void> {
    for (;;) {
      await condition(() => this.ended || this.isDue());
      const items = this.unrecorded.splice(0);
      this.writtenAt = clock.now();
      if (items.length > 0) await this.local.recordItems({ ...this.of, items });
      else if (this.ended) return;
    }
  }
}
