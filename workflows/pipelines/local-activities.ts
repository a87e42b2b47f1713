import { proxyLocalActivities } from "@temporalio/workflow";
import type { RunActivities } from "./messages.ts";

/** The short activities of a run itself, in the worker that runs the workflow: they cost no round by a queue. */
export const local = proxyLocalActivities<RunActivities>({
  startToCloseTimeout: "1m",
  retry: { maximumInterval: "10s" },
});
