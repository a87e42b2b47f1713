import { sql } from "drizzle-orm";
import {
  bigserial,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
} from "drizzle-orm/pg-core";
import type { JsonObject } from "../../workflows/core/json.ts";
import type { TriggerFacts } from "../../workflows/core/run-trigger.ts";
import type { TriggerSpec } from "../../workflows/core/triggers.ts";
import { user, workspace } from "./auth.ts";
import { moment } from "./columns.ts";
import { pipeline } from "./pipelines.ts";

const TRIGGER_TYPES = [
  "schedule",
  "interval",
  "calendar",
  "webhook",
  "dataset",
  "folder",
  "pipeline",
  "model",
] as const;
export const FIRING_OUTCOMES = ["started", "skipped", "refused"] as const;

/** The triggers of published versions. A trigger keeps its row, and with it address and secret, from version to version. */
export const trigger = pgTable(
  "trigger",
  {
    id: text("id").primaryKey(),
    workspaceId: text("workspace_id")
      .notNull()
      .references(() => workspace.id),
    pipelineId: text("pipeline_id")
      .notNull()
      .references(() => pipeline.id),
    /** Its id in the document. */
    name: text("name").notNull(),
    /** The version it belongs to and starts. */
    version: integer("version").notNull(),
    type: text("type", { enum: TRIGGER_TYPES }).notNull(),
    /** As it stands in the document. */
    spec: jsonb("spec").$type<TriggerSpec>().notNull(),
    /** The dataset, pipeline or model it listens to. */
    subject: text("subject"),
    /** Who published the version: its runs are started in their name. */
    publishedBy: text("published_by")
      .notNull()
      .references(() => user.id),
    paused: boolean("paused").notNull().default(false),
    pauseNote: text("pause_note"),
    /** Null where the document says so, and where an earlier release paused it. */
    pausedBy: text("paused_by").references(() => user.id),
    pausedAt: moment("paused_at"),
    /** Temporal's schedule, where it has one. */
    scheduleId: text("schedule_id"),
    /** Encrypted; a webhook has none until somebody makes one. */
    secret: text("secret"),
    /** Who made it, and so can sign a call: that person counts as having started its runs. */
    secretBy: text("secret_by").references(() => user.id),
    previousSecret: text("previous_secret"),
    previousSecretBy: text("previous_secret_by").references(() => user.id),
    previousSecretUntil: moment("previous_secret_until"),
    /** Of a folder: the files already seen, as `{name: "mtime:size:inode"}`. */
    seen: jsonb("seen").$type<Record<string, string>>(),
    lastFiredAt: moment("last_fired_at"),
    /** The sentence of the last firing, where it was refused. */
    lastError: text("last_error"),
    /** When this version took over. */
    movedAt: moment("moved_at").notNull().defaultNow(),
    /** The published version has it no more. */
    removedAt: moment("removed_at"),
    createdAt: moment("created_at").notNull().defaultNow(),
  },
  (table) => [
    unique("trigger_name").on(table.pipelineId, table.name),
    index("trigger_workspace").on(table.workspaceId, table.id),
    index("trigger_subject").on(table.workspaceId, table.type, table.subject),
  ],
);

/** What a trigger did, once for each idempotency key. */
export const triggerFiring = pgTable(
  "trigger_firing",
  {
    triggerId: text("trigger_id")
      .notNull()
      .references(() => trigger.id),
    /** A started key never starts another run; a refused one may be tried again. */
    key: text("key").notNull(),
    at: moment("at").notNull().defaultNow(),
    outcome: text("outcome", { enum: FIRING_OUTCOMES }).notNull(),
    runId: text("run_id"),
    /** Why it was skipped or refused. */
    detail: text("detail"),
    /** What happened: the scheduled time, the file, the version. */
    facts: jsonb("facts").$type<TriggerFacts>().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.triggerId, table.key] }),
    index("trigger_firing_at").on(table.triggerId, table.at),
  ],
);

/** A range of the past whose runs somebody asked for: they count as having started them. */
export const triggerBackfill = pgTable(
  "trigger_backfill",
  {
    id: text("id").primaryKey(),
    workspaceId: text("workspace_id")
      .notNull()
      .references(() => workspace.id),
    triggerId: text("trigger_id")
      .notNull()
      .references(() => trigger.id),
    /** Its first and last time, both included. */
    from: moment("from").notNull(),
    to: moment("to").notNull(),
    /** How many runs it asks for. */
    count: integer("count").notNull(),
    askedBy: text("asked_by")
      .notNull()
      .references(() => user.id),
    at: moment("at").notNull().defaultNow(),
  },
  (table) => [index("trigger_backfill_range").on(table.triggerId, table.to)],
);

/** Something a trigger listens to has happened; written by the database in the transaction in which it did. */
export const triggerEvent = pgTable(
  "trigger_event",
  {
    id: bigserial("id", { mode: "number" }).primaryKey(),
    workspaceId: text("workspace_id").notNull(),
    type: text("type", { enum: ["dataset", "pipeline", "model"] }).notNull(),
    subject: text("subject").notNull(),
    facts: jsonb("facts").$type<JsonObject>().notNull(),
    createdAt: moment("created_at").notNull().defaultNow(),
    handledAt: moment("handled_at"),
  },
  (table) => [
    index("trigger_event_pending")
      .on(table.id)
      .where(sql`handled_at is null`),
  ],
);

/** A version whose triggers could not take over: those of the version before go on. */
export const triggerMoveFailed = pgTable("trigger_move_failed", {
  pipelineId: text("pipeline_id")
    .primaryKey()
    .references(() => pipeline.id),
  version: integer("version").notNull(),
  why: text("why").notNull(),
  at: moment("at").notNull().defaultNow(),
});
