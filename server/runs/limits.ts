import { and, eq, like } from "drizzle-orm";
import type { Database, Transaction } from "../../db/client.ts";
import { slotLimit } from "../../db/schema/runs.ts";
import type { NewRun } from "./insert-run.ts";
import type { SlotClaim } from "./slots.ts";

/** What a run has to hold while it goes on: its pipeline's limit, and the workspace's, where there are any. */
export async function limitsOfRun(
  tx: Transaction,
  workspaceId: string,
  { document }: Pick<NewRun, "document">,
): Promise<SlotClaim["keys"]> {
  const limit = await findLimit(tx, workspaceId, "workspace");
  return [
    ...(document.concurrency
      ? [{ key: `pipeline:${document.name}`, limit: document.concurrency.runs }]
      : []),
    ...(limit === null ? [] : [{ key: "workspace", limit }]),
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
export async function queuesWithLimit(db: Database, workspaceId: string): Promise<string[]> {
  const rows = await db
    .select({ key: slotLimit.key })
    .from(slotLimit)
    .where(and(eq(slotLimit.workspaceId, workspaceId), like(slotLimit.key, "queue:%")));
  return rows.map(({ key }) => key.slice("queue:".length)).sort();
}
