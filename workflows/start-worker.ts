import { hostname } from "node:os";
import path from "node:path";
import { Client, Connection } from "@temporalio/client";
import { NativeConnection, Runtime, Worker, DefaultLogger } from "@temporalio/worker";
import { connect } from "../db/client.ts";
import { governActivities } from "../server/approvals/activities.ts";
import { Artifacts } from "../server/artifacts.ts";
import { resolveSource } from "../server/datasets/resolve-source.ts";
import { newId } from "../server/ids.ts";
import { log } from "../server/log.ts";
import { listFolder } from "../server/runs/list-folder.ts";
import { removeAbandonedFolders } from "../server/runs/attempt-folder.ts";
import type { StepServices } from "../server/runs/execute-step.ts";
import { ResultWriter } from "../server/runs/result-writer.ts";
import { runActivities, stepActivities } from "../server/runs/step-activities.ts";
import { triggerActivities } from "../server/triggers/activities.ts";
import { startBackground } from "./background.ts";
import { codeVersion } from "./code-version.ts";
import type { StepImplementation } from "./core/define-step.ts";
import { StepError } from "./core/step-error.ts";
import { followBuilds } from "./follow-builds.ts";
import { environmentReady, ensureEnvironment } from "./python/environment.ts";
import { environmentLockHash } from "./python/lock-files.ts";
import { sayAlive, type WorkerFacts } from "./say-alive.ts";
import { registry } from "./steps/index.ts";
import { workflowBundle } from "./workflow-bundle.ts";
import { workflowVersion } from "./worker-version.ts";

export interface WorkerOptions {
  databaseUrl: string;
  temporalAddress: string;
  temporalNamespace: string;
  home: string;
  cache: string;
  queues: readonly string[];
  implementations: readonly StepImplementation[];
  /** Activities that may run at once on each queue but `control`. */
  slots: number;
  /** Cores a step may use. */
  threads: number;
  /** Folders that pipelines may read; by default the home's `inbox`. */
  folders?: readonly string[];
  /** The workflows to run; those of this checkout by default. */
  bundle?: { codePath: string; build: string };
  /** Names of this machine's accelerators, for people. */
  devices?: readonly string[];
}

export interface RunningWorker {
  facts: WorkerFacts;
  stop: () => Promise<void>;
  /** Settles when the worker has stopped; rejects when it broke. */
  ended: Promise<void>;
}

/** Light activities of the queue `control` at once. */
const CONTROL_SLOTS = 100;

/** How a worker takes its work, on whatever queue. */
export const WORKER_SETTINGS = {
  maxCachedWorkflows: 500,
  maxConcurrentActivityTaskExecutions: CONTROL_SLOTS,
  // A step of the workflow's own queue comes back with the answer that asks for it, without a round by the queue.
  maxEagerActivityReservationsPerWorkflowTask: CONTROL_SLOTS,
  maxHeartbeatThrottleInterval: "2s",
  defaultHeartbeatThrottleInterval: "2s",
  shutdownGraceTime: "2s",
  shutdownForceTime: "8s",
} as const;

