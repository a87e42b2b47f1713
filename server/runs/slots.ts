import { sql, type SQL } from "drizzle-orm";
import type { Database, Transaction } from "../../db/client.ts";
import { OPEN_STATUSES, slot } from "../../db/schema/runs.ts";
import { slotKey, turnKey } from "../../workflows/core/run-events.ts";
import type { ClaimSlots } from "../../workflows/pipelines/messages.ts";
import { storedText } from "../../workflows/core/stored-text.ts";
import { tellWorkflows } from "../outbox/tell-workflows.ts";
import { sha256 } from "./cache-key.ts";
import { mayBegin, type HeldAround, type WaitingClaim } from "./grant-order.ts";
import { keyOf } from "./record-done.ts";
import { runFacts } from "./run-facts.ts";

/**
 * `node` is empty for the slots of a run as a whole. Who hears of it when they are granted later is the workflow of the
 * step, or of the run that started this one; null for any other run, which is then started.
 */
export interface SlotClaim extends WaitingClaim {
  workspaceId: string;
  /** From 1, the first, to 5; 3 when absent. */
  priority?: number | undefined;
}

/** Whether a run as a whole waits for its turn: Temporal has not heard of it. The id is named with its table, since slots have one too. */
export const standsInLine = (runId: SQL = sql`run.id`) => sql<boolean>`exists (
  select 1 from slot where slot.run_id = ${runId} and slot.node = '' and slot.granted_at is null)`;

/** Stands for no limit: that of the workspace has been taken away meanwhile. */
const MOST = 1_000_000;

/** In characters: the longest key that is stored as it is, the longest that a limit may name; and what is shown of any other. */
const LONGEST_KEY = 220;
const SHOWN = 100;

/** What a queued run listens for: that it has been granted its slots. */
export const SLOT_CHANNEL = "slot";

/**
 * Claims slots, all or none; they are held until `releaseSlots`, or until the run ends. Claiming again changes nothing.
 * Returns whether they are held now; if not, the claim waits in line.
 */
export async function claimSlots(tx: Transaction, claim: SlotClaim): Promise<boolean> {
  const { keys, ...holder } = claim;
  await lockSlots(tx, claim.workspaceId);
  await tx
    .insert(slot)
    .values(keys.map(({ key, limit }) => ({ ...holder, key, limit })))
    .onConflictDoNothing();
  await grantSlots(tx, claim.workspaceId, claim);
  const [row] = await tx.execute<{ waiting: number }>(sql`
    select count(*)::int as waiting from slot
    where run_id = ${claim.runId} and node = ${claim.node} and item = ${claim.item} and granted_at is null`);
  return row!.waiting === 0;
}

/** Claims the slots of a step of a run; the limit of a queue is the workspace's, a concurrency key lets one at a time. */
export async function claimStepSlots(
  db: Database,
  { keys, ...step }: ClaimSlots,
  workflowId: string,
): Promise<boolean> {
  const { workspaceId } = await runFacts(db, step.runId);
  const limited = keys.map((key) => ({
    key: storedKey(key),
    limit: key.startsWith("key:") ? 1 : MOST,
  }));
  return await db.transaction((tx) =>
    claimSlots(tx, { ...step, workspaceId, workflowId, keys: limited }),
  );
}

/**
 * What an item or a param makes of a key may be longer than an index of Postgres takes, or hold what it does not store:
 * such a key has its beginning as its name, and a hash that keeps it apart from others.
 */
function storedKey(key: string): string {
  if (key.length <= LONGEST_KEY && storedText(key) === key) return key;
  return `${storedText(key, SHOWN)}… ${sha256(key).slice(0, 16)}`;
}

