import { and, eq, gte, inArray, lt, sql, type SQL } from "drizzle-orm";
import { audit } from "../../db/schema/audit.ts";
import type { AuditFilters } from "./schemas.ts";

/** Filters with the actions that begin as was asked for. */
export type Narrowed = Omit<AuditFilters, "action"> & { actions: readonly string[] | null };

/** The filters as SQL on `audit`. */
export function conditions(workspaceId: string, filters: Narrowed): SQL {
  const { actor, role, actions, entity, entityId, text, source, from, to } = filters;
  return and(
    eq(audit.workspaceId, workspaceId),
    actor ? eq(audit.actorId, actor) : undefined,
    role ? eq(audit.role, role) : undefined,
    actions ? inArray(audit.action, [...actions]) : undefined,
    entity ? eq(audit.entity, entity) : undefined,
    entityId ? eq(audit.entityId, entityId) : undefined,
    source ? eq(audit.source, source) : undefined,
    from ? gte(audit.at, new Date(from)) : undefined,
    to ? lt(audit.at, new Date(to)) : undefined,
    text
      ? sql`to_tsvector('simple', ${audit.why}) @@ (nullif(plainto_tsquery('simple', ${text})::text, '') || ':*')::tsquery`
      : undefined,
  )!;
}
