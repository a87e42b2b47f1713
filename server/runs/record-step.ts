import { sql } from "drizzle-orm";
import type { Database, Transaction } from "../../db/client.ts";
import { executeOften } from "../../db/prepared.ts";
import type { ArtifactRef, Inputs, Outputs } from "../../workflows/core/artifact.ts";
import type { JsonObject } from "../../workflows/core/json.ts";
import type { ItemList } from "../../workflows/pipelines/messages.ts";
import { keepArtifacts } from "./keep-artifacts.ts";
import { REPLACE } from "./record-done.ts";

/** One step of one run; `item` is empty but for mapped steps. */
export interface StepKey {
  runId: string;
  node: string;
  item: string;
}

export interface AttemptStart extends StepKey {
  kind: string;
  queue: string;
  host: string;
  config: JsonObject;
  inputs: Inputs;
  cacheKey: string | null;
  /** The step was waiting and goes on: its row is taken up again. */
  resumes: boolean;
  /** The first of Temporal's attempts: where there is another, that one has taken over. */
  first?: boolean;
}

/** How an attempt that will be called again is shown meanwhile. */
export interface Suspension {
  /** `running` when something of its own goes on: its items, or a child run. */
  status: "waiting" | "running";
  reason: string;
  waitsFor: { key: string; event?: string; until?: string; workflowId: string } | null;
  /** Of a map. */
  items?: ItemList;
}

type Executor = Database | Transaction;

const json = (value: unknown) => sql`${JSON.stringify(value)}::jsonb`;

/**
 * Begins an attempt, in one statement. Attempts still marked as running are lost: their worker is gone; so is one that
 * waits when Temporal, which never heard that it does, calls the step from its start again. A step that has its result already (it was recorded, but Temporal never heard) gets no further attempt and answers with it.
 * @returns null when the run has ended: its worker was cut off from Temporal, and nothing is written
 */
export async function startAttempt(
  db: Executor,
  { runId, node, item, kind, queue, host, config, inputs, cacheKey, resumes }: AttemptStart,
): Promise<{ attempt: number } | { outputs: Outputs } | null> {
  const [row] = await executeOften<{
    attempt: number | null;
    outputs: Outputs | null;
    over: boolean;
  }>(
    db,
    sql`
    with over as (
      select 1 from run where id = ${runId} and finished_at is not null
    ), lost as (
      update step_run set status = 'lost', finished_at = now()
      where run_id = ${runId} and node = ${node} and item = ${item}
        and (status = 'running' and (reason is null or not ${resumes}) or (status = 'waiting' and not ${resumes}))
        and not exists (select 1 from over)
      returning attempt
    ), resumed as (
      update step_run set status = 'running', reason = null, waits_for = null, host = ${host}
      where ${resumes} and run_id = ${runId} and node = ${node} and item = ${item}
        and (status = 'waiting' or status = 'running' and reason is not null) and not exists (select 1 from over)
      returning attempt
    ), begun as (
      insert into step_run (run_id, node, item, attempt, kind, status, queue, host, config, inputs, cache_key)
      select ${runId}, ${node}, ${item},
        coalesce((select max(attempt) from step_run where run_id = ${runId} and node = ${node} and item = ${item}), 0) + 1,
        ${kind}, 'running', ${queue}, ${host}, ${json(config)}, ${json(inputs)}, ${cacheKey}
      where not exists (select 1 from over) and not exists (select 1 from resumed) and not exists (
        select 1 from step_run where run_id = ${runId} and node = ${node} and item = ${item} and status = 'done')
      returning attempt
    ), started as (select attempt from resumed union all select attempt from begun
    ), run_started as (
      update run set status = case status when 'paused' then status else 'running' end, started_at = coalesce(started_at, now())
      where id = ${runId} and (status in ('queued', 'waiting') or status = 'paused' and started_at is null)
        and exists (select 1 from started)
      returning status, started_at
    ), run_told as (
      insert into run_event (run_id, type, data)
      select ${runId}, 'run', jsonb_build_object('status', status, 'startedAt', started_at) from run_started
    ), told as (
      insert into run_event (run_id, node, item, attempt, type, data)
      select ${runId}, ${node}, ${item}, attempt, 'step', jsonb_build_object('status', 'lost', 'finishedAt', now()) from lost
      union all
      select ${runId}, ${node}, ${item}, attempt, 'step', jsonb_build_object('status', 'running', 'reason', null,
        'kind', ${kind}::text, 'queue', ${queue}::text, 'host', ${host}::text, 'startedAt', now(),
        'config', ${json(config)}, 'inputs', ${json(inputs)}) from started
    )
    select (select attempt from started) as attempt, (
      select outputs from step_run where run_id = ${runId} and node = ${node} and item = ${item} and status = 'done'
    ) as outputs, exists (select 1 from over) as over
  `,
  );
  if (row!.over && !row!.outputs) return null;
  return row!.attempt === null ? { outputs: row!.outputs ?? {} } : { attempt: row!.attempt };
}

