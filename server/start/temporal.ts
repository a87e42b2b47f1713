import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { Connection } from "@temporalio/client";
import { repoRoot } from "../home.ts";
import type { ChildSpec } from "./child.ts";

/**
 * The dev server's defaults cost 50 ms for each of a step's two tasks: its queue processors poll 20 times a second.
 * Eager execution hands a worker its next activity in the same answer.
 */
const DYNAMIC_CONFIG = {
  "history.transferProcessorMaxPollRPS": 5000,
  "history.timerProcessorMaxPollRPS": 5000,
  "history.outboundProcessorMaxPollRPS": 5000,
  "history.visibilityProcessorMaxPollRPS": 5000,
  "system.enableActivityEagerExecution": true,
  // Results that come while the workflow thinks: above a hundred, by default, the server takes its task away, and all is replayed.
  "history.maximumBufferedEventsBatch": 10_000,
  // Without it the priority of a step is not heeded.
  "matching.useNewMatcher": true,
  // One process serves all: partitions would only shuffle the order of a queue.
  "matching.numTaskqueueReadPartitions": 1,
  "matching.numTaskqueueWritePartitions": 1,
};

/** Durable against the end of a process, at a tenth of the cost of SQLite's defaults. */
const PRAGMAS = { journal_mode: "WAL", synchronous: "NORMAL" };

export interface TemporalOptions {
  binary: string;
  port: number;
  uiPort: number;
  database: string;
  namespace: string;
}

/** Temporal's own server on a SQLite file, as a supervised process. */
export function temporalSpec(options: TemporalOptions): ChildSpec {
  const flags = [
    ...Object.entries(DYNAMIC_CONFIG).map(
      ([key, value]) => `--dynamic-config-value=${key}=${value}`,
    ),
    ...Object.entries(PRAGMAS).map(([key, value]) => `--sqlite-pragma=${key}=${value}`),
  ];
  const { binary, port, uiPort, database, namespace } = options;
  return {
    name: "temporal",
    command: binary,
    args: [
      "server",
      "start-dev",
      "--ip=127.0.0.1",
      `--port=${port}`,
      `--ui-port=${uiPort}`,
      `--db-filename=${database}`,
      `--namespace=${namespace}`,
      "--log-level=warn",
      "--log-format=json",
      ...flags,
    ],
    cwd: repoRoot,
    env: process.env,
    ipc: false,
    stopSignal: "SIGTERM",
    stopWithinMs: 10_000,
    readyWithinMs: 60_000,
    ready: (_child, died) => untilTemporalAnswers(`127.0.0.1:${port}`, namespace, died),
  };
}

/** Resolves when the server answers and knows the namespace; throws when `signal` aborts. */
export async function untilTemporalAnswers(
  address: string,
  namespace: string,
  signal: AbortSignal,
): Promise<void> {
  // gRPC waits a second after a refused connection: look at the port first.
  while (!(await listens(address))) await sleep(40, undefined, { signal });
  for (;;) {
    const problem = await askTemporal(address, namespace);
    if (problem === null) return;
    await sleep(50, undefined, { signal });
  }
}

/** Null where the server answers and knows the namespace, else what is wrong. */
export async function askTemporal(address: string, namespace: string): Promise<string | null> {
  let connection: Connection | undefined;
  try {
    connection = await Connection.connect({ address, connectTimeout: 3000 });
    const { workflowService } = connection;
    await connection.withDeadline(Date.now() + 3000, () =>
      workflowService.describeNamespace({ namespace }),
    );
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await connection?.close();
  }
}

async function listens(address: string): Promise<boolean> {
  const split = address.lastIndexOf(":");
  const host = address.slice(0, split).replace(/^\[|\]$/g, "");
  const socket = connect({ host, port: Number(address.slice(split + 1)), timeout: 1000 });
  try {
    return await new Promise<boolean>((resolve) => {
      socket.once("connect", () => resolve(true));
      socket.once("error", () => resolve(false));
      socket.once("timeout", () => resolve(false));
    });
  } finally {
    socket.destroy();
  }
}
