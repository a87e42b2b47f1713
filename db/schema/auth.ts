import {
  bigint,
  boolean,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  unique,
} from "drizzle-orm/pg-core";
import { moment } from "./columns.ts";

// user, session, account and verification are better-auth's tables, with its names.
export const user = pgTable("user", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  email: text("email").notNull().unique(),
  emailVerified: boolean("email_verified").notNull().default(false),
  image: text("image"),
  twoFactorEnabled: boolean("two_factor_enabled").notNull().default(false),
  createdAt: moment("created_at").notNull().defaultNow(),
  updatedAt: moment("updated_at").notNull().defaultNow(),
});

export const session = pgTable(
  "session",
  {
    id: text("id").primaryKey(),
    token: text("token").notNull().unique(),
    userId: text("user_id")
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    expiresAt: moment("expires_at").notNull(),
    ipAddress: text("ip_address"),
    userAgent: text("user_agent"),
    /** The workspace this session works in; null for the person's first. */
    workspaceId: text("workspace_id"),
    createdAt: moment("created_at").notNull().defaultNow(),
    updatedAt: moment("updated_at").notNull().defaultNow(),
  },
  (table) => [index("session_user").on(table.userId)],
);

export const account = pgTable(
  "account",
  {
    id: text("id").primaryKey(),
    accountId: text("account_id").notNull(),
    providerId: text("provider_id").notNull(),
    userId: text("user_id")
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    accessToken: text("access_token"),
    refreshToken: text("refresh_token"),
    idToken: text("id_token"),
    accessTokenExpiresAt: moment("access_token_expires_at"),
    refreshTokenExpiresAt: moment("refresh_token_expires_at"),
    scope: text("scope"),
    password: text("password"),
    createdAt: moment("created_at").notNull().defaultNow(),
    updatedAt: moment("updated_at").notNull().defaultNow(),
  },
  (table) => [index("account_user").on(table.userId)],
);

export const verification = pgTable("verification", {
  id: text("id").primaryKey(),
  identifier: text("identifier").notNull(),
  value: text("value").notNull(),
  expiresAt: moment("expires_at").notNull(),
  createdAt: moment("created_at").notNull().defaultNow(),
  updatedAt: moment("updated_at").notNull().defaultNow(),
});

/** better-auth's: secrets of the second factor (TOTP), encrypted by it. */
export const twoFactor = pgTable(
  "two_factor",
  {
    id: text("id").primaryKey(),
    secret: text("secret").notNull(),
    backupCodes: text("backup_codes").notNull(),
    userId: text("user_id")
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    verified: boolean("verified").notNull().default(true),
    failedVerificationCount: integer("failed_verification_count").notNull().default(0),
    lockedUntil: moment("locked_until"),
  },
  (table) => [
    index("two_factor_user").on(table.userId),
    index("two_factor_secret").on(table.secret),
  ],
);

/** better-auth's: requests per address and route, so that all web processes count together. */
export const rateLimit = pgTable("rate_limit", {
  id: text("id").primaryKey(),
  key: text("key").notNull().unique(),
  count: integer("count").notNull(),
  /** Milliseconds since 1970. */
  lastRequest: bigint("last_request", { mode: "number" }).notNull(),
});

export const ROLES = ["viewer", "designer", "reviewer", "operator", "auditor", "admin"] as const;
export type Role = (typeof ROLES)[number];

/** For what a reviewer stands; the stages of a policy name the one they need. */
export const REVIEW_FUNCTIONS = ["model-risk", "compliance", "privacy", "business"] as const;
export type ReviewFunction = (typeof REVIEW_FUNCTIONS)[number];

export const workspace = pgTable("workspace", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  createdAt: moment("created_at").notNull().defaultNow(),
});

export const member = pgTable(
  "member",
  {
    workspaceId: text("workspace_id")
      .notNull()
      .references(() => workspace.id),
    userId: text("user_id")
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    role: text("role", { enum: ROLES }).notNull(),
    /** A reviewer's own; those of their groups come to them. */
    functions: text("functions", { enum: REVIEW_FUNCTIONS }).array().notNull().default([]),
    createdAt: moment("created_at").notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.userId] }),
    index("member_user").on(table.userId),
  ],
);

/** Everybody who is or was a member, written by the database: their names stay readable on what they did. */
export const workspacePerson = pgTable(
  "workspace_person",
  {
    workspaceId: text("workspace_id")
      .notNull()
      .references(() => workspace.id),
    userId: text("user_id")
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.userId] }),
    index("workspace_person_user").on(table.userId),
  ],
);

/** A committee, a team: what it stands for, all its members stand for, and it can be asked as one. */
export const group = pgTable(
  "group",
  {
    id: text("id").primaryKey(),
    workspaceId: text("workspace_id")
      .notNull()
      .references(() => workspace.id),
    name: text("name").notNull(),
    functions: text("functions", { enum: REVIEW_FUNCTIONS }).array().notNull().default([]),
    createdAt: moment("created_at").notNull().defaultNow(),
  },
  (table) => [unique("group_name").on(table.workspaceId, table.name)],
);

export const groupMember = pgTable(
  "group_member",
  {
    workspaceId: text("workspace_id")
      .notNull()
      .references(() => workspace.id),
    groupId: text("group_id")
      .notNull()
      .references(() => group.id, { onDelete: "cascade" }),
    userId: text("user_id")
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
  },
  (table) => [
    primaryKey({ columns: [table.groupId, table.userId] }),
    index("group_member_user").on(table.workspaceId, table.userId),
  ],
);

/** Whoever holds the token may join. Only the token's SHA-256 is kept. */
export const invitation = pgTable(
  "invitation",
  {
    id: text("id").primaryKey(),
    workspaceId: text("workspace_id")
      .notNull()
      .references(() => workspace.id),
    email: text("email").notNull(),
    role: text("role", { enum: ROLES }).notNull(),
    functions: text("functions", { enum: REVIEW_FUNCTIONS }).array().notNull().default([]),
    hash: text("hash").notNull().unique(),
    invitedBy: text("invited_by")
      .notNull()
      .references(() => user.id),
    createdAt: moment("created_at").notNull().defaultNow(),
    expiresAt: moment("expires_at").notNull(),
    acceptedAt: moment("accepted_at"),
    revokedAt: moment("revoked_at"),
  },
  (table) => [index("invitation_workspace").on(table.workspaceId, table.createdAt)],
);

/** Tokens of the API and of inference clients. Only the SHA-256 of a token is kept. */
export const apiKey = pgTable(
  "api_key",
  {
    id: text("id").primaryKey(),
    workspaceId: text("workspace_id")
      .notNull()
      .references(() => workspace.id),
    userId: text("user_id")
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    /** `api` acts as its user; `inference` may only ask the serving process. */
    scope: text("scope", { enum: ["api", "inference"] }).notNull(),
    /** Of a key of scope `api`: the rights it is held to; null for all that its user has. */
    rights: text("rights").array(),
    prefix: text("prefix").notNull(),
    hash: text("hash").notNull().unique(),
    createdAt: moment("created_at").notNull().defaultNow(),
    expiresAt: moment("expires_at"),
    lastUsedAt: moment("last_used_at"),
    revokedAt: moment("revoked_at"),
  },
  (table) => [index("api_key_workspace").on(table.workspaceId)],
);