/** Records a result; with what it may be found by later. Returns false when the attempt has been given up meanwhile, or another has given the result. */
export async function finishAttempt(
  db: Executor,
  step: StepKey,
  attempt: number,
  result: {
    outputs: Outputs;
    artifacts: ArtifactRef[];
    cacheKey: string | null;
    workspaceId: string;
  },
): Promise<boolean> {
  const { runId, node, item } = step;
  const [row] = await executeOften<{ finished: boolean }>(
    db,
    sql`
    with done as (
      update step_run set status = 'done', outputs = ${json(result.outputs)}, finished_at = now()
      where run_id = ${runId} and node = ${node} and item = ${item} and attempt = ${attempt} and status = 'running'
        and not exists (
          select 1 from step_run where run_id = ${runId} and node = ${node} and item = ${item} and status = 'done')
      returning run_id, node, item, attempt
    ), kept as (${keepArtifacts([{ step, ...result }])}
    ), cached as (
      insert into step_cache (workspace_id, key, outputs, run_id, node)
      select ${result.workspaceId}, ${result.cacheKey}, ${json(result.outputs)}, ${runId}, ${node}
      where ${result.cacheKey}::text is not null and exists (select 1 from done)
      ${REPLACE}
    ), told as (
      insert into run_event (run_id, node, item, attempt, type, data)
      select ${runId}, ${node}, ${item}, attempt, 'step', jsonb_build_object('status', 'done', 'finishedAt', now(),
        'outputs', ${json(result.outputs)}) from done
    )
    select exists (select 1 from done) as finished
  `,
  );
  return row!.finished;
}

/** Ends an attempt without a result. */
export async function endAttempt(
  db: Executor,
  { runId, node, item }: StepKey,
  attempt: number,
  status: "failed" | "cancelled" | "lost",
  error: { type: string; message: string } | null,
): Promise<void> {
  await executeOften(
    db,
    sql`
    with ended as (
      update step_run set status = ${status}, error = ${json(error)}, finished_at = now()
      where run_id = ${runId} and node = ${node} and item = ${item} and attempt = ${attempt} and status in ('running', 'waiting')
      returning attempt
    )
    insert into run_event (run_id, node, item, attempt, type, data)
    select ${runId}, ${node}, ${item}, attempt, 'step', jsonb_build_object('status', ${status}::text, 'error', ${json(error)},
      'finishedAt', now()) from ended
  `,
  );
}

/**
 * Marks an attempt as one that will be called again; once more changes nothing, for the answer to the first time may have been lost.
 * Returns false when it has been given up meanwhile.
 */
export async function suspendAttempt(
  db: Executor,
  { runId, node, item }: StepKey,
  attempt: number,
  { status, reason, waitsFor, items }: Suspension,
): Promise<boolean> {
  const [waits, list] = [json(waitsFor), sql`nullif(${json(items ?? null)}, 'null')`];
  const attempted = sql`run_id = ${runId} and node = ${node} and item = ${item} and attempt = ${attempt}`;
  const [row] = await executeOften<{ suspended: boolean }>(
    db,
    sql`
    with already as (
      select 1 from step_run where ${attempted} and status = ${status} and reason = ${reason} and waits_for = ${waits}
        and items is not distinct from ${list}
    ), waiting as (
      update step_run set status = ${status}, reason = ${reason}, waits_for = ${waits}, items = ${list}
      where ${attempted} and status = 'running' and reason is null
      returning attempt
    ), told as (
      insert into run_event (run_id, node, item, attempt, type, data)
      select ${runId}, ${node}, ${item}, attempt, 'step', jsonb_build_object('status', ${status}::text, 'reason', ${reason}::text) from waiting
    )
    select exists (select 1 from already union all select 1 from waiting) as suspended
  `,
  );
  return row!.suspended;
}

/** The outputs of a step that is done, or null. */
export async function findDone(
  db: Executor,
  { runId, node, item }: StepKey,
): Promise<Outputs | null> {
  const [row] = await db.execute<{ outputs: Outputs }>(sql`
    select outputs from step_run where run_id = ${runId} and node = ${node} and item = ${item} and status = 'done'
  `);
  return row?.outputs ?? null;
}

/** Looks up results by what they would be made from; those that there are, by key. */
export async function findCached(
  db: Executor,
  workspaceId: string,
  keys: readonly string[],
): Promise<Map<string, { outputs: Outputs; runId: string }>> {
  const rows = await executeOften<{ key: string; outputs: Outputs; runId: string }>(
    db,
    sql`
    select key, outputs, run_id as "runId" from step_cache
    where workspace_id = ${workspaceId} and key in (select jsonb_array_elements_text(${json(keys)}))
  `,
  );
  return new Map(rows.map(({ key, ...found }) => [key, found]));
}
