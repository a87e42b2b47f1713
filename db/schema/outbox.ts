import { sql } from "drizzle-orm";
import { index, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import type { JsonObject } from "../../workflows/core/json.ts";
import { connectedWorkspace, moment } from "./columns.ts";

/** Messages to workflows, written in the transaction of the act they tell of and delivered at least once. */
export const outbox = pgTable(
  "outbox",
  {
    id: text("id").primaryKey(),
    /** Of the web application's own messages: the database fills it in, so that no workspace takes back another's. */
    workspaceId: text("workspace_id").default(connectedWorkspace),
    workflowId: text("workflow_id").notNull(),
    /** The Temporal update's id: delivering twice has one effect. */
    updateId: text("update_id").notNull().unique(),
    event: jsonb("event").$type<JsonObject>().notNull(),
    /** The workflow type to start with `event` as its input; null for an event of one that runs. */
    starts: text("starts"),
    createdAt: moment("created_at").notNull().defaultNow(),
    deliveredAt: moment("delivered_at"),
    /** The workflow's refusal, when it refused. */
    refused: text("refused"),
  },
  (table) => [
    // What is still to be delivered: what was refused stays, and is read by nobody.
    index("outbox_pending")
      .on(table.workflowId, table.createdAt)
      .where(sql`delivered_at is null and refused is null`),
  ],
);
