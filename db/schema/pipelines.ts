import { index, integer, jsonb, pgTable, primaryKey, text, unique } from "drizzle-orm/pg-core";
import type { PipelineDocument } from "../../workflows/core/document.ts";
import { user, workspace } from "./auth.ts";
import { moment } from "./columns.ts";

export const pipeline = pgTable(
  "pipeline",
  {
    id: text("id").primaryKey(),
    workspaceId: text("workspace_id")
      .notNull()
      .references(() => workspace.id),
    name: text("name").notNull(),
    createdBy: text("created_by")
      .notNull()
      .references(() => user.id),
    createdAt: moment("created_at").notNull().defaultNow(),
    updatedAt: moment("updated_at").notNull().defaultNow(),
    archivedAt: moment("archived_at"),
  },
  (table) => [unique("pipeline_name").on(table.workspaceId, table.name)],
);

/** Published versions; immutable. */
export const pipelineVersion = pgTable(
  "pipeline_version",
  {
    id: text("id").primaryKey(),
    pipelineId: text("pipeline_id")
      .notNull()
      .references(() => pipeline.id),
    number: integer("number").notNull(),
    document: jsonb("document").$type<PipelineDocument>().notNull(),
    /** The text as it was written, comments included; null when it was drawn. */
    source: text("source"),
    /** What changed, and why. */
    note: text("note").notNull(),
    /** The git commit it was imported from. */
    commit: text("commit"),
    createdBy: text("created_by")
      .notNull()
      .references(() => user.id),
    createdAt: moment("created_at").notNull().defaultNow(),
  },
  (table) => [unique("pipeline_version_number").on(table.pipelineId, table.number)],
);

/** One draft a person, saved as it is edited. */
export const pipelineDraft = pgTable(
  "pipeline_draft",
  {
    pipelineId: text("pipeline_id")
      .notNull()
      .references(() => pipeline.id),
    userId: text("user_id")
      .notNull()
      .references(() => user.id),
    /** As it was sent, which may be no whole document: the compiler says what is wrong with it. */
    document: jsonb("document").$type<Record<string, unknown>>().notNull(),
    /** The text that was last written by hand, for its comments and its order; null when it was only drawn. */
    source: text("source"),
    /** The published version the draft began from. */
    baseVersion: integer("base_version"),
    /** Counts up with each save; a save that names an older one is refused. */
    revision: integer("revision").notNull().default(1),
    /** What it has taken in from others' drafts, by user: what they changed after the first and up to the second revision. */
    merged: jsonb("merged").$type<Record<string, [number, number]>>().notNull().default({}),
    updatedAt: moment("updated_at").notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.pipelineId, table.userId] }),
    index("pipeline_draft_user").on(table.userId),
  ],
);

/** Who has a pipeline open, a row for each connection of a browser tab; a row that was not seen for a while means nothing. */
export const pipelinePresence = pgTable(
  "pipeline_presence",
  {
    /** `TAB/CONNECTION`; the tab alone where it is heard of without a connection. */
    tab: text("tab").primaryKey(),
    pipelineId: text("pipeline_id")
      .notNull()
      .references(() => pipeline.id),
    userId: text("user_id")
      .notNull()
      .references(() => user.id),
    /** The step that is selected there. */
    node: text("node"),
    seenAt: moment("seen_at").notNull().defaultNow(),
  },
  (table) => [index("pipeline_presence_pipeline").on(table.pipelineId)],
);