/** Gives the slot on its queue back of a step that waits, whether for an event, its items or a run: it works there no more. */
export async function freeQueueSlot(
  tx: Transaction,
  workspaceId: string,
  { runId, node, item }: { runId: string; node: string; item: string },
): Promise<void> {
  const own = sql`run_id = ${runId} and node = ${node} and item = ${item} and key like 'queue:%'`;
  const [held] = await tx.execute(sql`select 1 from slot where ${own} limit 1`);
  if (!held) return;
  await lockSlots(tx, workspaceId);
  await tx.execute(sql`delete from slot where ${own}`);
  await grantSlots(tx, workspaceId);
}

/** Gives the slots of a step back, and grants them to who waits. */
export async function releaseSlots(
  db: Database,
  { runId, node, item }: { runId: string; node: string; item: string },
): Promise<void> {
  const { workspaceId } = await runFacts(db, runId);
  await db.transaction(async (tx) => {
    await lockSlots(tx, workspaceId);
    const freed = await tx.execute(sql`
      delete from slot where run_id = ${runId} and node = ${node} and item = ${item} returning 1`);
    if (freed.length > 0) await grantSlots(tx, workspaceId);
  });
}

/**
 * Grants waiting claims, those of the first priority first and of these the oldest, each when all its keys have room, and tells their workflows through the outbox.
 * Slots of runs that have ended are given back first.
 */
export async function grantSlots(
  tx: Transaction,
  workspaceId: string,
  /** Who asks this moment and needs no message. */
  asking?: Pick<SlotClaim, "runId" | "node" | "item">,
): Promise<void> {
  await lockSlots(tx, workspaceId);
  await tx.execute(sql`
    delete from slot s using run r where s.workspace_id = ${workspaceId} and r.id = s.run_id
      and r.status in ('done', 'failed', 'cancelled')`);
  const claims = [
    ...(await tx.execute<Record<keyof WaitingClaim, never>>(sql`
    select s.run_id as "runId", s.node, s.item, max(s.workflow_id) as "workflowId",
      jsonb_agg(jsonb_build_object('key', s.key, 'limit', coalesce(l.limit, s.limit))) as keys
    from slot s left join slot_limit l on l.workspace_id = s.workspace_id and l.key = s.key
    where s.workspace_id = ${workspaceId} and s.granted_at is null
      -- A run that is held lets others go first, before it has begun and for its steps.
      and not exists (select 1 from run r where r.id = s.run_id and r.status = 'paused')
    group by s.run_id, s.node, s.item order by min(s.priority), min(s.id)`)),
  ] as unknown as WaitingClaim[];
  if (claims.length === 0) return;
  const held = new Map(
    (
      await tx.execute<{ key: string; held: number }>(sql`
        select key, count(*)::int as held from slot
        where workspace_id = ${workspaceId} and granted_at is not null group by key`)
    ).map(({ key, held: count }) => [key, count]),
  );
  let granted = mayBegin(claims, held, new Map());
  if (granted.length < claims.length)
    granted = mayBegin(claims, held, await heldAround(tx, workspaceId, claims));
  for (const claim of granted) {
    const { runId, node, item, workflowId } = claim;
    await tx.execute(sql`
      update slot set granted_at = now() where run_id = ${runId} and node = ${node} and item = ${item}`);
    const isAsking =
      asking && asking.runId === runId && asking.node === node && asking.item === item;
    if (isAsking) continue;
    if (workflowId === null) await tx.execute(sql`select pg_notify(${SLOT_CHANNEL}, ${runId})`);
    else await tellOfTurn(tx, { runId, node, item, workflowId });
  }
}

/** Lets a workflow go on that waits for the turn of its step, or of a run it started. */
export async function tellOfTurn(
  tx: Transaction,
  { runId, node, item, workflowId }: Omit<WaitingClaim, "keys"> & { workflowId: string },
): Promise<void> {
  const key = node === "" ? turnKey(runId) : slotKey(node, item);
  await tellWorkflows(tx, [{ workflowId, event: { key, actorId: "", payload: {} } }]);
}

