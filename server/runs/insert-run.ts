import { sql, type SQL } from "drizzle-orm";
import type { Database, Transaction } from "../../db/client.ts";
import { executeOften } from "../../db/prepared.ts";
import { run } from "../../db/schema/runs.ts";
import type { PipelineDocument } from "../../workflows/core/document.ts";
import { canonicalJson, type JsonObject } from "../../workflows/core/json.ts";
import type { PlanNode, RunPlan } from "../../workflows/core/plan.ts";
import { runWorkflowId } from "../../workflows/core/run-events.ts";
import type { RunTrigger } from "../../workflows/core/run-trigger.ts";
import { auditRow } from "../audit.ts";
import type { Actor } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { newId } from "../ids.ts";
import { sha256 } from "./cache-key.ts";
import type { Limits } from "./limits.ts";
import { shareSlots } from "./slots.ts";

const MAX_PLAN_BYTES = 1_500_000;

/** A run with everything settled but what started it. */
export interface PreparedRun {
  /** As it runs: sources pinned, overrides applied. */
  document: PipelineDocument;
  plan: RunPlan;
  pipelineId: string | null;
  version: number | null;
  author: string;
  overrides?: JsonObject;
}

export interface NewRun extends PreparedRun {
  trigger: RunTrigger;
  parent?: { runId: string; node: string; item: string };
  /** It is paused from the start. */
  held?: boolean;
}

/** Writes a run down, with its audit row, in one statement; answers with its id. Its workflow is not started by this. */
export async function insertRun(
  tx: Database | Transaction,
  actor: Actor,
  toRun: NewRun,
): Promise<string> {
  const { id, written } = writing(tx, actor, toRun);
  await executeOften(tx, sql`${written} select`);
  return id;
}

/**
 * The same with the limits that the workspace has then, in one statement that is a transaction by itself. Null stands for limits
 * that may be changing at this moment: whoever sets one waits for this, or is seen by it.
 */
export async function insertRunWithLimits(
  db: Database,
  actor: Actor,
  toRun: NewRun,
): Promise<{ id: string; limits: Limits | null }> {
  const { workspaceId } = actor;
  const { id, written } = writing(db, actor, toRun);
  const [row] = await executeOften<{ settled: boolean; limits: Record<string, number> | null }>(
    db,
    sql`${written} select ${shareSlots(workspaceId)} as settled, (
      select jsonb_object_agg(key, "limit") from slot_limit where workspace_id = ${workspaceId}) as limits`,
  );
  return { id, limits: row!.settled ? new Map(Object.entries(row!.limits ?? {})) : null };
}

/** The parts of a statement that write a run and its audit row. */
function writing(
  tx: Database | Transaction,
  actor: Actor,
  {
    document,
    plan,
    pipelineId,
    version,
    author,
    trigger,
    overrides = {},
    parent,
    held = false,
  }: NewRun,
): { id: string; written: SQL } {
  const bytes = Buffer.byteLength(JSON.stringify(plan));
  if (bytes > MAX_PLAN_BYTES)
    throw new PenstockError(
      "too-large",
      `The compiled plan takes ${bytes} bytes; ${MAX_PLAN_BYTES} are allowed: split the pipeline.`,
    );
  const id = newId("run");
  const written = tx.insert(run).values({
    id,
    workspaceId: actor.workspaceId,
    status: held ? "paused" : "queued",
    pipelineId,
    pipelineVersion: version,
    name: plan.pipeline,
    document,
    plan,
    planHash: hashOf(plan),
    build: sql`(select version from worker_process where queues ? 'control' order by seen_at desc limit 1)`,
    params: plan.params,
    overrides,
    startedBy: actor.userId,
    author,
    trigger,
    workflowId: runWorkflowId(id),
    ...(parent
      ? { parentRunId: parent.runId, parentNode: parent.node, parentItem: parent.item }
      : {}),
  });
  const audited = auditRow(tx, actor, {
    action: "run.start",
    entity: "run",
    entityId: id,
    after: { pipeline: plan.pipeline, version, params: plan.params, overrides },
  });
  return { id, written: sql`with written as ${written}, audited as ${audited}` };
}

/** What is computed, as one SHA-256: that earlier results stand in, or are not taken, leaves no trace. */
function hashOf(plan: RunPlan): string {
  const plain = ({ pinned: _pinned, ...node }: PlanNode): PlanNode => ({
    ...node,
    cache: node.cache !== false,
    ...(node.map ? { map: { ...node.map, body: node.map.body.map(plain) } } : {}),
  });
  return sha256(canonicalJson({ ...plan, nodes: plan.nodes.map(plain) }));
}
