import { and, eq, sql } from "drizzle-orm";
import type { Database, Transaction } from "../../db/client.ts";
import { executeOften } from "../../db/prepared.ts";
import { slotLimit } from "../../db/schema/runs.ts";
import type { NewRun } from "./insert-run.ts";
import type { SlotClaim } from "./slots.ts";

/** The limits a workspace has set, by key. */
export type Limits = ReadonlyMap<string, number>;

export async function readLimits(db: Database | Transaction, workspaceId: string): Promise<Limits> {
  const rows = await executeOften<{ key: string; limit: number }>(
    db,
    sql`select key, "limit" from ${slotLimit} where workspace_id = ${workspaceId}`,
  );
  return new Map(rows.map(({ key, limit }) => [key, limit]));
}

/** What a run has to hold while it goes on: its pipeline's limit, and the workspace's, where there are any. */
export function limitsOfRun(
  limits: Limits,
  { document }: Pick<NewRun, "document">,
): SlotClaim["keys"] {
  const limit = limits.get("workspace");
  return [
    ...(document.concurrency
      ? [{ key: `pipeline:${document.name}`, limit: document.concurrency.runs }]
      : []),
    ...(limit === undefined ? [] : [{ key: "workspace", limit }]),
  ];
}

/** The limit of a key in a workspace, or null. */
export async function findLimit(
  db: Database | Transaction,
  workspaceId: string,
  key: string,
): Promise<number | null> {
  const [found] = await db
    .select({ limit: slotLimit.limit })
    .from(slotLimit)
    .where(and(eq(slotLimit.workspaceId, workspaceId), eq(slotLimit.key, key)));
  return found?.limit ?? null;
}

/** Queues with a limit on the steps that may run there at once. */
export function queuesWithLimit(limits: Limits): string[] {
  return [...limits.keys()]
    .filter((key) => key.startsWith("queue:"))
    .map((key) => key.slice("queue:".length))
    .sort();
}
