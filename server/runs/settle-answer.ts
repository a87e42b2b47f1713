import type { Database, Transaction } from "../../db/client.ts";
import { MAX_OUTPUT_BYTES, type ArtifactRef, type Outputs } from "../../workflows/core/artifact.ts";
import type { StepAnswer } from "../../workflows/core/define-step.ts";
import type { Child, Finish, Items, Wait } from "../../workflows/core/step-context.ts";
import { StepError } from "../../workflows/core/step-error.ts";
import type { StepCall, StepReply } from "../../workflows/pipelines/messages.ts";
import type { Artifacts } from "../artifacts.ts";
import type { AttemptRecord } from "./attempt-record.ts";
import { storeItems } from "./items.ts";
import { outlast } from "./outlast.ts";
import { freeQueueSlot } from "./slots.ts";
import { startChildRun } from "./start-child.ts";
import { inStepTransaction, type StepOfRun } from "./step-transaction.ts";

/** The attempt that answered. */
interface Answered {
  db: Database;
  artifacts: Artifacts;
  call: StepCall;
  /** By which effects are known: inside a map each item has its own. */
  source: StepOfRun;
  record: AttemptRecord;
  /** The artifacts that it made. */
  made: ArtifactRef[];
  signal: AbortSignal;
}

/** Records what a step answered, in one transaction with the effects it has, and says how the workflow goes on. */
export function settleAnswer(answer: StepAnswer, attempt: Answered): Promise<StepReply> {
  if ("wait" in answer) return suspendUntilEvent(answer, attempt);
  if ("items" in answer) return giveOutItems(answer, attempt);
  if ("child" in answer) return beginChild(answer, attempt);
  if ("finish" in answer) return finishWithEffects(answer, attempt);
  return finishWith(answer.outputs, attempt);
}

async function suspendUntilEvent(
  { wait: open }: Wait,
  { db, call, source, record, signal }: Answered,
): Promise<StepReply> {
  const { workflowId } = source;
  await record.settleStart({ write: true });
  return outlast(signal, () =>
    inStepTransaction(db, source, async (effects, tx) => {
      const { key, refuse, waitingFor, until, event } = await open(effects);
      const end = until === undefined ? {} : { until };
      await record.suspend(tx, {
        status: "waiting",
        reason: waitingFor,
        waitsFor: { key, workflowId, ...(event === undefined ? {} : { event }), ...end },
      });
      await freeQueueSlot(tx, source.workspaceId, stepOf(call));
      return { wait: { key, refuse, ...end } };
    }),
  );
}

async function giveOutItems(
  { items: given }: Items,
  { db, artifacts, call, source, record, signal }: Answered,
): Promise<StepReply> {
  const items = await storeItems(artifacts, given, call.bodySteps);
  await record.settleStart({ write: true });
  const reason = `${items.count.toLocaleString("en")} items`;
  return outlast(signal, () =>
    db.transaction(async (tx) => {
      await record.suspend(tx, { status: "running", reason, waitsFor: null, items });
      await freeQueueSlot(tx, source.workspaceId, stepOf(call));
      return { items };
    }),
  );
}

async function beginChild(
  { child: begin }: Child,
  { db, artifacts, call, source, record, signal }: Answered,
): Promise<StepReply> {
  await record.settleStart({ write: true });
  return outlast(signal, () =>
    db.transaction(async (tx) => {
      const child = await begin((asked) => startChildRun(tx, artifacts, source, asked));
      const reason = `run ${child.runId}`;
      await record.suspend(tx, { status: "running", reason, waitsFor: null });
      await freeQueueSlot(tx, source.workspaceId, stepOf(call));
      return { child };
    }),
  );
}

async function finishWithEffects({ finish, after }: Finish, attempt: Answered): Promise<StepReply> {
  const { db, source, record, signal } = attempt;
  await record.settleStart({ write: false });
  const reply = await outlast(signal, () =>
    inStepTransaction(db, source, async (effects, tx) =>
      recordOutputs(await finish(effects), attempt, tx),
    ),
  );
  await after?.();
  return reply;
}

async function finishWith(outputs: Outputs, attempt: Answered): Promise<StepReply> {
  const { call, record, made, signal } = attempt;
  // Nothing but its outputs, which Temporal is given: should this process be killed now, they are recorded from there.
  const mayGoBeside =
    call.checked === true && made.length === 0 && fitsPostgres(textOf(call.node.id, outputs));
  if (mayGoBeside && record.finishBeside(resultOf(outputs, attempt))) return { outputs };
  return outlast(signal, () => recordOutputs(outputs, attempt));
}

async function recordOutputs(
  outputs: Outputs,
  attempt: Answered,
  tx?: Transaction,
): Promise<StepReply> {
  textOf(attempt.call.node.id, outputs);
  return { outputs: await attempt.record.finish(resultOf(outputs, attempt), tx) };
}

function resultOf(outputs: Outputs, { source, made }: Answered) {
  return { outputs, artifacts: made, workspaceId: source.workspaceId, cachedFrom: null };
}

function stepOf({ runId, node, item = "" }: StepCall) {
  return { runId, node: node.id, item };
}

/** False for JSON with a NUL or half of a surrogate pair, which Postgres stores in no text. */
function fitsPostgres(json: string): boolean {
  return !/\\u(?:0000|d)/.test(json);
}

/** Outputs as JSON. Throws `oversized` when they are too large for Temporal. */
function textOf(node: string, outputs: Outputs): string {
  const text = JSON.stringify(outputs);
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_OUTPUT_BYTES)
    throw new StepError(
      "oversized",
      `The outputs of '${node}' take ${bytes} bytes as references; ${MAX_OUTPUT_BYTES} are allowed: keep the content in the artifact and only a few facts in its meta.`,
    );
  return text;
}
