import { sql } from "drizzle-orm";
import type { Database, Transaction } from "../../db/client.ts";
import { executeOften } from "../../db/prepared.ts";
import type { ArtifactRef, Outputs } from "../../workflows/core/artifact.ts";
import { keepArtifacts } from "./keep-artifacts.ts";
import type { AttemptStart, StepKey } from "./record-step.ts";

export interface StepResult {
  outputs: Outputs;
  artifacts: ArtifactRef[];
  /** The earlier run whose result this is. */
  cachedFrom: string | null;
  workspaceId: string;
}

/** A step that is done and of which nothing was written yet. */
export interface DoneStep extends StepResult {
  start: AttemptStart;
  /** Milliseconds from the start to the end. */
  tookMs: number;
  /** In milliseconds since 1970; absent when it ends by being written. */
  endedAt?: number;
}

/**
 * Records steps that are done and of which nothing was written yet, all in one statement: their results came from an
 * earlier run, or so fast that their starts were not worth a record of their own. A step that has its result already keeps
 * it, and answers with it. No two of the steps may be the same.
 * @param late Temporal has the results: they are recorded although the run has ended
 * @returns the outputs of each; `lost` for one whose run has ended or that another attempt has taken over, of which nothing is
 * written; null for one that another transaction wrote at the same moment: ask again.
 */
export async function recordDone(
  db: Database | Transaction,
  steps: readonly DoneStep[],
  { late = false } = {},
): Promise<(Outputs | "lost" | null)[]> {
  const rows = steps.map(({ start, outputs, cachedFrom, workspaceId, tookMs, endedAt }) => ({
    ...start,
    outputs,
    cachedFrom,
    workspaceId,
    tookMs,
    endedAt,
  }));
  const made = steps.map(({ start: step, artifacts, workspaceId }) => ({
    step,
    artifacts,
    workspaceId,
  }));
  const kept = made.some(({ artifacts }) => artifacts.length > 0)
    ? sql`, kept as (${keepArtifacts(made)}
    )`
    : sql``;
  const reusable = steps.some(({ start, cachedFrom }) => start.cacheKey && cachedFrom === null);
  // Rows are locked in the order of their keys, so that two statements do not wait for each other.
  const written = await executeOften<
    Omit<StepKey, "runId"> & { run_id: string; outputs: Outputs; lost: boolean }
  >(
    db,
    sql`
    with given as materialized (
      select g.*, earlier.attempts, earlier.result, least(to_timestamp("endedAt" / 1000), now()) as ended,
        earlier.result is null and (g.first is true and earlier.attempts > 0
          or not ${late} and (select finished_at from run where id = g."runId") is not null) as lost
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as g("runId" text, node text, item text, kind text,
        queue text, host text, config jsonb, inputs jsonb, outputs jsonb, "cacheKey" text, "cachedFrom" text,
        "workspaceId" text, "tookMs" float8, "endedAt" float8, first boolean)
      cross join lateral (
        select coalesce(max(attempt), 0) as attempts, (array_agg(s.outputs) filter (where status = 'done'))[1] as result
        from step_run s where s.run_id = g."runId" and s.node = g.node and s.item = g.item
      ) as earlier
    ), done as (
      insert into step_run (run_id, node, item, attempt, kind, status, queue, host, config, inputs, outputs, cache_key,
        cached, cached_from, started_at, finished_at)
      select "runId", node, item, attempts + 1, kind, 'done', queue, host, config, inputs, outputs, "cacheKey",
        "cachedFrom" is not null, "cachedFrom", ended - "tookMs" * interval '1 millisecond', ended
      from given where result is null and not lost order by "runId", node, item
      on conflict do nothing
      returning *
    )${kept}${reusable ? keepForReuse : sql``}
    , run_started as (
      update run set status = case status when 'paused' then status else 'running' end,
        started_at = coalesce(started_at, (select min(done.started_at) from done where done.run_id = run.id))
      where id in (select run_id from done)
        and (status in ('queued', 'waiting') or status = 'paused' and started_at is null)
      returning id, status, started_at
    ), told as (
      insert into run_event (run_id, node, item, attempt, type, data)
      select id, null, null, null, 'run', jsonb_build_object('status', status, 'startedAt', started_at) from run_started
      union all
      select run_id, node, item, attempt, 'step', jsonb_build_object('status', status, 'kind', kind, 'queue', queue,
        'host', host, 'config', config, 'inputs', inputs, 'outputs', outputs, 'cached', done.cached,
        'cachedFrom', cached_from, 'startedAt', started_at, 'finishedAt', finished_at) from done
    )
    select run_id, node, item, outputs, false as lost from done
    union all
    select "runId", node, item, result, lost from given where result is not null or lost
  `,
  );
  const found = new Map(
    written.map(({ run_id: runId, node, item, outputs, lost }) => [
      keyOf({ runId, node, item }),
      lost ? ("lost" as const) : outputs,
    ]),
  );
  return steps.map(({ start }) => found.get(keyOf(start)) ?? null);
}

/** A newer result takes the place of one that was to be made anew, or whose content is gone. */
export const REPLACE = sql`on conflict (workspace_id, key) do update
        set outputs = excluded.outputs, run_id = excluded.run_id, node = excluded.node, created_at = now()`;

/** Tells one step of one run from all others. */
export function keyOf({ runId, node, item }: StepKey): string {
  return `${runId} ${node} ${item}`;
}

/** What a result may be found by later. */
const keepForReuse = sql`, reusable as (
      insert into step_cache (workspace_id, key, outputs, run_id, node)
      select distinct on (g."workspaceId", d.cache_key) g."workspaceId", d.cache_key, d.outputs, d.run_id, d.node
      from done d join given g on g."runId" = d.run_id and g.node = d.node and g.item = d.item
      where d.cache_key is not null and not d.cached order by g."workspaceId", d.cache_key
      ${REPLACE}
    )`;
