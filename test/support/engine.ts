import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client, Connection } from "@temporalio/client";
import { readEnv } from "../../server/env.ts";
import { Artifacts } from "../../server/artifacts.ts";
import type { Ctx } from "../../server/context.ts";
import { repoRoot } from "../../server/home.ts";
import { get } from "../../server/runs/get.ts";
import { start } from "../../server/runs/start.ts";
import type { StepImplementation } from "../../workflows/core/define-step.ts";
import {
  installTemporalLogger,
  startWorker,
  type RunningWorker,
} from "../../workflows/start-worker.ts";
import { workflowBundle } from "../../workflows/workflow-bundle.ts";
import { freshWorkspace } from "./factories.ts";
import { notReplayed } from "./replays.ts";
import { startTestDatabase, type TestDatabase } from "./postgres.ts";
import { atEnd, testServers } from "./servers.ts";
import { testImplementations, testRegistry } from "./steps.ts";

export interface TestEngine {
  database: TestDatabase;
  client: Client;
  home: string;
  /** What a designer, a reviewer or an admin of one fresh workspace acts with. */
  as: Record<"designer" | "reviewer" | "admin", Ctx>;
  /** Starts a run of nodes and wires; answers its id. */
  run: (document: TestDocument, as?: Ctx) => Promise<string>;
  /** Waits until a run is in one of the states; fails after `withinMs`. */
  until: (runId: string, states: string[], withinMs?: number) => ReturnType<typeof get>;
  /** A further worker; with the other workers' addresses and code unless told otherwise. */
  startWorker: (other?: OtherWorker) => Promise<RunningWorker>;
  /** Stops the worker that began with the engine. */
  stopWorker: () => Promise<void>;
  /** What a worker that takes over the workflows of all runs would do otherwise than it was done: nothing, or each has the error. */
  notReplayed: () => Promise<string[]>;
}

type OtherWorker = Partial<
  Pick<Parameters<typeof startWorker>[0], "bundle" | "databaseUrl" | "temporalAddress">
>;

export interface TestDocument {
  nodes: {
    id: string;
    kind: string;
    parent?: string;
    config?: Record<string, unknown>;
    policy?: Record<string, unknown>;
    pin?: { run: string; node?: string };
  }[];
  wires?: [string, string][];
  params?: Record<string, unknown>;
  concurrency?: { runs: number };
}

/**
 * The real engine: Postgres, Temporal and a worker in this process, on a task queue's namespace of their own database.
 * @param other a Temporal server that is not the one of all tests
 */
export async function startTestEngine(
  implementations: readonly StepImplementation[] = testImplementations,
  other: { temporalAddress?: string } = {},
): Promise<TestEngine> {
  const { temporalAddress } = { ...(await testServers()), ...other };
  const database = await startTestDatabase();
  const home = await mkdtemp(path.join(tmpdir(), "penstock-engine-"));
  const connection = await Connection.connect({ address: temporalAddress });
  // Packed once for all files, under the hash of its sources.
  const bundle = await workflowBundle(path.join(repoRoot, "node_modules", ".cache", "penstock"));
  const namespace = await freshNamespace(connection);
  const client = new Client({ connection, namespace });
  installTemporalLogger();
  const { system } = await database.logins();
  const launch = (differing: OtherWorker = {}) =>
    startWorker({
      databaseUrl: system,
      temporalAddress,
      temporalNamespace: namespace,
      home,
      cache: readEnv().cache,
      queues: ["control", "cpu"],
      // The test kinds come with those of the product that they need; both may be given.
      implementations: [...new Map(implementations.map((one) => [one.kind, one])).values()],
      bundle,
      slots: 2,
      threads: 2,
      ...differing,
    });
  let worker: RunningWorker | null = await launch();
  const stopWorker = async () => {
    const running = worker;
    worker = null;
    await running?.stop();
  };
  const workspace = await freshWorkspace(database.db);
  const services = {
    db: (await database.as(workspace.workspaceId)).db,
    artifacts: new Artifacts(home),
    temporal: () => Promise.resolve(client),
  };
  const as = Object.fromEntries(
    (["designer", "reviewer", "admin"] as const).map((role) => [
      role,
      { ...services, actor: workspace[role] },
    ]),
  ) as TestEngine["as"];
  atEnd(async () => {
    await stopWorker();
    await connection.close();
    await rm(home, { recursive: true, force: true });
  });
  return {
    database,
    client,
    home,
    as,
    startWorker: launch,
    stopWorker,
    notReplayed: () => notReplayed(client, bundle.codePath),
    run: async ({ nodes, wires = [], ...rest }, ctx = as.designer) => {
      const document = {
        apiVersion: "penstock/v1",
        name: "test",
        nodes,
        wires: wires.map(([from, to]) => ({ from, to })),
        ...rest,
      };
      const { runId } = await start(ctx, { document }, { steps: testRegistry });
      return runId;
    },
    until: async (id, states, withinMs = 60_000) => {
      const deadline = Date.now() + withinMs;
      for (;;) {
        const found = await get(as.designer, { id });
        if (states.includes(found.run.status)) return found;
        if (Date.now() > deadline)
          throw new Error(
            `The run is still ${found.run.status}: ${JSON.stringify(found.steps.map(({ node, status, error }) => ({ node, status, error })))}`,
          );
        await sleep(50);
      }
    },
  };
}

/** Task queues are per namespace: with one of its own, a test file's worker gets no other file's work. */
async function freshNamespace(connection: Connection): Promise<string> {
  const namespace = `test-${Math.random().toString(36).slice(2, 10)}`;
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
  });
  const deadline = Date.now() + 60_000;
  // A namespace is known to all parts of the server only after a moment.
  for (;;) {
    try {
      await new Client({ connection, namespace }).workflow.count();
      return namespace;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(200);
    }
  }
}
