import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { isDeepStrictEqual } from "node:util";
import type { Client, WorkflowHandle } from "@temporalio/client";
import { defaultPayloadConverter } from "@temporalio/common";
import type { Sql } from "../../db/client.ts";
import type { Artifacts } from "../../server/artifacts.ts";
import type { ArtifactRef, Outputs } from "../../workflows/core/artifact.ts";
import type { StepCall, StepReply } from "../../workflows/pipelines/messages.ts";
import type { Receiver } from "../support/receiver.ts";
import type { Outcome } from "./outcome.ts";

type Outcomes = Map<string, { name: string; outcome: Outcome }>;

/** Every run ended as an undisturbed run of its shape. */
export function endedAsExpected(expected: Map<string, Outcome>, outcomes: Outcomes): string[] {
  return [...outcomes].flatMap(([id, { name, outcome }]) => {
    const wanted = expected.get(name)!;
    return isDeepStrictEqual(outcome, wanted)
      ? []
      : [`${name} ${id} ended otherwise: ${difference(wanted, outcome)}`];
  });
}

function difference(wanted: Outcome, found: Outcome): string {
  const steps = new Set([...Object.keys(wanted.steps), ...Object.keys(found.steps)]);
  const pairs = [
    ["run", pick(wanted), pick(found)] as const,
    ...[...steps].map((step) => [step, wanted.steps[step], found.steps[step]] as const),
  ];
  return pairs
    .filter(([, a, b]) => !isDeepStrictEqual(a, b))
    .map(([what, a, b]) => `${what} is ${JSON.stringify(b)}, not ${JSON.stringify(a)}`)
    .join("; ");
}

const pick = ({ status, error }: Outcome) => ({ status, error });

/** What must come back empty, as a sentence and a query whose rows name what is wrong. */
const EFFECTS: [string, string][] = [
  [
    "a step has more than one result",
    "select run_id, node, item, count(*) from step_run where status = 'done' group by 1, 2, 3 having count(*) > 1",
  ],
  [
    "a step of an ended run goes on",
    "select run_id, node, item, status from step_run where status in ('running', 'waiting')",
  ],
  [
    "a run's end was told not once",
    `select r.id, r.name, count(e.*) from run r left join run_event e on e.run_id = r.id and e.type = 'run'
      and e.data ->> 'status' in ('done', 'failed', 'cancelled') group by 1, 2 having count(e.*) <> 1`,
  ],
  [
    "a step's result was told not once",
    `select s.run_id, s.node, s.item, count(e.*) from step_run s left join run_event e on e.run_id = s.run_id and e.node = s.node
      and e.item = s.item and e.type = 'step' and e.data ->> 'status' = 'done' where s.status = 'done' group by 1, 2, 3 having count(e.*) <> 1`,
  ],
  [
    "a registration has not one version",
    `select s.run_id, s.node, count(v.*) from step_run s left join model_version v on v.run_id = s.run_id and v.node = s.node
      where s.kind = 'model.register' and s.status = 'done' group by 1, 2 having count(v.*) <> 1`,
  ],
  [
    "a version belongs to no registration that is done",
    `select v.id, v.run_id from model_version v where not exists (
      select 1 from step_run s where s.run_id = v.run_id and s.node = v.node and s.status = 'done')`,
  ],
  [
    "versions are not numbered without gaps",
    "select model_id, count(*), max(number) from model_version group by 1 having count(*) <> max(number)",
  ],
  [
    "a deployment has not one revision",
    `select s.run_id, s.node, count(d.*) from step_run s left join deployment_revision d on d.run_id = s.run_id and d.node = s.node
      where s.kind = 'model.deploy' and s.status = 'done' group by 1, 2 having count(d.*) <> 1`,
  ],
  [
    "revisions are not numbered without gaps",
    "select deployment_id, count(*), max(number) from deployment_revision group by 1 having count(*) <> max(number)",
  ],
  [
    "a review that is done has not one decision",
    `select v.id, v.run_id, count(d.*) from review v left join review_decision d on d.review_id = v.id
      where v.status in ('approved', 'rejected') group by 1, 2 having count(d.*) <> 1`,
  ],
  ["a review of an ended run is open", "select id, run_id from review where status = 'open'"],
  [
    "a decision was not delivered",
    "select workflow_id, update_id, refused from outbox where delivered_at is null and update_id like 'review:%'",
  ],
  [
    "a message to a run is still under way",
    "select workflow_id, update_id from outbox where delivered_at is null and refused is null",
  ],
  [
    "a message of a step that is done has not one record, sent",
    `select s.run_id, s.node, count(n.*) from step_run s left join notification n on n.run_id = s.run_id and n.node = s.node
      and n.status = 'sent' where s.kind like 'notify.%' and s.status = 'done' group by 1, 2 having count(n.*) <> 1`,
  ],
  [
    "an item of a map has not ended",
    "select run_id, node, index, status from run_item where status = 'running'",
  ],
  ["a run that has ended holds a slot, or waits for one", "select run_id, node, key from slot"],
  [
    "a sub-pipeline has not one run",
    `select s.run_id, s.node, count(r.*) from step_run s left join run r on r.parent_run_id = s.run_id and r.parent_node = s.node
      where s.kind = 'control.subpipeline' and s.status = 'done' group by 1, 2 having count(r.*) <> 1`,
  ],
  [
    "an act stands in the audit log not once",
    `select action, entity_id, count(*) from audit where action in ('run.start', 'model.register', 'review.open', 'review.decide')
      group by 1, 2 having count(*) <> 1`,
  ],
  [
    "a revision stands in the audit log not once",
    `select d.id, count(a.*) from deployment_revision d left join audit a on a.action = 'deployment.deploy'
      and a.after ->> 'runId' = d.run_id group by 1 having count(a.*) <> 1`,
  ],
];

