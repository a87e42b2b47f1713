import { sql } from "drizzle-orm";
import {
  bigint,
  bigserial,
  boolean,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import type { Inputs, Outputs } from "../../workflows/core/artifact.ts";
import type { ParamValues, PipelineDocument } from "../../workflows/core/document.ts";
import type { JsonObject } from "../../workflows/core/json.ts";
import type { RunPlan } from "../../workflows/core/plan.ts";
import type { RunStatus } from "../../workflows/core/run-statuses.ts";
import type { RunStart, RunTrigger } from "../../workflows/core/run-trigger.ts";
import { user, workspace } from "./auth.ts";
import { moment, xid8 } from "./columns.ts";
import { pipeline } from "./pipelines.ts";

export type { RunStatus };
const RUN_STATUSES = [
  "queued",
  "running",
  "waiting",
  "paused",
  "done",
  "failed",
  "cancelled",
] as const satisfies readonly RunStatus[];
/** Of runs that have not ended. */
export const OPEN_STATUSES: readonly RunStatus[] = ["queued", "running", "waiting", "paused"];
export const STEP_STATUSES = [
  "running",
  "waiting",
  "done",
  "failed",
  "skipped",
  "cancelled",
  "lost",
] as const;
export type StepStatus = (typeof STEP_STATUSES)[number];

export const run = pgTable(
  "run",
  {
    id: text("id").primaryKey(),
    workspaceId: text("workspace_id")
      .notNull()
      .references(() => workspace.id),
    pipelineId: text("pipeline_id").references(() => pipeline.id),
    /** The published version that ran; null for a draft or a file. */
    pipelineVersion: integer("pipeline_version"),
    name: text("name").notNull(),
    status: text("status", { enum: RUN_STATUSES }).notNull().default("queued"),
    /** The document as it ran, sources pinned to versions. */
    document: jsonb("document").$type<PipelineDocument>().notNull(),
    plan: jsonb("plan").$type<RunPlan>().notNull(),
    planHash: text("plan_hash").notNull(),
    params: jsonb("params").$type<ParamValues>().notNull(),
    /** What was set for this run alone, by path: `{"train.config.maxDepth": 6}`; the document above has it applied. */
    overrides: jsonb("overrides").$type<JsonObject>().notNull().default({}),
    /** The run, node and item whose sub-pipeline this run is. */
    parentRunId: text("parent_run_id"),
    parentNode: text("parent_node"),
    parentItem: text("parent_item"),
    startedBy: text("started_by")
      .notNull()
      .references(() => user.id),
    /** Who wrote the version or draft that ran. */
    author: text("author")
      .notNull()
      .references(() => user.id),
    /** What started it. */
    trigger: jsonb("trigger").$type<RunTrigger>().notNull(),
    /** The kind of that: a run of a trigger is of that kind also where somebody fired it. */
    how: text("how")
      .$type<RunStart>()
      .generatedAlwaysAs(
        sql`case when trigger ->> 'trigger' is not null then 'trigger' else trigger ->> 'type' end`,
      ),
    /** The trigger's id, where one started it. */
    triggerId: text("trigger_id").generatedAlwaysAs(sql`trigger ->> 'trigger'`),
    workflowId: text("workflow_id").notNull().unique(),
    /** What the workers ran when it began: release and hash of the code, as `worker_process.version`. */
    build: text("build"),
    error: text("error"),
    createdAt: moment("created_at").notNull().defaultNow(),
    startedAt: moment("started_at"),
    finishedAt: moment("finished_at"),
    /** When somebody first asked it to stop; Temporal may hear of that later. */
    cancelAskedAt: moment("cancel_asked_at"),
  },
  (table) => [
    // Ascending: a list in falling order reads them from the end. drizzle's own `desc()` puts nulls last, and Postgres then
    // sorts all rows again.
    index("run_workspace").on(table.workspaceId, table.createdAt, table.id),
    index("run_name").on(table.workspaceId, table.name, table.createdAt, table.id),
    index("run_status").on(table.workspaceId, table.status, table.createdAt, table.id),
    index("run_how").on(table.workspaceId, table.how, table.createdAt, table.id),
    index("run_started_by").on(table.workspaceId, table.startedBy, table.createdAt, table.id),
    // For both, where each alone finds many runs and the two together few.
    index("run_started_by_how").on(
      table.workspaceId,
      table.startedBy,
      table.how,
      table.createdAt,
      table.id,
    ),
    index("run_trigger")
      .on(table.workspaceId, table.triggerId, table.createdAt, table.id)
      .where(sql`trigger_id is not null`),
    index("run_pipeline").on(table.pipelineId, table.createdAt),
    index("run_open")
      .on(table.createdAt)
      .where(sql`status in ('queued', 'running', 'waiting', 'paused')`),
    unique("run_parent").on(table.parentRunId, table.parentNode, table.parentItem),
  ],
);

export const stepRun = pgTable(
  "step_run",
  {
    runId: text("run_id")
      .notNull()
      .references(() => run.id),
    node: text("node").notNull(),
    /** The item of a mapped step; empty for all others. */
    item: text("item").notNull().default(""),
    attempt: integer("attempt").notNull(),
    kind: text("kind").notNull(),
    status: text("status", { enum: STEP_STATUSES }).notNull(),
    queue: text("queue").notNull(),
    host: text("host"),
    config: jsonb("config").$type<JsonObject>(),
    inputs: jsonb("inputs").$type<Inputs>(),
    outputs: jsonb("outputs").$type<Outputs>(),
    cacheKey: text("cache_key"),
    cached: boolean("cached").notNull().default(false),
    /** The run whose result was reused. */
    cachedFrom: text("cached_from"),
    /** `{type, message}` of a failure; the sentence is for people. */
    error: jsonb("error").$type<{ type: string; message: string }>(),
    /** Why it was skipped, or what it waits for. */
    reason: text("reason"),
    progress: jsonb("progress").$type<{ done: number; total: number; message?: string }>(),
    /** What it waits for: the key of the event that lets it go on, the event's name for those who send it, and where to. */
    waitsFor: jsonb("waits_for").$type<{
      key: string;
      event?: string;
      until?: string;
      workflowId: string;
    }>(),
    /** Of a map: the artifacts that hold its items, as `ItemList`. */
    items: jsonb("items").$type<JsonObject>(),
    startedAt: moment("started_at").notNull().defaultNow(),
    finishedAt: moment("finished_at"),
  },
  (table) => [
    primaryKey({ columns: [table.runId, table.node, table.item, table.attempt] }),
    index("step_run_event")
      .on(sql`(waits_for ->> 'event')`)
      .where(sql`status = 'waiting'`),
    index("step_run_waiting")
      .on(table.runId)
      .where(sql`status = 'waiting'`),
    // A step of a run has one result, whatever happens to its attempts.
    uniqueIndex("step_run_one_result")
      .on(table.runId, table.node, table.item)
      .where(sql`status = 'done'`),
  ],
);

const ITEM_STATUSES = ["done", "failed", "cancelled"] as const;

/** The items of a map that have ended. What its steps did lies in `step_run` under `item`, the index as text. */
export const runItem = pgTable(
  "run_item",
  {
    runId: text("run_id").notNull(),
    node: text("node").notNull(),
    /** From 0, in the order of the list. */
    index: integer("index").notNull(),
    status: text("status", { enum: ITEM_STATUSES }).notNull(),
    /** The beginning of the item as JSON, for people. */
    label: text("label").notNull(),
    error: text("error"),
    startedAt: moment("started_at").notNull().defaultNow(),
    finishedAt: moment("finished_at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.runId, table.node, table.index] }),
    index("run_item_status").on(table.runId, table.node, table.status, table.index),
  ],
);

/** How many may hold a key at once: `workspace` and `pipeline:NAME` count runs, `queue:NAME` and `key:NAME` steps. */
export const slotLimit = pgTable(
  "slot_limit",
  {
    workspaceId: text("workspace_id")
      .notNull()
      .references(() => workspace.id),
    key: text("key").notNull(),
    limit: integer("limit").notNull(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.key] })],
);

