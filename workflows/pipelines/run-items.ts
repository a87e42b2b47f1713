import { CancellationScope, condition, isCancellation, setHandler } from "@temporalio/workflow";
import type { Json } from "../core/json.ts";
import { clock } from "./clock.ts";
import { EventDesk } from "./event-desk.ts";
import { GraphRun } from "./graph-run.ts";
import { local } from "./local-activities.ts";
import { Lookups } from "./lookups.ts";
import {
  deliverEvent,
  setPaused,
  type ItemRecord,
  type RunItemsInput,
  type RunItemsOutcome,
} from "./messages.ts";
import { NodeRecorder } from "./node-recorder.ts";

/** Records are written when this share of the window has ended, or after a second. */
const WINDOW_SHARE = 4;
const LONGEST_MS = 1_000;

/** Runs the body of a map for a chunk of its items, some at once. Stops early when more have failed than may. */
export async function runItems(input: RunItemsInput): Promise<RunItemsOutcome> {
  const { runId, node, map, chunk, window, mayFail, total, params, outer, limitedQueues } = input;
  const desk = new EventDesk();
  desk.paused = input.paused;
  const recorder = new NodeRecorder(runId, null);
  const lookups = new Lookups();
  setHandler(deliverEvent, (event) => desk.deliver(event), {
    validator: (event) => desk.validate(event),
  });
  setHandler(setPaused, (paused) => {
    desk.paused = paused;
  });
  const counts = { done: 0, failed: 0, cancelled: 0 };
  const unrecorded: ItemRecord[] = [];
  let writtenAt = 0;
  let ended = false;

  const values = await local.loadItems(chunk);
  const recording = CancellationScope.nonCancellable(() =>
    Promise.all([recorder.run(), recordAsItGoes()]),
  );
  const scope = new CancellationScope({ cancellable: true });
  const waiting = values.map((value, offset) => ({ index: chunk.from + offset, value }));
  const next = () => (scope.consideredCancelled ? undefined : waiting.shift());
  const lane = async (): Promise<void> => {
    for (let item = next(); item; item = next()) {
      await runItem(item);
      if (counts.failed > mayFail) scope.cancel();
    }
  };
  try {
    await scope.run(() =>
      Promise.all(Array.from({ length: Math.min(window, values.length) }, () => lane())),
    );
  } catch (error) {
    const gaveUp = isCancellation(error) && counts.failed > mayFail;
    if (!gaveUp || CancellationScope.current().consideredCancelled) throw error;
  } finally {
    recorder.end();
    ended = true;
    await CancellationScope.nonCancellable(() => recording);
  }
  return counts;

  async function runItem(item: { index: number; value: Json }): Promise<void> {
    const record = {
      index: item.index,
      label: JSON.stringify(item.value).slice(0, 120),
      startedAt: clock.iso(),
    };
    const graph = new GraphRun(
      { runId, params, desk, recorder, lookups, limitedQueues, item },
      Object.entries(outer),
    );
    await desk.go();
    try {
      await graph.run(map.body);
    } catch (error) {
      counts.cancelled++;
      unrecorded.push({ ...record, status: "cancelled", error: null });
      throw error;
    }
    const failures = [...graph.results].flatMap(([id, result]) =>
      result.status === "failed" && !result.tolerated ? [`${id}: ${result.why}`] : [],
    );
    const status = failures.length > 0 ? "failed" : "done";
    counts[status]++;
    unrecorded.push({ ...record, status, error: failures.join("\n") || null });
  }

  async function recordAsItGoes(): Promise<void> {
    const batch = Math.max(1, Math.ceil(window / WINDOW_SHARE));
    const due = () =>
      unrecorded.length >= batch ||
      (unrecorded.length > 0 && clock.now() - writtenAt >= LONGEST_MS);
    for (;;) {
      await condition(() => ended || due());
      const items = unrecorded.splice(0);
      writtenAt = clock.now();
      if (items.length > 0) await local.recordItems({ runId, node, total, items });
      else if (ended) return;
    }
  }
}
