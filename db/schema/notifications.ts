import { index, jsonb, pgTable, text, unique } from "drizzle-orm/pg-core";
import type { OutgoingMessage } from "../../workflows/core/outgoing-message.ts";
import { workspace } from "./auth.ts";
import { moment } from "./columns.ts";
import { NOTIFICATION_STATUSES } from "./notification-statuses.ts";
import { run } from "./runs.ts";

/** One time that a message was sent, or that it was tried. */
export interface DeliveryAttempt {
  /** ISO 8601. */
  at: string;
  ms: number;
  /** HTTP status, or SMTP's; null where there was no answer. */
  status: number | null;
  /** The beginning of what the receiver answered. */
  response: string;
  error: string | null;
  /** Receivers of an e-mail that the server refused, where others have it. */
  refused?: string[];
  /** Who asked for it; null for the run's own attempts. */
  by: { id: string; name: string } | null;
}

/** Messages that steps sent to the outside. One for a step of a run, however often it is tried. */
export const notification = pgTable(
  "notification",
  {
    /** Receivers see it (`webhook-id`, `Message-ID`) and know a repeated message by it. */
    id: text("id").primaryKey(),
    workspaceId: text("workspace_id")
      .notNull()
      .references(() => workspace.id),
    runId: text("run_id")
      .notNull()
      .references(() => run.id),
    node: text("node").notNull(),
    item: text("item").notNull().default(""),
    channel: text("channel", { enum: ["webhook", "email"] }).notNull(),
    /** Where it goes, without credentials. */
    target: text("target").notNull(),
    subject: text("subject").notNull(),
    body: text("body").notNull(),
    /** The whole message, for sending it again; secrets by name. */
    message: jsonb("message").$type<OutgoingMessage>().notNull(),
    /** Once `sent`, it stays so. */
    status: text("status", { enum: NOTIFICATION_STATUSES }).notNull().default("pending"),
    attempts: jsonb("attempts").$type<DeliveryAttempt[]>().notNull().default([]),
    createdAt: moment("created_at").notNull().defaultNow(),
    /** Since when an attempt is under way; null when none is. */
    sendingSince: moment("sending_since"),
    sentAt: moment("sent_at"),
  },
  (table) => [
    unique("notification_once").on(table.runId, table.node, table.item),
    index("notification_list").on(table.workspaceId, table.createdAt, table.id),
  ],
);
