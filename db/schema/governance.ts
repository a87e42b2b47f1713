import { sql } from "drizzle-orm";
import {
  bigint,
  bigserial,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import type { JsonObject } from "../../workflows/core/json.ts";
import { user, workspace } from "./auth.ts";
import { moment } from "./columns.ts";
import { model, modelVersion, review } from "./models.ts";
import { run } from "./runs.ts";
import { SEVERITIES } from "./severities.ts";
import { TIERS } from "./tiers.ts";

const workspaceId = () =>
  text("workspace_id")
    .notNull()
    .references(() => workspace.id);
const person = (name: string) => text(name).references(() => user.id);
const modelVersionId = () =>
  text("model_version_id")
    .notNull()
    .references(() => modelVersion.id);

/** What a tier's models must show and who decides on them; append-only. Without a row the built-in policy holds. */
export const policyVersion = pgTable(
  "policy_version",
  {
    id: text("id").primaryKey(),
    workspaceId: workspaceId(),
    tier: text("tier", { enum: TIERS }).notNull(),
    number: integer("number").notNull(),
    document: jsonb("document").$type<JsonObject>().notNull(),
    /** The YAML as it was written. */
    source: text("source").notNull(),
    hash: text("hash").notNull(),
    note: text("note").notNull(),
    author: person("author").notNull(),
    createdAt: moment("created_at").notNull().defaultNow(),
  },
  (table) => [unique("policy_version_number").on(table.workspaceId, table.tier, table.number)],
);

/** An answered questionnaire of a model; append-only. The newest counts. */
export const riskAssessment = pgTable(
  "risk_assessment",
  {
    id: text("id").primaryKey(),
    workspaceId: workspaceId(),
    modelId: text("model_id")
      .notNull()
      .references(() => model.id),
    number: integer("number").notNull(),
    questionnaire: integer("questionnaire").notNull(),
    /** By question: what was answered, and by whom or from what. */
    answers: jsonb("answers").$type<JsonObject>().notNull(),
    /** What the pipeline and its datasets themselves said then. */
    facts: jsonb("facts").$type<JsonObject>().notNull(),
    /** SHA-256 of the facts as canonical JSON. */
    factsHash: text("facts_hash").notNull(),
    /** By the matrix. */
    tier: text("tier", { enum: TIERS }).notNull(),
    author: person("author").notNull(),
    createdAt: moment("created_at").notNull().defaultNow(),
  },
  (table) => [unique("risk_assessment_number").on(table.modelId, table.number)],
);

/** Another tier than the matrix says: in force once a second person has agreed. */
export const riskOverride = pgTable(
  "risk_override",
  {
    id: text("id").primaryKey(),
    workspaceId: workspaceId(),
    assessmentId: text("assessment_id")
      .notNull()
      .references(() => riskAssessment.id),
    tier: text("tier", { enum: TIERS }).notNull(),
    reason: text("reason").notNull(),
    requestedBy: person("requested_by").notNull(),
    requestedAt: moment("requested_at").notNull().defaultNow(),
    decidedBy: person("decided_by"),
    decidedAt: moment("decided_at"),
    agreed: boolean("agreed"),
  },
  (table) => [
    uniqueIndex("risk_override_open")
      .on(table.assessmentId)
      .where(sql`decided_at is null`),
  ],
);

/** Evidence that no step made: attached by a person, and shown as such. */
export const attachedEvidence = pgTable(
  "attached_evidence",
  {
    id: text("id").primaryKey(),
    workspaceId: workspaceId(),
    modelVersionId: modelVersionId(),
    /** The requirement of the policy it is for. */
    requirement: text("requirement").notNull(),
    title: text("title").notNull(),
    note: text("note").notNull(),
    /** SHA-256 of the content, which lies with the artifacts. */
    hash: text("hash").notNull(),
    fileName: text("file_name").notNull(),
    /** A figure it states, where the requirement has a threshold. */
    value: jsonb("value").$type<number | null>(),
    attachedBy: person("attached_by").notNull(),
    attachedAt: moment("attached_at").notNull().defaultNow(),
    withdrawnBy: person("withdrawn_by"),
    withdrawnAt: moment("withdrawn_at"),
    withdrawnWhy: text("withdrawn_why"),
  },
  (table) => [index("attached_evidence_version").on(table.modelVersionId, table.attachedAt)],
);

/** The documentation of a model version, section by section, each saved text a row; append-only. */
export const documentSection = pgTable(
  "document_section",
  {
    id: text("id").primaryKey(),
    workspaceId: workspaceId(),
    modelVersionId: modelVersionId(),
    section: text("section").notNull(),
    number: integer("number").notNull(),
    /** Markdown, beside what the record itself says. */
    body: text("body").notNull(),
    /** Whether the author says that it is complete. */
    signed: boolean("signed").notNull().default(false),
    author: person("author").notNull(),
    createdAt: moment("created_at").notNull().defaultNow(),
  },
  (table) => [
    unique("document_section_number").on(table.modelVersionId, table.section, table.number),
  ],
);

export const COMMENT_ANCHORS = [
  "review",
  "section",
  "metric",
  "plot",
  "node",
  "item",
  "finding",
] as const;

/** A remark on a review or on one thing in it; answers share the thread of the first. */
export const reviewComment = pgTable(
  "review_comment",
  {
    id: text("id").primaryKey(),
    workspaceId: workspaceId(),
    reviewId: text("review_id")
      .notNull()
      .references(() => review.id),
    /** The id of the thread's first remark; its own for that one. */
    threadId: text("thread_id").notNull(),
    anchor: text("anchor", { enum: COMMENT_ANCHORS }).notNull(),
    /** Which section, metric, plot, node, item or finding. */
    anchorKey: text("anchor_key").notNull().default(""),
    body: text("body").notNull(),
    mentions: text("mentions").array().notNull().default([]),
    author: person("author").notNull(),
    createdAt: moment("created_at").notNull().defaultNow(),
    /** Of the thread's first remark, by its author alone. */
    resolvedAt: moment("resolved_at"),
  },
  (table) => [index("review_comment_review").on(table.reviewId, table.createdAt)],
);

/** What has to be put right. A condition is one that an approval hangs on. */
export const finding = pgTable(
  "finding",
  {
    id: text("id").primaryKey(),
    workspaceId: workspaceId(),
    reviewId: text("review_id")
      .notNull()
      .references(() => review.id),
    modelVersionId: modelVersionId(),
    /** Counts within the review, for people: F1, F2. */
    number: integer("number").notNull(),
    condition: boolean("condition").notNull().default(false),
    severity: text("severity", { enum: SEVERITIES }).notNull(),
    title: text("title").notNull(),
    description: text("description").notNull().default(""),
    remedy: text("remedy").notNull(),
    owner: person("owner").notNull(),
    dueAt: moment("due_at"),
    raisedBy: person("raised_by").notNull(),
    raisedAt: moment("raised_at").notNull().defaultNow(),
    /** The owner says that it is done, and with which run to look at. */
    answeredAt: moment("answered_at"),
    answer: text("answer"),
    retestRunId: text("retest_run_id").references(() => run.id),
    closedBy: person("closed_by"),
    closedAt: moment("closed_at"),
    closingNote: text("closing_note"),
    /** When it was last opened again; the database writes it. */
    reopenedAt: moment("reopened_at"),
  },
  (table) => [
    unique("finding_number").on(table.reviewId, table.number),
    index("finding_version").on(table.modelVersionId),
    index("finding_due")
      .on(table.dueAt)
      .where(sql`closed_at is null`),
  ],
);

/** A requirement or a condition that need not hold until a date. */
export const waiver = pgTable(
  "waiver",
  {
    id: text("id").primaryKey(),
    workspaceId: workspaceId(),
    modelVersionId: modelVersionId(),
    /** The id of a policy's requirement, or `finding:ID`. */
    scope: text("scope").notNull(),
    reason: text("reason").notNull(),
    requestedBy: person("requested_by").notNull(),
    requestedAt: moment("requested_at").notNull().defaultNow(),
    /** Another person than the one who asked, and than the author. */
    approvedBy: person("approved_by"),
    approvedAt: moment("approved_at"),
    refusedAt: moment("refused_at"),
    expiresAt: moment("expires_at").notNull(),
    revokedAt: moment("revoked_at"),
  },
  (table) => [index("waiver_version").on(table.modelVersionId)],
);

/** A stage handed over to another person who may decide it. */
export const reviewDelegation = pgTable(
  "review_delegation",
  {
    id: text("id").primaryKey(),
    workspaceId: workspaceId(),
    reviewId: text("review_id")
      .notNull()
      .references(() => review.id),
    round: integer("round").notNull(),
    stage: text("stage").notNull(),
    fromUser: person("from_user").notNull(),
    toUser: person("to_user").notNull(),
    why: text("why").notNull(),
    createdAt: moment("created_at").notNull().defaultNow(),
  },
  (table) => [index("review_delegation_review").on(table.reviewId)],
);

export const SUSPENSION_CAUSES = [
  "condition-overdue",
  "validity-ended",
  "evidence-false",
  "incident",
  "alarm",
  "waiver-ended",
  "by-hand",
] as const;

/** A time during which an approval does not count. */
export const suspension = pgTable(
  "suspension",
  {
    id: text("id").primaryKey(),
    workspaceId: workspaceId(),
    modelVersionId: modelVersionId(),
    cause: text("cause", { enum: SUSPENSION_CAUSES }).notNull(),
    /** What it is about, so that one cause suspends once: the waiver's or event's id, the finding's with since when it is past due. */
    subject: text("subject").notNull(),
    /** A sentence for people and for the answer of the serving port. */
    reason: text("reason").notNull(),
    facts: jsonb("facts").$type<JsonObject>().notNull().default({}),
    suspendedBy: person("suspended_by"),
    suspendedAt: moment("suspended_at").notNull().defaultNow(),
    liftedBy: person("lifted_by"),
    liftedAt: moment("lifted_at"),
    liftedWhy: text("lifted_why"),
  },
  (table) => [
    unique("suspension_once").on(table.modelVersionId, table.cause, table.subject),
    index("suspension_version").on(table.modelVersionId),
  ],
);

/** Something that went wrong with a model in use, or a signal of monitoring, told by a person or by API. */
export const modelEvent = pgTable(
  "model_event",
  {
    id: text("id").primaryKey(),
    workspaceId: workspaceId(),
    modelVersionId: modelVersionId(),
    type: text("type", { enum: ["incident", "alarm"] }).notNull(),
    severity: text("severity", { enum: SEVERITIES }).notNull(),
    /** For an alarm: what was measured, and how far. */
    signal: text("signal"),
    value: jsonb("value").$type<number | null>(),
    text: text("text").notNull(),
    /** The sender's own id: telling the same twice has one effect. */
    key: text("key").notNull(),
    reportedBy: person("reported_by").notNull(),
    at: moment("at").notNull().defaultNow(),
  },
  (table) => [unique("model_event_key").on(table.workspaceId, table.key)],
);

/** Evidence that turned out not to be so; append-only. The newest reason counts. */
export const falseEvidence = pgTable(
  "false_evidence",
  {
    id: bigserial("id", { mode: "number" }).primaryKey(),
    workspaceId: workspaceId(),
    /** SHA-256 of the item in the evidence packs. */
    hash: text("hash").notNull(),
    reason: text("reason").notNull(),
    /** Null where it is not known to be a person who is there. */
    declaredBy: person("declared_by"),
    declaredAt: moment("declared_at").notNull().defaultNow(),
  },
  (table) => [index("false_evidence_hash").on(table.workspaceId, table.hash)],
);

/** That an approval is to be reviewed again, once for a key; append-only. */
export const reReview = pgTable(
  "re_review",
  {
    id: bigserial("id", { mode: "number" }).primaryKey(),
    workspaceId: workspaceId(),
    modelVersionId: modelVersionId(),
    /** What it is about, so that it is asked for once. */
    key: text("key").notNull(),
    why: text("why").notNull(),
    dueAt: moment("due_at"),
    askedAt: moment("asked_at").notNull().defaultNow(),
  },
  (table) => [unique("re_review_once").on(table.modelVersionId, table.key)],
);

/** Where an alias went and when, which the database writes as it moves; append-only. */
export const aliasMove = pgTable(
  "alias_move",
  {
    id: bigserial("id", { mode: "number" }).primaryKey(),
    workspaceId: workspaceId(),
    modelId: text("model_id")
      .notNull()
      .references(() => model.id),
    alias: text("alias").notNull(),
    /** Null from when it named nothing. */
    modelVersionId: text("model_version_id").references(() => modelVersion.id),
    at: moment("at").notNull().defaultNow(),
  },
  (table) => [index("alias_move_alias").on(table.modelId, table.alias, table.at, table.id)],
);

/** Names such as `champion` that move from version to version. */
export const modelAlias = pgTable(
  "model_alias",
  {
    workspaceId: workspaceId(),
    modelId: text("model_id")
      .notNull()
      .references(() => model.id),
    alias: text("alias").notNull(),
    modelVersionId: modelVersionId(),
    setBy: person("set_by").notNull(),
    setAt: moment("set_at").notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.modelId, table.alias] })],
);

