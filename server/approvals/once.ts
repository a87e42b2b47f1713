import { and, eq, sql } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";
import { audit as auditTable } from "../../db/schema/audit.ts";
import { audit, type AuditEntry } from "../audit.ts";
import type { Actor } from "../context.ts";

/**
 * Writes an audit row that tells of something under a key, unless one was written before; true when it is the first. The
 * caller holds the lock of what it is about, so that two who come at once count as one.
 */
export async function auditOnce(
  tx: Transaction,
  actor: Actor,
  key: string,
  entry: Omit<AuditEntry, "after"> & { after?: Record<string, string | number | null> },
): Promise<boolean> {
  const [earlier] = await tx
    .select({ id: auditTable.id })
    .from(auditTable)
    .where(
      and(
        eq(auditTable.workspaceId, actor.workspaceId),
        eq(auditTable.entity, entry.entity),
        eq(auditTable.entityId, entry.entityId),
        eq(auditTable.action, entry.action),
        eq(sql`${auditTable.after} ->> 'key'`, key),
      ),
    )
    .limit(1);
  if (earlier) return false;
  await audit(tx, actor, { ...entry, after: { ...entry.after, key } });
  return true;
}
