import { Context } from "@temporalio/activity";
import { isGrpcServiceError, type Client } from "@temporalio/client";
import { defaultPayloadConverter, type Payload } from "@temporalio/common";
import { sql } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import { executeOften } from "../../db/prepared.ts";
import type { StepCall, StepReply } from "../../workflows/pipelines/messages.ts";
import { log } from "../log.ts";
import { cacheKey } from "./cache-key.ts";
import type { StepServices } from "./execute-step.ts";
import { msOf } from "./ms-of.ts";
import { recordDone, type DoneStep } from "./record-done.ts";
import { runFacts } from "./run-facts.ts";

/** Of gRPC: not found. */
const UNKNOWN: ReadonlySet<number> = new Set([5]);

type Services = Pick<StepServices, "db" | "results">;
type History = Awaited<ReturnType<ReturnType<Client["workflow"]["getHandle"]>["fetchHistory"]>>;

/**
 * Sees to it that steps which are done are recorded so. Their results are with Temporal, and a worker writes them beside its
 * work: what it could not write before it was killed is read from the history of the workflow, which calls this.
 */
export async function recordMissing(
  services: Services,
  runId: string,
  nodes: readonly string[],
): Promise<void> {
  if (nodes.length === 0) return;
  const { db, results } = services;
  await results.flush();
  const unknown = nodes.filter((node) => !results.wrote({ runId, node, item: "" }));
  if (unknown.length === 0) return;
  const missing = await unrecorded(db, runId, unknown);
  if (missing.size === 0) return;
  const { info, client } = Context.current();
  const { workflowId, runId: execution } = info.workflowExecution!;
  const history = await client.workflow.getHandle(workflowId, execution).fetchHistory();
  await recordThese(db, runId, missing, await doneSteps(db, history));
  const still = await unrecorded(db, runId, nodes);
  if (still.size > 0)
    throw new Error(`The results of '${[...still].join("', '")}' could not be recorded.`);
}

/**
 * The same for a workflow that does not ask for it: it is paused, or was terminated. What is on its way to the database
 * at this moment may be written by either. Nothing is done where Temporal knows the workflow no more.
 */
export async function recordFromHistory(
  db: Database,
  client: Client,
  { runId, workflowId }: { runId: string; workflowId: string },
): Promise<void> {
  const history = await client.workflow
    .getHandle(workflowId)
    .fetchHistory()
    .catch((error: unknown) => {
      if (isGrpcServiceError(error) && UNKNOWN.has(error.code)) return null;
      throw error;
    });
  if (!history) return;
  const steps = await doneSteps(db, history);
  const nodes = steps.map(({ start }) => start.node);
  await recordThese(db, runId, await unrecorded(db, runId, nodes), steps);
}

async function recordThese(
  db: Database,
  runId: string,
  missing: ReadonlySet<string>,
  steps: readonly DoneStep[],
): Promise<void> {
  const found = steps.filter(({ start }) => missing.has(start.node));
  if (found.length === 0) return;
  log.warn({ runId, nodes: [...missing] }, "results are recorded from Temporal's history");
  await recordDone(db, found, { late: true });
}

async function unrecorded(
  db: Database,
  runId: string,
  nodes: readonly string[],
): Promise<Set<string>> {
  const rows = await executeOften<{ node: string }>(
    db,
    sql`
    select node from jsonb_array_elements_text(${JSON.stringify(nodes)}::jsonb) as given(node)
    except select node from step_run where run_id = ${runId} and item = '' and status = 'done'`,
  );
  return new Set(rows.map(({ node }) => node));
}

/** The results that a worker writes beside its work, from the calls of the steps and what these answered. */
async function doneSteps(db: Database, { events }: History): Promise<DoneStep[]> {
  const byId = new Map(events?.map((event) => [Number(event.eventId), event]));
  const steps: DoneStep[] = [];
  for (const { activityTaskCompletedEventAttributes: completed, eventTime } of byId.values()) {
    if (!completed) continue;
    const scheduled = byId.get(Number(completed.scheduledEventId));
    const call = decode<StepCall>(scheduled?.activityTaskScheduledEventAttributes?.input);
    const reply = decode<StepReply>(completed.result);
    if (!call?.checked || !reply || !("outputs" in reply)) continue;
    const started = byId.get(Number(completed.startedEventId));
    const { id, kind, queue, config, cache } = call.node;
    steps.push({
      start: {
        runId: call.runId,
        node: id,
        item: "",
        kind,
        queue,
        // `PID@HOST`, as the SDK names a worker.
        host: started?.activityTaskStartedEventAttributes?.identity?.split("@")[1] ?? "",
        config,
        inputs: call.inputs,
        cacheKey: cache === false ? null : cacheKey(call),
        resumes: false,
      },
      outputs: reply.outputs,
      // A result with artifacts of its own is recorded before Temporal hears of it.
      artifacts: [],
      cachedFrom: null,
      workspaceId: (await runFacts(db, call.runId)).workspaceId,
      tookMs: msOf(eventTime) - msOf(started?.eventTime),
      endedAt: msOf(eventTime),
    });
  }
  return steps;
}

function decode<T>(payloads: { payloads?: Payload[] | null } | null | undefined): T | undefined {
  const [payload] = payloads?.payloads ?? [];
  return payload && defaultPayloadConverter.fromPayload<T>(payload);
}