/** What a person should know; told once for a key. */
export const notice = pgTable(
  "notice",
  {
    id: text("id").primaryKey(),
    workspaceId: workspaceId(),
    userId: person("user_id").notNull(),
    /** `review.waiting`, `approval.suspended` and the like. */
    kind: text("kind").notNull(),
    key: text("key").notNull(),
    title: text("title").notNull(),
    body: text("body").notNull().default(""),
    /** The path of the page it is about. */
    link: text("link").notNull(),
    createdAt: moment("created_at").notNull().defaultNow(),
    readAt: moment("read_at"),
  },
  (table) => [
    unique("notice_once").on(table.userId, table.key),
    index("notice_inbox").on(table.workspaceId, table.userId, table.createdAt),
  ],
);

/** The chain of the audit log: each row's hash covers the row and the hash before it. Written by the database alone. */
export const auditLink = pgTable(
  "audit_link",
  {
    workspaceId: workspaceId(),
    /** Counts from 1 in each workspace, without gaps. */
    seq: bigint("seq", { mode: "number" }).notNull(),
    auditId: bigint("audit_id", { mode: "number" }).notNull().unique(),
    /** SHA-256, in hexadecimal. */
    hash: text("hash").notNull(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.seq] })],
);

/** How long a workspace's chain is, and its last hash; a row that commits locks it. */
export const auditHead = pgTable("audit_head", {
  workspaceId: text("workspace_id")
    .primaryKey()
    .references(() => workspace.id),
  seq: bigint("seq", { mode: "number" }).notNull(),
  hash: text("hash").notNull(),
});

/** Heads that this installation signed: whoever cuts the chain off behind one is found out. */
export const auditSeal = pgTable(
  "audit_seal",
  {
    workspaceId: workspaceId(),
    seq: bigint("seq", { mode: "number" }).notNull(),
    hash: text("hash").notNull(),
    /** ISO 8601, as it was signed. */
    sealedAt: text("sealed_at").notNull(),
    keyId: text("key_id").notNull(),
    /** Ed25519, base 64. */
    signature: text("signature").notNull(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.seq] })],
);
