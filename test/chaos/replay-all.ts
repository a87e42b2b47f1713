import path from "node:path";
import type { Client } from "@temporalio/client";
import { DefaultLogger, Runtime } from "@temporalio/worker";
import { workflowBundle } from "../../workflows/workflow-bundle.ts";
import { notReplayed } from "../support/replays.ts";

/** Another worker of the same release could take every workflow over: its history replays with the code that made it. */
export async function replayAll(client: Client, home: string): Promise<string[]> {
  Runtime.install({
    logger: new DefaultLogger("ERROR"),
    telemetryOptions: { logging: { filter: "ERROR" } },
    shutdownSignals: [],
  });
  // Where the stack's worker keeps it.
  const { codePath } = await workflowBundle(path.join(home, "build"));
  return notReplayed(client, codePath);
}
