import type { Database, Transaction } from "../db/client.ts";
import { audit as auditTable } from "../db/schema/audit.ts";
import type { Json } from "../workflows/core/json.ts";
import type { Actor } from "./context.ts";

export interface AuditEntry {
  /** `entity.verb`. */
  action: `${string}.${string}`;
  entity: string;
  entityId: string;
  before?: Json;
  after?: Json;
  why?: string;
}

/** Writes down who did what, in the transaction that does it: both are kept, or neither. */
export async function audit(
  tx: Transaction | Database,
  actor: Actor,
  entry: AuditEntry,
): Promise<void> {
  await auditRow(tx, actor, entry);
}

/** The same as a part of a statement that does it. */
export function auditRow(
  tx: Transaction | Database,
  actor: Actor,
  { action, entity, entityId, before = null, after = null, why }: AuditEntry,
) {
  return tx.insert(auditTable).values({
    workspaceId: actor.workspaceId,
    actorId: actor.userId,
    actorName: actor.name,
    role: actor.role,
    via: actor.via,
    action,
    entity,
    entityId,
    before,
    after,
    why: why ?? null,
    source: actor.source ?? null,
  });
}