/** Who holds a limited key, and who waits for it, in the order of `priority` and `id`. A row goes with the step or run it is for. */
export const slot = pgTable(
  "slot",
  {
    id: bigserial("id", { mode: "number" }).primaryKey(),
    workspaceId: text("workspace_id").notNull(),
    key: text("key").notNull(),
    /** How many may hold the key, where the workspace sets no limit of its own. */
    limit: integer("limit").notNull(),
    runId: text("run_id").notNull(),
    /** Empty for a run's own slot. */
    node: text("node").notNull().default(""),
    item: text("item").notNull().default(""),
    /** Who hears of it when it is granted; null for a run's own slot. */
    workflowId: text("workflow_id"),
    /** From 1, the first, to 5, as Temporal has it. */
    priority: smallint("priority").notNull().default(3),
    requestedAt: moment("requested_at").notNull().defaultNow(),
    /** Null while it waits. */
    grantedAt: moment("granted_at"),
  },
  (table) => [
    unique("slot_once").on(table.runId, table.node, table.item, table.key),
    index("slot_key").on(table.workspaceId, table.key, table.grantedAt),
  ],
);

/**
 * What changed in a run, for pages that follow it; deleted thirty days after the run's end. Readers go by (tx, id) and only
 * up to the oldest transaction still open, so that an event committed late is never passed over. Like logs and metrics without
 * a foreign key: checking one locks the run's row, and every step of a fan would queue up there.
 */
