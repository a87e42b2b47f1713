import { sql } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import type { RunStatus } from "../../db/schema/runs.ts";
import { registry } from "../../workflows/steps/index.ts";
import type { Ctx } from "../context.ts";
import { polledQueues } from "../workers/seen.ts";
import { itemLabel } from "./item-label.ts";
import { placeOf, waitingClaims } from "./position.ts";

/** What a run waits for; of several steps that wait, what the one does that has waited longest. */
interface RunWait {
  for: "review" | "event" | "time" | "slot" | "worker" | "other";
  /** The step that waits, with its item where it has one; null where it is the run as a whole. */
  step: string | null;
  /** How many more of its steps wait. */
  others: number;
  /** In words, as the step says it. */
  reason?: string;
  /** The event's name. */
  event?: string;
  /** When it goes on by itself. */
  until?: string;
  /** The limited key, and the place in the line for it. */
  key?: string;
  place?: number;
  /** The queue that no worker serves. */
  queue?: string;
}

interface Waiting {
  position?: ReturnType<typeof placeOf>;
  wait: RunWait | null;
}

const CONTROL = "control";

/** By run: what those of a page wait for that are queued or waiting. Nothing is asked for where none is. */
export async function waitsOf(
  { db, actor }: Ctx,
  page: readonly { id: string; status: RunStatus }[],
): Promise<Map<string, Waiting>> {
  const idsOf = (status: RunStatus) =>
    page.filter((run) => run.status === status).map(({ id }) => id);
  const [queued, waiting] = [idsOf("queued"), idsOf("waiting")];
  const found = new Map<string, Waiting>();
  const claims = await waitingClaims(db, actor.workspaceId, [...queued, ...waiting]);
  for (const claim of claims) {
    const { runId, node, item, key, place } = claim;
    const known = found.get(runId);
    const step = node === "" ? null : itemLabel(node, item);
    found.set(runId, {
      ...known,
      ...(step === null ? { position: placeOf(claim) } : {}),
      wait: known?.wait
        ? { ...known.wait, others: known.wait.others + 1 }
        : { for: "slot", step, others: 0, key, place },
    });
  }
  // What a step waits for by itself says more than a line that another stands in.
  for (const [runId, wait] of await waitingSteps(db, waiting))
    found.set(runId, {
      wait: { ...wait, others: wait.others + claims.filter((one) => one.runId === runId).length },
    });
  const unbegun = queued.filter((id) => !found.has(id));
  for (const [runId, queue] of await unservedQueues(db, unbegun))
    found.set(runId, { wait: { for: "worker", step: null, others: 0, queue } });
  return found;
}

/** Of each run the step that has waited longest for an event or its time. */
async function waitingSteps(db: Database, runIds: readonly string[]): Promise<[string, RunWait][]> {
  if (runIds.length === 0) return [];
  const rows = await db.execute<{
    runId: string;
    node: string;
    item: string;
    kind: string;
    others: number;
    reason: string | null;
    event: string | null;
    until: string | null;
  }>(sql`
    select distinct on (run_id) run_id as "runId", node, item, kind, reason,
      waits_for ->> 'event' as event, waits_for ->> 'until' as until,
      (count(*) over (partition by run_id))::int - 1 as others
    from step_run where status = 'waiting' and run_id in ${runIds}
    order by run_id, started_at, node, item
  `);
  return rows.map(({ runId, node, item, kind, others, reason, event, until }) => [
    runId,
    {
      for: kindOf({ kind, event, until }),
      step: itemLabel(node, item),
      others,
      ...(reason === null ? {} : { reason }),
      ...(event === null ? {} : { event }),
      ...(until === null ? {} : { until }),
    },
  ]);
}

function kindOf(step: { kind: string; event: string | null; until: string | null }) {
  if (registry.get(step.kind)?.asks === "review") return "review";
  if (step.event !== null) return "event";
  return step.until === null ? "other" : "time";
}

/** Of each run that stands in no line and has not begun: the queue without a worker that it needs first, where there is one. */
async function unservedQueues(
  db: Database,
  runIds: readonly string[],
): Promise<[string, string][]> {
  if (runIds.length === 0) return [];
  const polled = await polledQueues(db);
  if (!polled.has(CONTROL)) return runIds.map((id) => [id, CONTROL]);
  const rows = await db.execute<{ id: string; queue: string }>(sql`
    select r.id, n ->> 'queue' as queue from run r, jsonb_array_elements(r.plan -> 'nodes') n
    where r.id in ${runIds} and n ->> 'mode' = 'activity' and not n ? 'pinned'
      and not jsonb_path_exists(n, '$.needs.*[*]')
  `);
  return rows.flatMap(({ id, queue }) => (polled.has(queue) ? [] : [[id, queue]]));
}
