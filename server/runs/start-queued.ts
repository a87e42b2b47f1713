import { and, eq, isNull, lt, not, or, sql } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import { run } from "../../db/schema/runs.ts";
import type { Services } from "../context.ts";
import { log } from "../log.ts";
import { temporalIsAway } from "../temporal-away.ts";
import { startWorkflow } from "./launch.ts";
import { readLimits } from "./limits.ts";
import { isOutage } from "./outlast.ts";
import { standsInLine } from "./slots.ts";

/** Runs that are started side by side. */
const LANES = 8;
/** How many are started before those that were granted slots meanwhile get their turn. */
const ROUND = 200;
/** A run that Temporal has and that waits for a worker is offered again after this: Temporal may have lost its data. */
const OFFER_AGAIN_MS = 600_000;

/** What this process knows of the runs that are queued. */
interface Known {
  /** When each of those was offered that Temporal has. */
  handedOver: Map<string, number>;
  /** Those that could not be started, which has been said. */
  failing: Set<string>;
}
const knownBy = new WeakMap<Database, Known>();

type StartServices = Pick<Services, "db" | "temporal">;

/**
 * Starts the runs that were written down while Temporal could not be reached, or had to wait for others to end; these come
 * first. Starting one twice changes nothing. One that cannot be started holds up no other.
 * @throws when Temporal or Postgres is away
 */
export async function startQueuedRuns(services: StartServices, signal: AbortSignal): Promise<void> {
  const known = knownBy.get(services.db) ?? { handedOver: new Map(), failing: new Set() };
  knownBy.set(services.db, known);
  const tried = new Set<string>();
  while (!signal.aborted) {
    const queued = await queuedRuns(services.db);
    forgetOthers(known, queued);
    const next = queued.filter((id) => !tried.has(id) && !isHandedOver(known, id)).slice(0, ROUND);
    if (next.length === 0) return;
    for (const id of next) tried.add(id);
    await Promise.all(
      Array.from({ length: LANES }, () => startSome(services, next, known, signal)),
    );
  }
}

/** Takes runs off the list and starts them, until there are none left. */
async function startSome(
  services: StartServices,
  ids: string[],
  known: Known,
  signal: AbortSignal,
): Promise<void> {
  for (let id = ids.shift(); id !== undefined && !signal.aborted; id = ids.shift()) {
    try {
      await startOne(services, id);
      known.handedOver.set(id, Date.now());
      known.failing.delete(id);
    } catch (error) {
      if (isOutage(error) || (await temporalIsAway(await services.temporal(), error))) {
        ids.length = 0;
        throw error;
      }
      if (!known.failing.has(id))
        log.error(
          { err: error, runId: id },
          "a queued run could not be started; it is tried again",
        );
      known.failing.add(id);
    }
  }
}

async function startOne({ db, temporal }: StartServices, id: string): Promise<void> {
  const [found] = await db
    .select({ plan: run.plan, workspaceId: run.workspaceId })
    .from(run)
    .where(eq(run.id, id));
  if (!found) return;
  const limits = await readLimits(db, found.workspaceId);
  await startWorkflow({ db, temporal }, { id, plan: found.plan }, limits);
}

/** Those that may begin: what was granted slots first, then the oldest. Who has just written one down starts it itself. */
async function queuedRuns(db: Database): Promise<string[]> {
  const isGranted = sql`exists (select 1 from slot where slot.run_id = ${run.id} and slot.node = '')`;
  const rows = await db
    .select({ id: run.id })
    .from(run)
    .where(
      and(
        eq(run.status, "queued"),
        // One that was cancelled while Temporal was away is ended by `reconcileRuns`.
        isNull(run.cancelAskedAt),
        isNull(run.parentRunId),
        not(standsInLine()),
        or(lt(run.createdAt, sql`now() - interval '5 seconds'`), isGranted),
      ),
    )
    .orderBy(sql`${isGranted} desc`, run.createdAt);
  return rows.map(({ id }) => id);
}

function isHandedOver({ handedOver }: Known, id: string): boolean {
  const at = handedOver.get(id);
  return at !== undefined && Date.now() - at < OFFER_AGAIN_MS;
}

/** Only runs that are still queued are remembered. */
function forgetOthers({ handedOver, failing }: Known, queued: string[]): void {
  const still = new Set(queued);
  for (const id of handedOver.keys()) if (!still.has(id)) handedOver.delete(id);
  for (const id of failing) if (!still.has(id)) failing.delete(id);
}
