import { sql, type SQL } from "drizzle-orm";
import type { Database } from "../../db/client.ts";

/** An entity as an entry names it. */
interface Named {
  entity: string;
  entityId: string;
}

type Find = (workspaceId: string, ids: SQL) => SQL;

const own =
  (table: string, name = "t.name"): Find =>
  (workspaceId, ids) =>
    sql`select t.id, ${sql.raw(name)} as name from ${sql.identifier(table)} t
      where t.workspace_id = ${workspaceId} and t.id in (${ids})`;

/** By the version of a model that a row belongs to; `name` may use the row `t`, and `version`. */
const ofVersion =
  (table: string, name = "version"): Find =>
  (workspaceId, ids) =>
    sql`select t.id, ${sql.raw(name)} as name from ${sql.identifier(table)} t
      join model_version v on v.id = t.model_version_id join model m on m.id = v.model_id
      cross join lateral (select m.name || ' v' || v.number as version) named
      where m.workspace_id = ${workspaceId} and t.id in (${ids})`;

const version: Find = (workspaceId, ids) =>
  sql`select v.id, m.name || ' v' || v.number as name from model_version v join model m on m.id = v.model_id
    where m.workspace_id = ${workspaceId} and v.id in (${ids})`;

/** How to find what the things of a kind are called. Other kinds are called by their id, or have no name. */
const FIND: Record<string, Find> = {
  dataset: own("dataset"),
  deployment: own("deployment"),
  documentation: version,
  finding: ofVersion("finding", "version || ', F' || t.number"),
  group: own("group"),
  key: own("api_key"),
  member: (workspaceId, ids) =>
    sql`select u.id, u.name from "user" u join workspace_person p on p.user_id = u.id
      where p.workspace_id = ${workspaceId} and u.id in (${ids})`,
  model: own("model"),
  "model-version": version,
  review: ofVersion("review"),
  "risk-assessment": (workspaceId, ids) =>
    sql`select t.id, m.name from risk_assessment t join model m on m.id = t.model_id
      where m.workspace_id = ${workspaceId} and t.id in (${ids})`,
  run: own("run"),
  trigger: own("trigger", "coalesce(t.spec ->> 'title', t.name)"),
  waiver: ofVersion("waiver"),
};

/** What the things are called that are still there, by {@link keyOf}: all in one query, each kind by its primary keys. */
export async function namesOf(
  db: Database,
  workspaceId: string,
  entries: readonly Named[],
): Promise<Map<string, string>> {
  const parts = Object.entries(FIND).flatMap(([entity, find]) => {
    const ids = new Set(entries.filter((one) => one.entity === entity).map((one) => one.entityId));
    if (ids.size === 0) return [];
    const list = sql.join(
      [...ids].map((id) => sql`${id}`),
      sql`, `,
    );
    return [
      sql`select ${entity}::text as entity, id, name from (${find(workspaceId, list)}) found`,
    ];
  });
  if (parts.length === 0) return new Map();
  const rows = await db.execute<{ entity: string; id: string; name: string }>(
    sql.join(parts, sql` union all `),
  );
  return new Map(
    rows.map(({ entity, id, name }) => [keyOf({ entity, entityId: id }), name] as const),
  );
}

export function keyOf({ entity, entityId }: Named): string {
  return `${entity} ${entityId}`;
}