/** Each effect happened once, and nothing is left half-way. */
export async function effectsOnce(sql: Sql): Promise<string[]> {
  const failures: string[] = [];
  for (const [sentence, query] of EFFECTS)
    for (const row of await sql.unsafe(query)) failures.push(`${sentence}: ${JSON.stringify(row)}`);
  return failures;
}

/** Every message arrived, under an id of its own however often it was sent. */
export async function messagesArrived(sql: Sql, received: Receiver["received"]): Promise<string[]> {
  const sent = await sql<{ id: string }[]>`select id from notification where status = 'sent'`;
  const ids = new Set(received.map(({ headers }) => headers["webhook-id"]));
  const wanted = new Set(sent.map(({ id }) => id));
  return [
    ...[...wanted].filter((id) => !ids.has(id)).map((id) => `message ${id} never arrived`),
    ...[...ids].filter((id) => !wanted.has(String(id))).map((id) => `message ${id} is no record`),
  ];
}

/** Every artifact that a step gave exists, whole, under the hash of its content. */
export async function artifactsWhole(sql: Sql, artifacts: Artifacts): Promise<string[]> {
  const rows = await sql<{ outputs: Outputs }[]>`
    select outputs from step_run where outputs is not null`;
  const refs = rows.flatMap(({ outputs }) => Object.values(outputs).flatMap(withParts));
  const kept = await sql<{ hash: string; bytes: string }[]>`select hash, bytes from artifact`;
  const sizes = new Map<string, number>();
  for (const { hash, bytes } of [...refs, ...kept]) sizes.set(hash, Number(bytes));
  const failures: string[] = [];
  for (const [hash, bytes] of sizes) {
    const found = await stat(artifacts.path(hash)).catch(() => null);
    if (!found) failures.push(`artifact ${hash} is not there`);
    else if (found.size !== bytes)
      failures.push(`artifact ${hash} has ${found.size} bytes, not ${bytes}`);
    else if ((await sha256(artifacts.path(hash))) !== hash)
      failures.push(`artifact ${hash} has another content`);
  }
  return failures;
}

function withParts(ref: ArtifactRef): ArtifactRef[] {
  // A failure on a wire is nothing but its facts.
  if (ref.type === "failure") return [];
  return [ref, ...Object.values(ref.parts ?? {}).flatMap(withParts)];
}

async function sha256(file: string): Promise<string> {
  const digest = createHash("sha256");
  await pipeline(createReadStream(file), digest);
  return digest.digest("hex");
}

const TEMPORAL_STATUS: Record<string, string> = {
  done: "COMPLETED",
  failed: "FAILED",
  cancelled: "CANCELLED",
};

/** Temporal says the same of every run as Postgres, down to the results. */
export async function temporalAgrees(sql: Sql, client: Client): Promise<string[]> {
  const failures: string[] = [];
  let compared = 0;
  const runs = await sql<{ id: string; workflowId: string; status: string }[]>`
    select id, workflow_id as "workflowId", status from run`;
  for (const { id, workflowId, status } of runs) {
    const handle = client.workflow.getHandle(workflowId);
    const found = (await handle.describe()).status.name;
    if (found !== TEMPORAL_STATUS[status])
      failures.push(`run ${id} is ${status} in Postgres and ${found} in Temporal`);
    if (status !== "done" || found !== "COMPLETED") continue;
    const rows = await sql<{ node: string; outputs: Outputs }[]>`
      select node, outputs from step_run where run_id = ${id} and item = '' and status = 'done'`;
    const recorded = Object.fromEntries(rows.map((row) => [row.node, row.outputs]));
    for (const [node, outputs] of Object.entries(await outputsInHistory(handle))) {
      compared++;
      if (!isDeepStrictEqual(recorded[node], outputs))
        failures.push(`'${node}' of run ${id} has other outputs in Postgres than in Temporal`);
    }
  }
  if (compared === 0) failures.push("no result of any step was found in Temporal");
  const known = new Set(runs.map(({ workflowId }) => workflowId));
  for await (const { workflowId } of client.workflow.list({ query: "ExecutionStatus = 'Running'" }))
    if (known.has(workflowId)) failures.push(`workflow ${workflowId} is open in Temporal`);
  return failures;
}

/** What the steps of a run answered that a worker carried out, by node: as Temporal holds it. */
export async function outputsInHistory(handle: WorkflowHandle): Promise<Record<string, Outputs>> {
  const { events } = await handle.fetchHistory();
  const byId = new Map(events?.map((event) => [Number(event.eventId), event]));
  const found: Record<string, Outputs> = {};
  for (const { activityTaskCompletedEventAttributes: completed } of byId.values()) {
    const scheduled = byId.get(Number(completed?.scheduledEventId));
    const [call] = scheduled?.activityTaskScheduledEventAttributes?.input?.payloads ?? [];
    const [reply] = completed?.result?.payloads ?? [];
    if (!call || !reply) continue;
    const node = defaultPayloadConverter.fromPayload<Partial<StepCall> | null>(call)?.node;
    const answer = defaultPayloadConverter.fromPayload<StepReply | null>(reply);
    if (node && answer && "outputs" in answer) found[node.id] = answer.outputs;
  }
  return found;
}
