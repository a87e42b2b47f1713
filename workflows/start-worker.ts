import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client, Connection } from "@temporalio/client";
import { NativeConnection, Runtime, Worker, DefaultLogger } from "@temporalio/worker";
import { connect } from "../db/client.ts";
import { governActivities } from "../server/approvals/activities.ts";
import { restoreGovernors } from "../server/approvals/restore-governors.ts";
import { Artifacts } from "../server/artifacts.ts";
import { keepSealing } from "../server/audit-log/seal-heads.ts";
import { resolveSource } from "../server/datasets/resolve-source.ts";
import { homePaths } from "../server/home.ts";
import { keepUp } from "../server/keep-up.ts";
import { log } from "../server/log.ts";
import { startOutboxRelay } from "../server/reviews/outbox-relay.ts";
import { listFolder } from "../server/runs/list-folder.ts";
import { removeAbandonedFolders } from "../server/runs/attempt-folder.ts";
import type { StepServices } from "../server/runs/execute-step.ts";
import { reconcileRuns } from "../server/runs/reconcile.ts";
import { ResultWriter } from "../server/runs/result-writer.ts";
import { grantAllSlots, SLOT_CHANNEL } from "../server/runs/slots.ts";
import { startQueuedRuns } from "../server/runs/start-queued.ts";
import { runActivities, stepActivities } from "../server/runs/step-activities.ts";
import { triggerActivities } from "../server/triggers/activities.ts";
import { startTriggerRelay } from "../server/triggers/event-relay.ts";
import { keepSchedules } from "../server/triggers/restore-schedules.ts";
import type { FolderServices } from "../server/triggers/scan-folder.ts";
import { codeVersion } from "./code-version.ts";
import type { StepImplementation } from "./core/define-step.ts";
import { StepError } from "./core/step-error.ts";
import { environmentReady, ensureEnvironment } from "./python/environment.ts";
import { environmentLockHash } from "./python/lock-files.ts";
import { isServed, sayAlive } from "./say-alive.ts";
import { registry } from "./steps/index.ts";
import { workflowBundle } from "./workflow-bundle.ts";
import { becomeCurrent, workflowVersion } from "./worker-version.ts";

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
  stop: () => Promise<void>;
  /** Settles when the worker has stopped; rejects when it broke. */
  ended: Promise<void>;
}

/** How often the runs in Postgres are compared with those in Temporal, in milliseconds. */
const COMPARE_EVERY_MS = 5_000;
/** Light activities of the queue `control` at once. */
const CONTROL_SLOTS = 100;

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
        ...(taskQueue === "control"
          ? {
              workflowBundle: { codePath: bundle.codePath },
              maxCachedWorkflows: 500,
              ...workflowVersion(bundle.build),
            }
          : {}),
        maxConcurrentActivityTaskExecutions: slots[taskQueue]!,
        // A step of the workflow's own queue comes back with the answer that asks for it, without a round by the queue.
        maxEagerActivityReservationsPerWorkflowTask: CONTROL_SLOTS,
        maxHeartbeatThrottleInterval: "2s",
        defaultHeartbeatThrottleInterval: "2s",
        shutdownGraceTime: "2s",
        shutdownForceTime: "8s",
      }),
    ),
  );

  const stopping = new AbortController();
  const facts = { slots, build: bundle.build, version: await codeVersion() };
  const seen = sayAlive(db, { ...facts, devices: options.devices ?? [] }, stopping.signal);
  const ended = Promise.all(workers.map((worker) => worker.run())).then(() => undefined);
  let current = control !== null && (await takeOver(control.client));
  if (control && !current) sayWhoGoesOn();
  const relay = control && triggers ? await relayAll(control.client, triggers) : null;

  function takeOver(client: Client): Promise<boolean> {
    return becomeCurrent(client, bundle.build, (builds) => isServed(db, builds), stopping.signal);
  }

  function sayWhoGoesOn(): void {
    const { build } = bundle;
    if (current) log.info({ build }, "no newer build is served: this one goes on with the runs");
    else
      log.warn(
        { build },
        "workers of a newer build go on with the runs; this one takes none until they have stopped",
      );
  }

  /** Other builds come and go: the newest that is served goes on with the runs. */
  async function followBuilds(client: Client): Promise<void> {
    const before = current;
    current = await takeOver(client).catch((error: unknown) => {
      log.warn({ err: error }, "it could not be seen which build is current");
      return before;
    });
    if (current !== before && !stopping.signal.aborted) sayWhoGoesOn();
  }

  /** Runs that were written down while Temporal was away, or were granted slots. */
  async function startWhatMayBegin(client: Client, signal: AbortSignal): Promise<void> {
    await grantAllSlots(db).catch((error: unknown) =>
      log.warn({ err: error }, "slots could not be granted"),
    );
    await startQueuedRuns({ db, temporal: () => Promise.resolve(client) }, signal);
  }

  /** Each pass: the build that is current, and runs that ended in Temporal without a record. */
  async function compareRuns(client: Client): Promise<void> {
    const held = new Set<string>();
    while (!stopping.signal.aborted) {
      await followBuilds(client);
      await reconcileRuns(db, client, held).catch((error: unknown) =>
        log.warn({ err: error }, "runs could not be compared with Temporal"),
      );
      await sleep(COMPARE_EVERY_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  async function relayAll(client: Client, services: FolderServices) {
    const outbox = await startOutboxRelay({ sql, db, client, log });
    const events = await startTriggerRelay({ sql, services, log });
    const restored = Promise.all([
      keepSchedules(services, client, log, stopping.signal),
      restoreGovernors(db, client, log),
    ]);
    const queued = await keepUp({
      sql,
      channel: SLOT_CHANNEL,
      pass: (signal) => startWhatMayBegin(client, signal),
      onError: (error) => log.warn({ err: error }, "queued runs could not be started"),
    });
    const compared = compareRuns(client);
    const sealed = keepSealing(db, homePaths(options.home).auditSeals, stopping.signal);
    return {
      stop: async () => {
        await Promise.all([outbox.stop(), events.stop(), queued.stop()]);
        await Promise.all([restored, compared, sealed]);
      },
    };
  }

  return {
    ended,
    stop: async () => {
      // Heard from now on: a worker may break while others are still being stopped.
      const over = ended.catch(() => undefined);
      stopping.abort();
      for (const worker of workers) if (worker.getState() === "RUNNING") worker.shutdown();
      await relay?.stop();
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
