import { index, integer, jsonb, pgTable, text, unique } from "drizzle-orm/pg-core";
import type { JsonRecord, JsonValue } from "../types.ts";
import { user, workspace } from "./auth.ts";
import { moment } from "./columns.ts";
import { run } from "./runs.ts";

export const model = pgTable(
  "model",
  {
    id: text("id").primaryKey(),
    workspaceId: text("workspace_id")
      .notNull()
      .references(() => workspace.id),
    name: text("name").notNull(),
    description: text("description").notNull().default(""),
    createdAt: moment("created_at").notNull().defaultNow(),
  },
  (table) => [unique("model_name").on(table.workspaceId, table.name)],
);

export const MODEL_VERSION_STATUSES = ["pending", "in-review", "approved", "rejected"] as const;

export const modelVersion = pgTable(
  "model_version",
  {
    id: text("id").primaryKey(),
    modelId: text("model_id")
      .notNull()
      .references(() => model.id),
    number: integer("number").notNull(),
    /** Changed by a decided review alone; a trigger in the database refuses anything else. */
    status: text("status", { enum: MODEL_VERSION_STATUSES }).notNull().default("pending"),
    /** SHA-256 of the ONNX file. */
    hash: text("hash").notNull(),
    /** The trainer's description of inputs and outputs. */
    signature: jsonb("signature").$type<JsonValue>().notNull(),
    metrics: jsonb("metrics").$type<JsonRecord>().notNull(),
    evaluationHash: text("evaluation_hash"),
    intendedUse: text("intended_use").notNull().default(""),
    /** Data versions, plan hash, environment lock, train node: what it was made from. */
    lineage: jsonb("lineage").$type<JsonRecord>().notNull(),
    runId: text("run_id")
      .notNull()
      .references(() => run.id),
    node: text("node").notNull(),
    author: text("author")
      .notNull()
      .references(() => user.id),
    startedBy: text("started_by")
      .notNull()
      .references(() => user.id),
    createdAt: moment("created_at").notNull().defaultNow(),
  },
  (table) => [
    unique("model_version_number").on(table.modelId, table.number),
    unique("model_version_run").on(table.runId, table.node),
  ],
);

export const REVIEW_STATUSES = [
  "open",
  "approved",
  "rejected",
  "changes-requested",
  "cancelled",
] as const;

export const review = pgTable(
  "review",
  {
    id: text("id").primaryKey(),
    workspaceId: text("workspace_id")
      .notNull()
      .references(() => workspace.id),
    modelVersionId: text("model_version_id")
      .notNull()
      .references(() => modelVersion.id),
    runId: text("run_id")
      .notNull()
      .references(() => run.id),
    node: text("node").notNull(),
    status: text("status", { enum: REVIEW_STATUSES }).notNull().default("open"),
    title: text("title").notNull(),
    instructions: text("instructions").notNull().default(""),
    /** The frozen pack: every item by content hash. */
    evidence: jsonb("evidence").$type<JsonRecord>().notNull(),
    /** SHA-256 of the pack as canonical JSON. */
    packHash: text("pack_hash").notNull(),
    author: text("author")
      .notNull()
      .references(() => user.id),
    startedBy: text("started_by")
      .notNull()
      .references(() => user.id),
    openedAt: moment("opened_at").notNull().defaultNow(),
    decidedAt: moment("decided_at"),
  },
  (table) => [
    unique("review_run").on(table.runId, table.node),
    index("review_inbox").on(table.workspaceId, table.status, table.openedAt),
  ],
);

export const reviewDecision = pgTable(
  "review_decision",
  {
    id: text("id").primaryKey(),
    reviewId: text("review_id")
      .notNull()
      .references(() => review.id),
    userId: text("user_id")
      .notNull()
      .references(() => user.id),
    outcome: text("outcome", { enum: ["approved", "rejected", "changes-requested"] }).notNull(),
    comment: text("comment").notNull(),
    packHash: text("pack_hash").notNull(),
    decidedAt: moment("decided_at").notNull().defaultNow(),
  },
  (table) => [unique("review_decision_once").on(table.reviewId, table.userId)],
);

/** Messages to workflows, written in the transaction of the act they tell of and delivered at least once. */
export const outbox = pgTable(
  "outbox",
  {
    id: text("id").primaryKey(),
    workflowId: text("workflow_id").notNull(),
    /** The Temporal update's id: delivering twice has one effect. */
    updateId: text("update_id").notNull().unique(),
    event: jsonb("event").$type<JsonRecord>().notNull(),
    createdAt: moment("created_at").notNull().defaultNow(),
    deliveredAt: moment("delivered_at"),
    /** The workflow's refusal, when it refused. */
    refused: text("refused"),
  },
  (table) => [index("outbox_pending").on(table.deliveredAt, table.createdAt)],
);
