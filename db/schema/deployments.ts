import { doublePrecision, index, integer, jsonb, pgTable, text, unique } from "drizzle-orm/pg-core";
import type { Json } from "../../workflows/core/json.ts";
import { user, workspace } from "./auth.ts";
import { moment } from "./columns.ts";
import { modelVersion } from "./models.ts";
import { run } from "./runs.ts";

/** An endpoint under `/v2/models/NAME`. */
export const deployment = pgTable(
  "deployment",
  {
    id: text("id").primaryKey(),
    workspaceId: text("workspace_id")
      .notNull()
      .references(() => workspace.id),
    /** The name on the serving port, one for all workspaces. */
    name: text("name").notNull().unique(),
    /** The revision in force. */
    revision: integer("revision").notNull(),
    createdAt: moment("created_at").notNull().defaultNow(),
    updatedAt: moment("updated_at").notNull().defaultNow(),
  },
  (table) => [index("deployment_workspace").on(table.workspaceId)],
);

/** What an endpoint pointed to, from when on, by whom; immutable. A roll-back is a new revision. */
export const deploymentRevision = pgTable(
  "deployment_revision",
  {
    id: text("id").primaryKey(),
    deploymentId: text("deployment_id")
      .notNull()
      .references(() => deployment.id),
    number: integer("number").notNull(),
    /** A trigger in the database refuses a version that is not approved. */
    modelVersionId: text("model_version_id")
      .notNull()
      .references(() => modelVersion.id),
    reason: text("reason").notNull(),
    runId: text("run_id").references(() => run.id),
    node: text("node"),
    createdBy: text("created_by")
      .notNull()
      .references(() => user.id),
    createdAt: moment("created_at").notNull().defaultNow(),
  },
  (table) => [
    unique("deployment_revision_number").on(table.deploymentId, table.number),
    unique("deployment_revision_run").on(table.runId, table.node),
  ],
);

/** Which revision each serving process has loaded and warmed. */
export const servingState = pgTable(
  "serving_state",
  {
    id: text("id").primaryKey(),
    servingId: text("serving_id").notNull(),
    deploymentId: text("deployment_id")
      .notNull()
      .references(() => deployment.id),
    revision: integer("revision").notNull(),
    status: text("status", { enum: ["loading", "ready", "failed"] }).notNull(),
    message: text("message"),
    seenAt: moment("seen_at").notNull().defaultNow(),
  },
  (table) => [unique("serving_state_one").on(table.servingId, table.deploymentId)],
);

/** Written in batches, thousands a second: without foreign keys, which would cost as much again as the rows. */
export const prediction = pgTable(
  "prediction",
  {
    id: text("id").primaryKey(),
    deploymentId: text("deployment_id").notNull(),
    modelVersionId: text("model_version_id").notNull(),
    rows: integer("rows").notNull(),
    inputs: jsonb("inputs").$type<Json>().notNull(),
    outputs: jsonb("outputs").$type<Json>().notNull(),
    /** Milliseconds from the parsed request to the answer. */
    latencyMs: doublePrecision("latency_ms").notNull(),
    apiKeyId: text("api_key_id"),
    at: moment("at").notNull(),
  },
  (table) => [index("prediction_deployment").on(table.deploymentId, table.at)],
);
