import { rm } from "node:fs/promises";
import { hostname } from "node:os";
import type { Database } from "../../db/client.ts";
import type { ArtifactRef, Outputs } from "../../workflows/core/artifact.ts";
import { checkConfig } from "../../workflows/core/check-config.ts";
import type { StepAnswer, StepImplementation } from "../../workflows/core/define-step.ts";
import { notKept } from "../../workflows/core/json.ts";
import type { EnvironmentGroup, StepContext } from "../../workflows/core/step-context.ts";
import { StepError } from "../../workflows/core/step-error.ts";
import { storedText } from "../../workflows/core/stored-text.ts";
import type { StepCall, StepReply } from "../../workflows/pipelines/messages.ts";
import type { Artifacts } from "../artifacts.ts";
import { fromDatabase, PenstockError } from "../errors.ts";
import { log } from "../log.ts";
import { outOfSpace } from "../out-of-space.ts";
import { Redactor } from "../secrets/redactor.ts";
import { cacheKey } from "./cache-key.ts";
import { itemLabel } from "./item-label.ts";
import { expandLists } from "./items.ts";
import { makeAttemptFolder } from "./attempt-folder.ts";
import { AttemptLost, AttemptRecord } from "./attempt-record.ts";
import { contentsExist } from "./contents-exist.ts";
import { keptOfItem } from "./kept-of-item.ts";
import { outlast } from "./outlast.ts";
import { findCached, findDone, type AttemptStart } from "./record-step.ts";
import { Recorder } from "./recorder.ts";
import type { ResultWriter } from "./result-writer.ts";
import { runFacts, type RunFacts } from "./run-facts.ts";
import { settleAnswer } from "./settle-answer.ts";
import { stepContext } from "./step-context.ts";

const HOST = hostname();
/** Why Temporal's worker aborts what it runs when it is told to stop. */
const WORKER_SHUTDOWN = "WORKER_SHUTDOWN";
const WORKER_STOPPED = {
  type: "lost",
  message: "The worker was stopped while it ran this step.",
};

/** What the worker's process gives every step. */
export interface StepServices {
  db: Database;
  results: ResultWriter;
  artifacts: Artifacts;
  /** Folder for what attempts write on the way. */
  tmp: string;
  threads: number;
  source: (run: RunFacts, source: string) => ReturnType<StepContext["source"]>;
  files: (run: RunFacts, folder: string, pattern: string) => ReturnType<StepContext["files"]>;
  python: (
    group: EnvironmentGroup,
    say: (message: string) => void,
    signal: AbortSignal,
  ) => ReturnType<StepContext["python"]>;
}

/**
 * Runs one attempt of a step and writes its start, its words and its result to Postgres, the result in one transaction
 * with the effects it has. Whatever is killed at whatever moment, a step has one result.
 */
export async function executeStep(
  services: StepServices,
  implementation: StepImplementation,
  call: StepCall,
  signal: AbortSignal,
  {
    isFirst,
    workflowId,
  }: {
    /** Temporal's first attempt at this call: nothing can have been recorded yet. */
    isFirst: boolean;
    /** The workflow that calls, to which events for this step go. */
    workflowId: string;
  },
): Promise<StepReply> {
  const { db } = services;
  const { node, event, item = "" } = call;
  const run = await outlast(signal, () => runFacts(db, call.runId));
  // An item may bring what a document cannot hold, and no column of the attempt either.
  const odd = item === "" ? null : notKept(node.config);
  const start: AttemptStart = {
    runId: run.id,
    node: node.id,
    item,
    kind: node.kind,
    queue: node.queue,
    host: HOST,
    config: odd ? {} : node.config,
    inputs: call.inputs,
    cacheKey: node.cache === false ? null : cacheKey(call),
    resumes: event !== undefined,
    first: isFirst && event === undefined,
  };

  const reused = await fromEarlierRun(services, call, start, run, signal);
  if (reused) return { outputs: reused };
  const record = new AttemptRecord(services, start, signal);
  const earlier = await record.begin();
  if (earlier) return { outputs: earlier };
  const recorder = new Recorder(db, start, record.attempt, signal, (error) =>
    log.warn({ err: error, runId: run.id, node: node.id }, "could not write a step's log"),
  );
  const redactor = new Redactor();
  const made: ArtifactRef[] = [];
  let tmp: string | null = null;

  try {
    const ctx = stepContext(services, call, {
      run,
      start,
      attempt: record.attempt,
      recorder,
      redactor,
      signal,
      made,
      folder: () => (tmp ??= makeAttemptFolder(services.tmp, node.id)),
    });
    if (odd)
      throw new StepError(
        "bad-data",
        `The item does not fit '${odd.field}' in the config of '${node.id}': ${odd.why}. Leave it out of the item in a step before the map.`,
      );
    const answer = await answerTo(implementation, call, ctx, services.artifacts);
    signal.throwIfAborted();
    await recorder.close();
    const source = { ...run, workflowId, node: itemLabel(node.id, item) };
    const { artifacts } = services;
    const reply = await settleAnswer(answer, { db, artifacts, call, source, record, made, signal });
    // What it said after its end.
    if ("finish" in answer) await recorder.close();
    return reply;
  } catch (error) {
    await recorder.close();
    if (error instanceof AttemptLost) {
      // The result may be there all the same: recorded, and the answer lost with the connection.
      const kept = await outlast(signal, () => findDone(db, start));
      if (kept) return { outputs: kept };
      throw error;
    }
    throw await recordFailure(error, record, redactor, signal);
  } finally {
    if (tmp) await rm(tmp, { recursive: true, force: true });
  }
}

