import { proxyLocalActivities } from "@temporalio/workflow";
import type { RunActivities } from "./messages.ts";
import type { Rules } from "./rules.ts";

/** The short activities of a run itself, in the worker that runs the workflow: they cost no round by a queue. */
const atOnce: RunActivities = proxyLocalActivities<RunActivities>({
  startToCloseTimeout: "1m",
  retry: { maximumInterval: "10s" },
});

/**
 * Those of one workflow. They come one at a time: several at once are answered in the order in which they end, but in that in
 * which they were called when the history is replayed, so that what follows from them would come in another order.
 */
export function localActivities({ localInTurn }: Rules): RunActivities {
  if (!localInTurn) return atOnce;
  let turn: Promise<unknown> = Promise.resolve();
  return new Proxy(atOnce, {
    get: (activities, name: keyof RunActivities) => (call: never) => {
      const result = turn.then(() => (activities[name] as (call: never) => unknown)(call));
      turn = result.catch(() => undefined);
      return result;
    },
  });
}
