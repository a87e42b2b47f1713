import { CancellationScope, setHandler } from "@temporalio/workflow";
import type { MapItem } from "../core/items.ts";
import { clock } from "./clock.ts";
import { EventDesk } from "./event-desk.ts";
import { GraphRun, type GraphSettings } from "./graph-run.ts";
import { inLanes } from "./in-lanes.ts";
import { ItemRecorder } from "./item-recorder.ts";
import { localActivities } from "./local-activities.ts";
import { Lookups } from "./lookups.ts";
import {
  deliverEvent,
  deliverGrant,
  setPaused,
  type RunItemsInput,
  type RunItemsOutcome,
} from "./messages.ts";
import { NodeRecorder } from "./node-recorder.ts";
import { rulesOf } from "./rules.ts";
import { runChild } from "./run-child.ts";

/** Runs the body of a map for a chunk of its items, some at once. Stops early when more have failed than may. */
export async function runItems(input: RunItemsInput): Promise<RunItemsOutcome> {
  const { runId, chunk, window, mayFail, params, limitedQueues } = input;
  const rules = rulesOf(input.engine ?? 2);
  const local = localActivities(rules);
  const desk = new EventDesk();
  desk.paused = input.paused;
  const recorder = new NodeRecorder(runId, local, null);
  const ended = new ItemRecorder(input, local);
  setHandler(deliverEvent, (event) => desk.deliver(event), {
    validator: (event) => desk.validate(event),
  });
  setHandler(deliverGrant, (event) => desk.deliver(event));
  setHandler(setPaused, (paused) => {
    desk.paused = paused;
  });
  const beginChild = async (childId: string) => {
    await desk.go();
    return await runChild(childId, { rules, limitedQueues });
  };
  const settings: GraphSettings = {
    runId,
    rules,
    local,
    params,
    desk,
    recorder,
    lookups: new Lookups(local),
    limitedQueues,
    ...(rules.wholeItems ? { runChild: beginChild } : {}),
  };

  const values = await local.loadItems(chunk);
  const recording = CancellationScope.nonCancellable(() =>
    Promise.all([recorder.run(), ended.run()]),
  );
  const items = values.map((value, offset) => ({ index: chunk.from + offset, value }));
  const enough = () => ended.counts.failed > mayFail;
  const work = (item: MapItem) => runItem(item, input, settings, ended);
  try {
    await inLanes(items, Math.min(window, items.length), enough, work, rules);
  } finally {
    recorder.end();
    ended.end();
    await CancellationScope.nonCancellable(() => recording);
  }
  return ended.counts;
}

async function runItem(
  item: MapItem,
  { map, outer, ending }: RunItemsInput,
  settings: GraphSettings,
  ended: ItemRecorder,
): Promise<void> {
  const record = {
    index: item.index,
    label: JSON.stringify(item.value).slice(0, 120),
    startedAt: clock.iso(),
  };
  const graph = new GraphRun({ ...settings, item }, Object.entries(outer));
  graph.ending = ending ?? null;
  await settings.desk.go();
  try {
    await graph.run(map.body);
  } catch (error) {
    ended.note({ ...record, status: "cancelled", error: null });
    throw error;
  }
  const { status, error } = graph.standing();
  ended.note({ ...record, status, error });
}