/** Records that an attempt was cancelled, lost with its worker, or failed; answers with what is thrown then. */
async function recordFailure(
  error: unknown,
  record: AttemptRecord,
  redactor: Redactor,
  signal: AbortSignal,
): Promise<unknown> {
  if (signal.aborted) {
    const isStopped = signal.reason instanceof Error && signal.reason.message === WORKER_SHUTDOWN;
    if (isStopped) await record.end("failed", WORKER_STOPPED);
    else await record.end("cancelled", null);
    return error;
  }
  const failure = describeFailure(error, redactor);
  await record.end("failed", { type: failure.type, message: failure.message });
  return failure;
}

/** The outputs of an earlier run's step, recorded as this one's; null where there is none to take. */
async function fromEarlierRun(
  services: StepServices,
  call: StepCall,
  start: AttemptStart,
  run: RunFacts,
  signal: AbortSignal,
): Promise<Outputs | null> {
  const earlier = await outlast(
    signal,
    async () =>
      (await withSameContent(services, call, start, run)) ?? keptOfItem(services, run, call),
  );
  if (!earlier) return null;
  const step = { start, workspaceId: run.workspaceId, ...earlier, artifacts: [], tookMs: 0 };
  return outlast(signal, () => services.results.write(step));
}

/** What a step with the same content gave, and in which run. */
async function withSameContent(
  { db, artifacts }: StepServices,
  { node, sought }: StepCall,
  { cacheKey: key }: AttemptStart,
  { workspaceId }: RunFacts,
): Promise<{ outputs: Outputs; cachedFrom: string } | null> {
  if (!key || node.cache !== true || sought) return null;
  const found = (await findCached(db, workspaceId, [key])).get(key);
  if (!found || !(await contentsExist(artifacts, found.outputs))) return null;
  return { outputs: found.outputs, cachedFrom: found.runId };
}

/** Calls the step's function with its config as the kind has it, and its inputs with lists taken apart. */
async function answerTo(
  { step, run }: StepImplementation,
  { node, inputs }: StepCall,
  ctx: StepContext,
  artifacts: Artifacts,
): Promise<StepAnswer> {
  const { config, issues } = checkConfig(step, node.config);
  const [issue] = issues;
  if (issue)
    throw new StepError(
      "bad-config",
      `The config of '${node.id}' does not fit its step: ${issue.message}`,
    );
  return run({ config: config as never, inputs: await expandLists(step, inputs, artifacts), ctx });
}

/** Any error as a step's failure: a refusal keeps its sentence; what nobody foresaw is worth another attempt. */
function describeFailure(error: unknown, redactor: Redactor): StepError {
  const told = (message: string) => storedText(redactor.clean(message));
  const known = outOfSpace(error) ?? fromDatabase(error);
  if (known instanceof StepError) {
    const { type, message, retryAfterMs } = known;
    return new StepError(type, told(message), { retryAfterMs });
  }
  if (known instanceof PenstockError)
    return new StepError(
      known.code === "unavailable" ? "transient" : "not-allowed",
      told(known.message),
    );
  log.error({ err: redactor.cleanError(error) }, "a step failed with an error nobody foresaw");
  return new StepError("transient", told(error instanceof Error ? error.message : String(error)));
}