/** What each claim's own surroundings hold: its run, the map it is an item of, the step that started the run, and so on. */
async function heldAround(
  tx: Transaction,
  workspaceId: string,
  claims: readonly WaitingClaim[],
): Promise<Map<WaitingClaim, HeldAround[]>> {
  const rows = await tx.execute<Record<"runId" | "node" | "item" | "key" | "slot", string>>(sql`
    with recursive waiting as (
      select distinct s.run_id, s.node, s.item from slot s
      where s.workspace_id = ${workspaceId} and s.granted_at is null
    ), within(run_id, node, item, in_run, in_node, in_item) as (
      select run_id, node, item, run_id, node, item from waiting
      union
      select w.run_id, w.node, w.item, r.parent_run_id, r.parent_node, r.parent_item
      from within w join run r on r.id = w.in_run where r.parent_run_id is not null
    )
    select w.run_id as "runId", w.node, w.item, s.key, s.id::text as slot
    from within w join slot s on s.run_id = w.in_run and s.granted_at is not null
    where (s.node = '' and w.node <> '') or s.run_id <> w.run_id and s.node in ('', w.in_node) and s.item in ('', w.in_item)
      or s.item = '' and w.in_item <> '' and exists (
        select 1 from run r, jsonb_array_elements(r.plan -> 'nodes') n
        where r.id = s.run_id and n ->> 'id' = s.node
          and n -> 'map' -> 'body' @> jsonb_build_array(jsonb_build_object('id', w.in_node)))`);
  const byName = new Map(claims.map((claim) => [keyOf(claim), claim]));
  const around = new Map<WaitingClaim, HeldAround[]>();
  for (const row of rows) {
    const claim = byName.get(keyOf(row));
    if (claim) around.set(claim, [...(around.get(claim) ?? []), row]);
  }
  return around;
}

/** Makes the runs that Temporal has hold a key that had no limit until now; those that stand in line stand in line for it too. */
export async function claimForOpenRuns(
  tx: Transaction,
  workspaceId: string,
  { key, limit }: { key: string; limit: number },
): Promise<void> {
  await lockSlots(tx, workspaceId);
  // A child run goes on under what the run above it holds.
  await tx.execute(sql`
    insert into slot (workspace_id, run_id, key, "limit", granted_at)
    select workspace_id, id, ${key}, ${limit}, case when not ${standsInLine()} then now() end from run
    where workspace_id = ${workspaceId} and parent_run_id is null and status in ${[...OPEN_STATUSES]}
    order by created_at, id
    on conflict do nothing`);
}

/** Takes a key of runs away from all that hold it or wait for it, and wakes who starts those that wait for nothing else. */
export async function forgetRunLimit(
  tx: Transaction,
  workspaceId: string,
  key: string,
): Promise<void> {
  await lockSlots(tx, workspaceId);
  await tx.execute(sql`
    with gone as (
      delete from slot where workspace_id = ${workspaceId} and key = ${key} and node = '' returning run_id
    ) select pg_notify(${SLOT_CHANNEL}, run_id) from gone`);
}

/** Grants what can be granted in every workspace: a process that freed slots may have ended before it did. */
export async function grantAllSlots(db: Database): Promise<void> {
  const rows = await db.execute<{ workspaceId: string }>(
    sql`select distinct workspace_id as "workspaceId" from slot where granted_at is null`,
  );
  for (const { workspaceId } of rows) await db.transaction((tx) => grantSlots(tx, workspaceId));
}

/** The key of the lock on the slots of a workspace. */
const lockKey = (workspaceId: string) => sql`hashtextextended(${`slot:${workspaceId}`}, 0)`;

/**
 * One at a time in a workspace: two that count at the same moment would both see room. Taken before any slot's row, so that
 * two do not wait for each other.
 */
export async function lockSlots(tx: Transaction, workspaceId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${lockKey(workspaceId)})`);
}

/** True when nobody has locked the slots of a workspace; whoever does then waits for the end of this transaction. */
export const shareSlots = (workspaceId: string) =>
  sql<boolean>`pg_try_advisory_xact_lock_shared(${lockKey(workspaceId)})`;
