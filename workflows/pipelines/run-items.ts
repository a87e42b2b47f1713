import { CancellationScope, condition, setHandler } from "@temporalio/workflow";
import type { Json } from "../core/json.ts";
import { clock } from "./clock.ts";
import { EventDesk } from "./event-desk.ts";
import { GraphRun } from "./graph-run.ts";
import { inLanes } from "./in-lanes.ts";
import { local } from "./local-activities.ts";
import { Lookups } from "./lookups.ts";
import {
  deliverEvent,
  deliverGrant,
  setPaused,
  type ItemRecord,
  type RunItemsInput,
  type RunItemsOutcome,
} from "./messages.ts";
import { NodeRecorder } from "./node-recorder.ts";
import { rulesOf } from "./rules.ts";
import { runChild } from "./run-child.ts";

/** Records are written when this share of the window has ended, or after a second. */
const WINDOW_SHARE = 4;
const LONGEST_MS = 1_000;

/** Runs the body of a map for a chunk of its items, some at once. Stops early when more have failed than may. */
export async function runItems(input: RunItemsInput): Promise<RunItemsOutcome> {
  const { runId, node, map, chunk, window, mayFail, total, params, outer, limitedQueues } = input;
  const rules = rulesOf(input.engine ?? 2);
  const desk = new EventDesk();
  desk.paused = input.paused;
  const recorder = new NodeRecorder(runId, null);
  const lookups = new Lookups();
  setHandler(deliverEvent, (event) => desk.deliver(event), {
    validator: (event) => desk.validate(event),
  });
  setHandler(deliverGrant, (event) => desk.deliver(event));
  setHandler(setPaused, (paused) => {
    desk.paused = paused;
  });
  const counts = { done: 0, failed: 0, cancelled: 0 };
  const unrecorded: ItemRecord[] = [];
  let writtenAt = 0;
  let ended = false;

  const beginChild = async (childId: string) => {
    await desk.go();
    return await runChild(childId, { rules, limitedQueues });
  };

  const values = await local.loadItems(chunk);
  const recording = CancellationScope.nonCancellable(() =>
    Promise.all([recorder.run(), recordAsItGoes()]),
  );
  const items = values.map((value, offset) => ({ index: chunk.from + offset, value }));
  const enough = () => counts.failed > mayFail;
  try {
    await inLanes(items, Math.min(window, items.length), enough, runItem, rules);
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
      {
        runId,
        rules,
        params,
        desk,
        recorder,
        lookups,
        limitedQueues,
        item,
        ...(rules.wholeItems ? { runChild: beginChild } : {}),
      },
      Object.entries(outer),
    );
    graph.ending = input.ending ?? null;
    await desk.go();
    try {
      await graph.run(map.body);
    } catch (error) {
      counts.cancelled++;
      unrecorded.push({ ...record, status: "cancelled", error: null });
      throw error;
    }
    const { status, error } = graph.standing();
    counts[status]++;
    unrecorded.push({ ...record, status, error });
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
