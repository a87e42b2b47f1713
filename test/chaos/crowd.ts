import { setTimeout as sleep } from "node:timers/promises";
import { insist, isRefusal, type People } from "./people.ts";
import { documentOf, type Shape } from "./shapes.ts";

/** Runs that are at work at once, those that wait for a person left out. */
const AT_ONCE = 5;
const LOOK_EVERY_MS = 250;
const OPEN = ["queued", "running", "waiting", "paused"] as const;

type OpenRun = { id: string; name: string; status: string };

/** Starts runs of one shape after another, reviews and cancels, through the web application, as people do. */
export class Crowd {
  private readonly people: People;
  private readonly byName: Map<string, Shape>;
  private readonly order: Shape[];
  private next = 0;
  private readonly paused = new Set<string>();
  private readonly cancelled = new Set<string>();
  private readonly stopping = new AbortController();
  private working: Promise<void> | null = null;
  /** Runs not ended when it looked last. */
  open = 0;

  constructor(people: People, shapes: Shape[]) {
    this.people = people;
    this.order = shapes;
    this.byName = new Map(shapes.map((shape) => [shape.name, shape]));
  }

  /** Begins to start runs, one shape after another, again and again. */
  begin(): void {
    this.working = this.work();
    // Told when `finish` waits for it.
    this.working.catch(() => undefined);
  }

  /** Starts one run of each shape, and sees to all that is open until it has ended. */
  async runEachOnce(withinMs: number): Promise<void> {
    for (const shape of this.order) await this.start(shape);
    await this.untilAllEnded(withinMs);
  }

  /** Starts no more, and sees to what is open until all has ended; says what has not within the time. */
  async finish(withinMs: number): Promise<void> {
    this.stopping.abort();
    await this.working;
    await this.untilAllEnded(withinMs);
  }

  private async untilAllEnded(withinMs: number): Promise<void> {
    const deadline = Date.now() + withinMs;
    for (;;) {
      const open = await this.look();
      if (open.length === 0) return;
      if (Date.now() > deadline)
        throw new Error(
          `${open.length} runs have not ended ${withinMs / 1_000} s after the last kill: ${open.map(({ id, name, status }) => `${name} ${id} is ${status}`).join("; ")}`,
        );
      await sleep(LOOK_EVERY_MS);
    }
  }

  private async work(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      const open = await this.look();
      const busy = open.filter(({ status }) => status !== "waiting").length;
      if (busy < AT_ONCE) await this.start(this.order[this.next++ % this.order.length]!);
      else await sleep(LOOK_EVERY_MS);
    }
  }

  private async start(shape: Shape): Promise<void> {
    const document = documentOf(shape);
    await insist(() => this.people.designer.runs.start.mutate({ document }));
  }

  /** Does what there is to do for people; answers with the runs that are open. */
  private async look(): Promise<OpenRun[]> {
    const { designer } = this.people;
    const pages = await Promise.all(
      OPEN.map((status) => insist(() => designer.runs.list.query({ status, limit: 100 }))),
    );
    const open = pages.flatMap(({ items }) => items);
    for (const run of open) {
      await this.cancelIfWanted(run);
      await this.pauseIfWanted(run);
      await this.sendIfWanted(run);
    }
    await this.decideReviews();
    this.open = open.length;
    return open;
  }

  private async cancelIfWanted({ id, name, status }: OpenRun): Promise<void> {
    const cancel = this.byName.get(name)?.cancel;
    if (cancel === undefined || this.cancelled.has(id)) return;
    const isTime = cancel === "waiting" ? status === "waiting" : await this.trains(id);
    if (!isTime) return;
    await orTooLate(() => this.people.designer.runs.cancel.mutate({ id }));
    this.cancelled.add(id);
  }

  private async pauseIfWanted({ id, name, status }: OpenRun): Promise<void> {
    const { designer } = this.people;
    if (status === "paused") await orTooLate(() => designer.runs.resume.mutate({ id }));
    else if (status === "waiting" && this.byName.get(name)?.pause && !this.paused.has(id)) {
      this.paused.add(id);
      await orTooLate(() => designer.runs.pause.mutate({ id }));
    }
  }

  private async sendIfWanted({ id, name: pipeline, status }: OpenRun): Promise<void> {
    const name = this.byName.get(pipeline)?.event;
    if (name === undefined || status !== "waiting") return;
    // Whoever waits no more has it.
    await orTooLate(() => this.people.designer.events.send.mutate({ name, run: id }));
  }

  private async trains(id: string): Promise<boolean> {
    const points = await insist(() =>
      this.people.designer.runs.metrics.query({ id, node: "train" }),
    );
    return points.length > 0;
  }

  private async decideReviews(): Promise<void> {
    const { reviewer } = this.people;
    const { items } = await insist(() =>
      reviewer.reviews.list.query({ status: "open", limit: 100 }),
    );
    for (const { id, pipeline } of items) {
      const outcome = this.byName.get(pipeline)?.decision;
      if (outcome === undefined) continue;
      const { packHash } = await insist(() => reviewer.reviews.get.query({ id }));
      const comment = `Decided amid chaos: ${outcome}.`;
      await orTooLate(() => reviewer.reviews.decide.mutate({ id, outcome, comment, packHash }));
    }
  }
}

/** An act whose answer was lost is refused the second time, as it has been done. */
async function orTooLate(act: () => Promise<unknown>): Promise<void> {
  await insist(act).catch((error: unknown) => {
    if (!isRefusal(error)) throw error;
  });
}
