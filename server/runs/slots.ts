import { sql } from "drizzle-orm";
import type { Database, Transaction } from "../../db/client.ts";
import { slot } from "../../db/schema/runs.ts";
import { outbox } from "../../db/schema/models.ts";
import { slotKey } from "../../workflows/core/run-events.ts";
import { newId } from "../ids.ts";
import { runFacts } from "./run-facts.ts";

export interface SlotClaim {
  workspaceId: string;
  runId: string;
  /** Empty for the slots of a run as a whole. */
  node: string;
  item: string;
  /** Who hears of it when the slots are granted later; null for a run, which is then started. */
  workflowId: string | null;
  keys: { key: string; limit: number }[];
}

/** Stands for no limit: that of the workspace has been taken away meanwhile. */
const MOST = 1_000_000;

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
  { runId, node, item }: { runId: string; node: string; item: string },
  keys: string[],
  workflowId: string,
): Promise<boolean> {
  const { workspaceId } = await runFacts(db, runId);
  const limited = keys.map((key) => ({ key, limit: key.startsWith("key:") ? 1 : MOST }));
  return await db.transaction((tx) =>
    claimSlots(tx, { workspaceId, runId, node, item, workflowId, keys: limited }),
  );
}

/** Gives the slots of a step back, and grants them to who waits. */
export async function releaseSlots(
  db: Database,
  { runId, node, item }: { runId: string; node: string; item: string },
): Promise<void> {
  await db.transaction(async (tx) => {
    const freed = await tx.execute<{ workspaceId: string }>(sql`
      delete from slot where run_id = ${runId} and node = ${node} and item = ${item}
      returning workspace_id as "workspaceId"`);
    if (freed.length > 0) await grantSlots(tx, freed[0]!.workspaceId);
  });
}

/**
 * Grants waiting claims, the oldest first, each when all its keys have room, and tells their workflows through the outbox.
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
  const claims = await tx.execute<{
    runId: string;
    node: string;
    item: string;
    workflowId: string | null;
    keys: { key: string; limit: number }[];
  }>(sql`
    select s.run_id as "runId", s.node, s.item, max(s.workflow_id) as "workflowId",
      jsonb_agg(jsonb_build_object('key', s.key, 'limit', coalesce(l.limit, s.limit))) as keys
    from slot s left join slot_limit l on l.workspace_id = s.workspace_id and l.key = s.key
    where s.workspace_id = ${workspaceId} and s.granted_at is null
    group by s.run_id, s.node, s.item order by min(s.id)`);
  if (claims.length === 0) return;
  const held = new Map(
    (
      await tx.execute<{ key: string; held: number }>(sql`
        select key, count(*)::int as held from slot
        where workspace_id = ${workspaceId} and granted_at is not null group by key`)
    ).map(({ key, held: count }) => [key, count]),
  );
  for (const { runId, node, item, workflowId, keys } of claims) {
    if (keys.some(({ key, limit }) => (held.get(key) ?? 0) >= limit)) continue;
    for (const { key } of keys) held.set(key, (held.get(key) ?? 0) + 1);
    await tx.execute(sql`
      update slot set granted_at = now() where run_id = ${runId} and node = ${node} and item = ${item}`);
    const isAsking =
      asking && asking.runId === runId && asking.node === node && asking.item === item;
    if (isAsking) continue;
    if (workflowId === null) await tx.execute(sql`select pg_notify(${SLOT_CHANNEL}, ${runId})`);
    else
      await tx.insert(outbox).values({
        id: newId("out"),
        workflowId,
        updateId: `slot:${runId}:${node}:${item}:${newId("slot")}`,
        event: { key: slotKey(node, item), actorId: "", payload: {} },
      });
  }
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

/** One at a time in a workspace: two that count at the same moment would both see room. */
async function lockSlots(tx: Transaction, workspaceId: string): Promise<void> {
  await tx.execute(
    sql`select pg_advisory_xact_lock(hashtextextended(${`slot:${workspaceId}`}, 0))`,
  );
}
