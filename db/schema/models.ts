import { sql } from "drizzle-orm";
import { index, integer, jsonb, pgTable, primaryKey, text, unique } from "drizzle-orm/pg-core";
import type { Json, JsonObject } from "../../workflows/core/json.ts";
import { user, workspace } from "./auth.ts";
import { moment } from "./columns.ts";
import { run } from "./runs.ts";
import { TIERS } from "./tiers.ts";

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

export const MODEL_VERSION_STATUSES = [
  "pending",
  "in-review",
  "approved",
  "suspended",
  "rejected",
  "retired",
] as const;

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
    signature: jsonb("signature").$type<Json>().notNull(),
    metrics: jsonb("metrics").$type<JsonObject>().notNull(),
    evaluationHash: text("evaluation_hash"),
    intendedUse: text("intended_use").notNull().default(""),
    /** Data versions, plan hash, environment lock, train node: what it was made from. */
    lineage: jsonb("lineage").$type<JsonObject>().notNull(),
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
    /** Whose own work it is, author and starter among them: nobody of them decides about it. */
    makers: text("makers").array().notNull(),
    /** Until when its approval holds; null when it has none, or one without end. */
    approvedUntil: moment("approved_until"),
    /** While it is suspended: whether serving refuses to answer with it, or answers with a warning. */
    onSuspension: text("on_suspension", { enum: ["block", "warn"] })
      .notNull()
      .default("block"),
    /** What deploying does before an approval; set from the policy when a review opens. */
    unapproved: text("unapproved", { enum: ["prevent", "warn"] })
      .notNull()
      .default("prevent"),
    retiredAt: moment("retired_at"),
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
  "withdrawn",
  "cancelled",
] as const;

/** SQL: a field of the policy's stage at the index `stage`. */
function stageFact(field: string): string {
  return `evidence #>> ARRAY['policy', 'document', 'stages', stage::text, '${field}']`;
}

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
    /** The step that waits for it; null for one opened by hand. */
    node: text("node"),
    kind: text("kind", { enum: ["first", "re-review"] })
      .notNull()
      .default("first"),
    /** The review of the same model that this one answers: changes were requested there, or its approval runs out. */
    previousId: text("previous_id"),
    status: text("status", { enum: REVIEW_STATUSES }).notNull().default("open"),
    title: text("title").notNull(),
    instructions: text("instructions").notNull().default(""),
    tier: text("tier", { enum: TIERS }).notNull().default("unassessed"),
    /** Grows by one each time the evidence is frozen anew; earlier packs stay in `review_pack`. */
    round: integer("round").notNull().default(1),
    /** The index of the policy's stage that decides now. */
    stage: integer("stage").notNull().default(0),
    stageSince: moment("stage_since").notNull().defaultNow(),
    /** When the stage's working-hours deadline ends; null without one. */
    dueAt: moment("due_at"),
    escalatedAt: moment("escalated_at"),
    /** When the deciders of this stage were reminded, and when they were told that its time is over. */
    remindedAt: moment("reminded_at"),
    overdueToldAt: moment("overdue_told_at"),
    /** Whom the desk has given it to. */
    assignee: text("assignee").references(() => user.id),
    priority: text("priority", { enum: ["low", "normal", "high"] })
      .notNull()
      .default("normal"),
    /** Of the stage that decides now, so that the desk need not read packs. */
    stageId: text("stage_id").generatedAlwaysAs(sql.raw(stageFact("id"))),
    stageTitle: text("stage_title").generatedAlwaysAs(sql.raw(stageFact("title"))),
    stageFunction: text("stage_function").generatedAlwaysAs(sql.raw(stageFact("function"))),
    /** The frozen pack: every item by content hash. */
    evidence: jsonb("evidence").$type<JsonObject>().notNull(),
    /** SHA-256 of the pack as canonical JSON. */
    packHash: text("pack_hash").notNull(),
    author: text("author")
      .notNull()
      .references(() => user.id),
    startedBy: text("started_by")
      .notNull()
      .references(() => user.id),
    /** As the version has them. */
    makers: text("makers").array().notNull(),
    openedBy: text("opened_by").references(() => user.id),
    openedAt: moment("opened_at").notNull().defaultNow(),
    decidedAt: moment("decided_at"),
  },
  (table) => [
    unique("review_run").on(table.runId, table.node),
    index("review_inbox").on(table.workspaceId, table.status, table.openedAt),
    index("review_version").on(table.modelVersionId, table.openedAt),
    index("review_previous").on(table.previousId),
  ],
);

/** Every pack that a review ever stood on. */
export const reviewPack = pgTable(
  "review_pack",
  {
    reviewId: text("review_id")
      .notNull()
      .references(() => review.id),
    workspaceId: text("workspace_id")
      .notNull()
      .references(() => workspace.id),
    round: integer("round").notNull(),
    evidence: jsonb("evidence").$type<JsonObject>().notNull(),
    packHash: text("pack_hash").notNull(),
    /** Why it was frozen anew; empty for the first. */
    reason: text("reason").notNull().default(""),
    frozenBy: text("frozen_by")
      .notNull()
      .references(() => user.id),
    frozenAt: moment("frozen_at").notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.reviewId, table.round] })],
);

export const DECISION_OUTCOMES = ["approved", "rejected", "changes-requested", "recused"] as const;

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
    outcome: text("outcome", { enum: DECISION_OUTCOMES }).notNull(),
    round: integer("round").notNull().default(1),
    /** The id of the policy's stage. */
    stage: text("stage").notNull().default("review"),
    /** What the person stood for. */
    function: text("function"),
    /** Who had handed it over to this person, if anybody. */
    onBehalfOf: text("on_behalf_of").references(() => user.id),
    comment: text("comment").notNull(),
    packHash: text("pack_hash").notNull(),
    /** How the person signed in again for it. */
    method: text("method", { enum: ["password", "totp", "local"] })
      .notNull()
      .default("local"),
    /** The signed statement: who, what it means, on which pack. */
    statement: jsonb("statement").$type<JsonObject>().notNull().default({}),
    /** Ed25519 over the statement as canonical JSON, base 64. */
    signature: text("signature").notNull().default(""),
    decidedAt: moment("decided_at").notNull().defaultNow(),
  },
  (table) => [unique("review_decision_once").on(table.reviewId, table.round, table.userId)],
);
