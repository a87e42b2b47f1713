/** An event may come before its step has begun to wait: such a young one is offered again soon. */
const EARLY_AGAIN_MS = 500;
const EARLY_FOR_MS = 30_000;
const LATE_AGAIN_MS = 5_000;
/** How long a workflow that gave no answer is left alone: twice as long each time. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
/** One of which nothing is heard for so long has no message left. */
const FORGET_MS = 10 * LONGEST_PAUSE_MS;

/** What a relay leaves alone for a while: messages that came before their step waits, and workflows that gave no answer. */
export class Pauses {
  /** By message: when it is offered again. */
  #early = new Map<string, number>();
  /** By workflow: how long it was left alone the last time, and when it is asked again. */
  #setBack = new Map<string, { pause: number; until: number }>();

  /** Forgets what is over. */
  tidy(): void {
    const now = Date.now();
    for (const [id, until] of this.#early) if (until <= now) this.#early.delete(id);
    for (const [id, { until }] of this.#setBack)
      if (until < now - FORGET_MS) this.#setBack.delete(id);
  }

  /** @returns after how many milliseconds the message is offered again */
  cameEarly({ id, createdAt }: { id: string; createdAt: Date }): number {
    const isYoung = Date.now() - createdAt.getTime() < EARLY_FOR_MS;
    const pause = isYoung ? EARLY_AGAIN_MS : LATE_AGAIN_MS;
    this.#early.set(id, Date.now() + pause);
    return pause;
  }

  /** @returns after how many milliseconds the workflow is asked again */
  gaveNoAnswer(workflowId: string): number {
    const before = this.#setBack.get(workflowId)?.pause ?? FIRST_PAUSE_MS / 2;
    const pause = Math.min(2 * before, LONGEST_PAUSE_MS);
    this.#setBack.set(workflowId, { pause, until: Date.now() + pause });
    return pause;
  }

  answered(workflowId: string): void {
    this.#setBack.delete(workflowId);
  }

  /** Whether the workflow gave no answer the last time. */
  isSetBack(workflowId: string): boolean {
    return this.#setBack.has(workflowId);
  }

  /** How many workflows gave no answer the last time. */
  get setBack(): number {
    return this.#setBack.size;
  }

  /** Messages that are not to be offered yet. */
  messages(): string[] {
    return [...this.#early.keys()];
  }

  /** Workflows that are not to be asked yet. */
  workflows(): string[] {
    const now = Date.now();
    return [...this.#setBack].flatMap(([id, { until }]) => (until > now ? [id] : []));
  }
}
