import { fileURLToPath } from "node:url";
import { NativeConnection, Worker } from "@temporalio/worker";
import { WORKER_SETTINGS } from "../../workflows/start-worker.ts";
import type { TestEngine } from "../support/engine.ts";
import { testServers } from "../support/servers.ts";
import type * as workflows from "./hand-written.ts";

export interface ByHand {
  /** Starts a hand-written workflow; answers with its handle. */
  start: (
    workflow: keyof typeof workflows,
    size: number,
  ) => Promise<{ result(): Promise<unknown> }>;
  /** When the activity was last entered, by `performance.now()`. */
  lastBegun: () => number;
  stop: () => Promise<void>;
}

/** A worker with the hand-written workflows, on the engine's server and with the settings of the engine's worker. */
export async function startByHand({ client }: TestEngine): Promise<ByHand> {
  const { temporalAddress } = await testServers();
  const connection = await NativeConnection.connect({ address: temporalAddress });
  let begun = 0;
  const worker = await Worker.create({
    connection,
    namespace: client.options.namespace,
    taskQueue: "by-hand",
    workflowsPath: fileURLToPath(new URL("hand-written.ts", import.meta.url)),
    activities: {
      noop: (input: unknown) => {
        begun = performance.now();
        return Promise.resolve(input);
      },
    },
    ...WORKER_SETTINGS,
  });
  const ended = worker.run();
  let count = 0;
  return {
    start: (workflow, size) =>
      client.workflow.start(workflow, {
        workflowId: `by-hand-${process.pid}-${count++}`,
        taskQueue: "by-hand",
        args: [size],
      }),
    lastBegun: () => begun,
    stop: async () => {
      worker.shutdown();
      await ended;
      await connection.close();
    },
  };
}
