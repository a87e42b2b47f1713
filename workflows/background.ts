import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "@temporalio/client";
import type { Database, Sql } from "../db/client.ts";
import { restoreGovernors } from "../server/approvals/restore-governors.ts";
import { keepSealing } from "../server/audit-log/seal-heads.ts";
import { homePaths } from "../server/home.ts";
import { keepUp } from "../server/keep-up.ts";
import { log } from "../server/log.ts";
import { startOutboxRelay } from "../server/outbox/relay.ts";
import { keepPruning } from "../server/runs/prune-events.ts";
import { reconcileRuns } from "../server/runs/reconcile.ts";
import { grantAllSlots, SLOT_CHANNEL } from "../server/runs/slots.ts";
import { startQueuedRuns } from "../server/runs/start-queued.ts";
import { startTriggerRelay } from "../server/triggers/event-relay.ts";
import { keepSchedules } from "../server/triggers/restore-schedules.ts";
import type { FolderServices } from "../server/triggers/scan-folder.ts";
import type { Builds } from "./follow-builds.ts";

/** How often the runs in Postgres are compared with those in Temporal, in milliseconds. */
const COMPARE_EVERY_MS = 5_000;

/**
 * What a worker of the queue `control` does beside its activities: delivers messages and events, starts runs that stand in line,
 * compares runs with Temporal, restores schedules and governors, seals the audit log, deletes what runs said long ago.
 * @param signal asks all of it to end; `stop` resolves when it has
 */
export async function startBackground({
  sql,
  client,
  home,
  services,
  builds,
  signal,
}: {
  sql: Sql;
  client: Client;
  home: string;
  services: FolderServices;
  builds: Builds;
  signal: AbortSignal;
}): Promise<{ stop: () => Promise<void> }> {
  const { db } = services;
  const outbox = await startOutboxRelay({ sql, db, client, log });
  const events = await startTriggerRelay({ sql, services, log });
  const restored = Promise.all([
    keepSchedules(services, client, log, signal),
    restoreGovernors(db, client, log, signal),
  ]);
  const queued = await keepUp({
    sql,
    channel: SLOT_CHANNEL,
    pass: (passing) => startWhatMayBegin(db, client, passing),
    onError: (error) => log.warn({ err: error }, "queued runs could not be started"),
  });
  const compared = compareRuns(db, client, builds, signal);
  const sealed = keepSealing(db, homePaths(home).auditSeals, signal);
  const pruned = keepPruning(db, signal);
  return {
    stop: async () => {
      await Promise.all([outbox.stop(), events.stop(), queued.stop()]);
      await Promise.all([restored, compared, sealed, pruned]);
    },
  };
}

/** Runs that were written down while Temporal was away, or were granted slots. */
async function startWhatMayBegin(db: Database, client: Client, signal: AbortSignal): Promise<void> {
  await grantAllSlots(db).catch((error: unknown) =>
    log.warn({ err: error }, "slots could not be granted"),
  );
  await startQueuedRuns({ db, temporal: () => Promise.resolve(client) }, signal);
}

/** Each pass: the build that is current, and runs that ended in Temporal without a record. */
async function compareRuns(
  db: Database,
  client: Client,
  builds: Builds,
  signal: AbortSignal,
): Promise<void> {
  const held = new Set<string>();
  while (!signal.aborted) {
    await builds.look();
    await reconcileRuns(db, client, held).catch((error: unknown) =>
      log.warn({ err: error }, "runs could not be compared with Temporal"),
    );
    await sleep(COMPARE_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}
