import {
  CancellationScope,
  condition,
  isCancellation,
  proxyActivities,
  setHandler,
  workflowInfo,
} from "@temporalio/workflow";
import { runEndKey } from "../core/run-events.ts";
import { deliverEvent } from "./messages.ts";
import type { Fired, TriggerActivities, TriggerCall } from "./trigger-messages.ts";

const { startTriggered, cancelTriggered } = proxyActivities<TriggerActivities>({
  taskQueue: "control",
  startToCloseTimeout: "1m",
  retry: { maximumInterval: "10s" },
});
const { scanFolder } = proxyActivities<TriggerActivities>({
  taskQueue: "control",
  startToCloseTimeout: "1h",
  heartbeatTimeout: "20s",
  retry: { maximumInterval: "10s" },
});

/**
 * One action of a schedule: starts a run and lasts as long as it does, so that the schedule's overlap policy is about
 * runs. The run's end arrives as an event, written in the transaction that ended it. Cancelled, it cancels the run.
 */
export async function fireTrigger(call: TriggerCall): Promise<Fired> {
  const ended = new Set<string>();
  setHandler(deliverEvent, ({ key }) => void ended.add(key));
  const { workflowId, runId: execution, startTime, searchAttributes } = workflowInfo();
  const scheduled = searchAttributes["TemporalScheduledStartTime"]?.[0];
  const fired = await CancellationScope.nonCancellable(() =>
    startTriggered({
      ...call,
      key: `${workflowId}/${execution}`,
      scheduledAt: toIso(scheduled) ?? startTime.toISOString(),
      takenAt: startTime.toISOString(),
      workflowId,
    }),
  );
  if (fired.outcome !== "started") return fired;
  const { runId } = fired;
  const over = () => ended.has(runEndKey(runId));
  try {
    await condition(over);
  } catch (error) {
    if (!isCancellation(error)) throw error;
    await CancellationScope.nonCancellable(async () => {
      await cancelTriggered({ triggerId: call.triggerId, runId });
      await condition(over);
    });
    throw error;
  }
  return fired;
}

/** One look at a watched folder. */
export async function watchFolder(call: TriggerCall): Promise<{ started: number }> {
  return scanFolder({ ...call, takenAt: workflowInfo().startTime.toISOString() });
}

function toIso(value: unknown): string | null {
  if (typeof value === "string") return value;
  return value instanceof Object && "toISOString" in value
    ? (value as { toISOString: () => string }).toISOString()
    : null;
}