/** Starts polling the queues; `control` brings the workflows and the outbox relay with it. */
export async function startWorker(options: WorkerOptions): Promise<RunningWorker> {
  const { db, sql } = connect(options.databaseUrl, { max: 6, name: "penstock-worker" });
  const artifacts = new Artifacts(options.home);
  const connection = await NativeConnection.connect({ address: options.temporalAddress });
  const bundle = options.bundle ?? (await workflowBundle(path.join(options.home, "build")));
  const folders = options.folders ?? [path.join(options.home, "inbox")];
  const tmp = path.join(options.home, "tmp");
  await removeAbandonedFolders(tmp);
  const services: StepServices = {
    db,
    results: new ResultWriter(db),
    artifacts,
    tmp,
    threads: options.threads,
    source: (run, source) => resolveSource({ db, artifacts }, run.workspaceId, source),
    files: (run, folder, pattern) => listFolder({ db, artifacts, folders }, run, folder, pattern),
    python: pythonEnvironment(options.cache),
  };
  const steps = stepActivities(services, options.implementations);
  const control = options.queues.includes("control") ? await connectClient(options) : null;
  const triggers = control && {
    db,
    artifacts,
    folders,
    temporal: () => Promise.resolve(control.client),
    // A kind that runs inside the workflow has no implementation.
    steps: new Map([
      ...registry,
      ...options.implementations.map(({ kind, step }) => [kind, step] as const),
    ]),
  };
  const slots = Object.fromEntries(
    options.queues.map((queue) => [queue, queue === "control" ? CONTROL_SLOTS : options.slots]),
  );
  const workers = await Promise.all(
    options.queues.map((taskQueue) =>
      Worker.create({
        connection,
        namespace: options.temporalNamespace,
        taskQueue,
        activities:
          taskQueue === "control"
            ? {
                ...steps,
                ...runActivities(services),
                ...triggerActivities(triggers!),
                ...governActivities(db),
              }
            : steps,
        ...WORKER_SETTINGS,
        maxConcurrentActivityTaskExecutions: slots[taskQueue]!,
        ...(taskQueue === "control"
          ? { workflowBundle: { codePath: bundle.codePath }, ...workflowVersion(bundle.build) }
          : {}),
      }),
    ),
  );

  const stopping = new AbortController();
  const facts = {
    id: newId("worker"),
    host: hostname(),
    pid: process.pid,
    queues: options.queues,
    slots,
    devices: options.devices ?? [],
    build: bundle.build,
    version: await codeVersion(),
  };
  const seen = sayAlive(db, facts, stopping.signal);
  const ended = Promise.all(workers.map((worker) => worker.run())).then(() => undefined);
  const { signal } = stopping;
  const background =
    control && triggers
      ? await startBackground({
          sql,
          client: control.client,
          home: options.home,
          services: triggers,
          builds: await followBuilds(control.client, db, bundle.build, signal),
          signal,
        })
      : null;

  return {
    facts,
    ended,
    stop: async () => {
      // Heard from now on: a worker may break while others are still being stopped.
      const over = ended.catch(() => undefined);
      stopping.abort();
      for (const worker of workers) if (worker.getState() === "RUNNING") worker.shutdown();
      await background?.stop();
      await over;
      await services.results.stop();
      await seen;
      await control?.connection.close();
      await connection.close();
      await sql.end({ timeout: 5 });
    },
  };
}

async function connectClient(options: WorkerOptions) {
  const connection = await Connection.connect({ address: options.temporalAddress });
  return { connection, client: new Client({ connection, namespace: options.temporalNamespace }) };
}

/** A step that needs Python waits while its environment is being made, and says so in its log. */
function pythonEnvironment(cache: string): StepServices["python"] {
  return async (group, say, signal) => {
    const ready = environmentReady(cache, group);
    if (ready) return { path: ready, lockHash: environmentLockHash(group) };
    say(
      `Waiting for the Python environment "${group}", which is being made${group === "tabular" ? "" : " (several gigabytes, some minutes, once)"}.`,
    );
    try {
      const python = await ensureEnvironment({ cacheDir: cache, group, log: say, signal });
      return { path: python, lockHash: environmentLockHash(group) };
    } catch (error) {
      signal.throwIfAborted();
      throw new StepError(
        "transient",
        `The Python environment "${group}" could not be made: ${error instanceof Error ? error.message : String(error)}`,
        { cause: error },
      );
    }
  };
}

/** Temporal's own logs, from warnings on, as lines of ours. Call it once, before the first worker. */
export function installTemporalLogger(): void {
  Runtime.install({
    logger: new DefaultLogger("WARN", ({ level, message, meta }) => {
      // A step's or a run's failure is a record of ours already, not a fault of the worker; what records them is not.
      const isStep = String(meta?.["activityType"]).includes(".");
      if (message.startsWith("Activity failed") && isStep) return;
      if (/^(Workflow failed|No workflows registered)/.test(message)) return;
      const line = { temporal: true, ...meta };
      if (level === "ERROR") log.error(line, message);
      else log.warn(line, message);
    }),
    shutdownSignals: [],
  });
}