export const runEvent = pgTable(
  "run_event",
  {
    id: bigserial("id", { mode: "number" }).primaryKey(),
    tx: xid8("tx")
      .notNull()
      .default(sql`pg_current_xact_id()`),
    runId: text("run_id").notNull(),
    node: text("node"),
    item: text("item"),
    attempt: integer("attempt"),
    type: text("type", { enum: ["run", "step", "progress", "log", "metric"] }).notNull(),
    data: jsonb("data").$type<JsonObject>().notNull(),
    at: moment("at").notNull().defaultNow(),
  },
  (table) => [index("run_event_follow").on(table.runId, table.tx, table.id)],
);

export const stepLog = pgTable(
  "step_log",
  {
    id: bigserial("id", { mode: "number" }).primaryKey(),
    /** As that of an event; 0 in lines of an earlier release. */
    tx: xid8("tx")
      .notNull()
      .default(sql`pg_current_xact_id()`),
    runId: text("run_id").notNull(),
    node: text("node").notNull(),
    item: text("item").notNull().default(""),
    attempt: integer("attempt").notNull(),
    level: text("level", { enum: ["info", "warn", "error"] }).notNull(),
    message: text("message").notNull(),
    at: moment("at").notNull().defaultNow(),
  },
  (table) => [
    // Of a run, and of a step or a step of one item; in the order in which `logs` reads them.
    index("step_log_run").on(table.runId, table.tx, table.id),
    index("step_log_item").on(table.runId, table.node, table.item, table.tx, table.id),
  ],
);

export const stepMetric = pgTable(
  "step_metric",
  {
    runId: text("run_id").notNull(),
    node: text("node").notNull(),
    item: text("item").notNull().default(""),
    attempt: integer("attempt").notNull(),
    name: text("name").notNull(),
    split: text("split").notNull().default(""),
    iteration: integer("iteration").notNull(),
    value: doublePrecision("value").notNull(),
  },
  (table) => [
    primaryKey({
      columns: [
        table.runId,
        table.node,
        table.item,
        table.attempt,
        table.name,
        table.split,
        table.iteration,
      ],
    }),
  ],
);

/** Results by what they were made from: kind, step version, config and the contents of the inputs. */
export const stepCache = pgTable(
  "step_cache",
  {
    workspaceId: text("workspace_id")
      .notNull()
      .references(() => workspace.id),
    key: text("key").notNull(),
    outputs: jsonb("outputs").$type<Outputs>().notNull(),
    runId: text("run_id")
      .notNull()
      .references(() => run.id),
    node: text("node").notNull(),
    createdAt: moment("created_at").notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.key] })],
);

/** The artifacts a workspace may read; the content lies in the artifact store by its hash. */
export const artifact = pgTable(
  "artifact",
  {
    workspaceId: text("workspace_id")
      .notNull()
      .references(() => workspace.id),
    hash: text("hash").notNull(),
    type: text("type").notNull(),
    bytes: bigint("bytes", { mode: "number" }).notNull(),
    meta: jsonb("meta").$type<JsonObject>().notNull(),
    runId: text("run_id").references(() => run.id),
    node: text("node"),
    createdAt: moment("created_at").notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.hash] })],
);

/** Worker processes that said a moment ago that they live. */
export const workerProcess = pgTable("worker_process", {
  id: text("id").primaryKey(),
  host: text("host").notNull(),
  pid: integer("pid").notNull(),
  queues: jsonb("queues").$type<string[]>().notNull(),
  /** Of the workflows alone: runs go on where this is the same. */
  build: text("build").notNull(),
  /** Release and hash of all the code a worker runs. */
  version: text("version").notNull().default(""),
  /** Activities that may run at once, by queue. */
  slots: jsonb("slots").$type<Record<string, number>>().notNull().default({}),
  /** Names of the accelerators of its machine. */
  devices: jsonb("devices").$type<string[]>().notNull().default([]),
  startedAt: moment("started_at").notNull().defaultNow(),
  seenAt: moment("seen_at").notNull().defaultNow(),
});
