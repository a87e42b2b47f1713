import { sql } from "drizzle-orm";
import { bigserial, index, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import type { Json } from "../../workflows/core/json.ts";
import { workspace } from "./auth.ts";
import { moment } from "./columns.ts";

/** Append-only: a trigger in the database refuses updates and deletes. */
export const audit = pgTable(
  "audit",
  {
    id: bigserial("id", { mode: "number" }).primaryKey(),
    workspaceId: text("workspace_id")
      .notNull()
      .references(() => workspace.id),
    at: moment("at").notNull().defaultNow(),
    actorId: text("actor_id").notNull(),
    actorName: text("actor_name").notNull(),
    role: text("role").notNull(),
    /** `session`, `token`, `local` or `workflow`. */
    via: text("via").notNull(),
    /** `entity.verb`, for instance `review.decide`. */
    action: text("action").notNull(),
    entity: text("entity").notNull(),
    entityId: text("entity_id").notNull(),
    before: jsonb("before").$type<Json>(),
    after: jsonb("after").$type<Json>(),
    why: text("why"),
    /** From where: the network address, or what the request came through. */
    source: text("source"),
  },
  (table) => [
    // One for each filter of the list, in its order.
    index("audit_workspace").on(table.workspaceId, table.at, table.id),
    index("audit_actor").on(table.workspaceId, table.actorId, table.at, table.id),
    index("audit_role").on(table.workspaceId, table.role, table.at, table.id),
    index("audit_source").on(table.workspaceId, table.source, table.at, table.id),
    index("audit_action").on(table.workspaceId, table.action, table.at, table.id),
    index("audit_kind").on(table.workspaceId, table.entity, table.at, table.id),
    index("audit_entity").on(table.workspaceId, table.entity, table.entityId, table.at, table.id),
    index("audit_why").using("gin", sql`to_tsvector('simple', ${table.why})`),
  ],
);
