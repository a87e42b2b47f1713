import { bigint, boolean, index, integer, jsonb, pgTable, text, unique } from "drizzle-orm/pg-core";
import type { Profile } from "../../workflows/core/contents/profile.ts";
import { user, workspace } from "./auth.ts";
import { connectedWorkspace, moment } from "./columns.ts";

export const dataset = pgTable(
  "dataset",
  {
    id: text("id").primaryKey(),
    workspaceId: text("workspace_id")
      .notNull()
      .references(() => workspace.id),
    name: text("name").notNull(),
    owner: text("owner")
      .notNull()
      .references(() => user.id),
    description: text("description").notNull().default(""),
    purpose: text("purpose").notNull().default(""),
    licence: text("licence").notNull().default(""),
    classification: text("classification", {
      enum: ["public", "internal", "confidential", "restricted"],
    })
      .notNull()
      .default("internal"),
    personalData: boolean("personal_data").notNull().default(false),
    createdAt: moment("created_at").notNull().defaultNow(),
  },
  (table) => [unique("dataset_name").on(table.workspaceId, table.name)],
);

/** Immutable; the content is the uploaded file as it was, by its hash. */
export const datasetVersion = pgTable(
  "dataset_version",
  {
    id: text("id").primaryKey(),
    datasetId: text("dataset_id")
      .notNull()
      .references(() => dataset.id),
    number: integer("number").notNull(),
    hash: text("hash").notNull(),
    fileName: text("file_name").notNull(),
    bytes: bigint("bytes", { mode: "number" }).notNull(),
    rows: bigint("rows", { mode: "number" }).notNull(),
    columns: jsonb("columns").$type<{ name: string; type: string }[]>().notNull(),
    profile: jsonb("profile").$type<Profile>(),
    createdBy: text("created_by")
      .notNull()
      .references(() => user.id),
    createdAt: moment("created_at").notNull().defaultNow(),
  },
  (table) => [
    unique("dataset_version_number").on(table.datasetId, table.number),
    index("dataset_version_hash").on(table.hash),
  ],
);

/** Columns of what a source or a query gives, by the hash of everything they follow from. */
export const columnCache = pgTable("column_cache", {
  key: text("key").primaryKey(),
  workspaceId: text("workspace_id").default(connectedWorkspace),
  columns: jsonb("columns").$type<{ name: string; type: string }[]>().notNull(),
  createdAt: moment("created_at").notNull().defaultNow(),
});
