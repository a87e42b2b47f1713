import { rm } from "node:fs/promises";
import { hostname } from "node:os";
import type { Database, Transaction } from "../../db/client.ts";
import { MAX_OUTPUT_BYTES, type ArtifactRef, type Outputs } from "../../workflows/core/artifact.ts";
import { checkConfig } from "../../workflows/core/check-config.ts";
import type { StepImplementation } from "../../workflows/core/define-step.ts";
import type { StepContext } from "../../workflows/core/step-context.ts";
import { StepError } from "../../workflows/core/step-error.ts";
import { storedText } from "../../workflows/core/stored-text.ts";
import type { StepCall, StepReply } from "../../workflows/pipelines/messages.ts";
import type { Artifacts } from "../artifacts.ts";
import { auditRefusedDeploy } from "../deployments/deploy.ts";
import { fromDatabase, PenstockError } from "../errors.ts";
import { log } from "../log.ts";
import { outOfSpace } from "../out-of-space.ts";
import { Redactor } from "../secrets/redactor.ts";
import { cacheKey } from "./cache-key.ts";
import { itemLabel } from "./item-label.ts";
import { expandLists, storeItems } from "./items.ts";
import { makeAttemptFolder } from "./attempt-folder.ts";
import { AttemptLost, AttemptRecord } from "./attempt-record.ts";
import { contentsExist } from "./contents-exist.ts";
import { outlast } from "./outlast.ts";
import { findCached, findDone, type AttemptStart } from "./record-step.ts";
import { Recorder } from "./recorder.ts";
import type { ResultWriter } from "./result-writer.ts";
import { runFacts, type RunFacts } from "./run-facts.ts";
import { startChildRun } from "./start-child.ts";
import { stepContext } from "./step-context.ts";
import { stepTransaction } from "./step-transaction.ts";

const HOST = hostname();

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
    group: "tabular" | "tabular-gpu" | "torch",
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
  const start: AttemptStart = {
    runId: run.id,
    node: node.id,
    item,
    kind: node.kind,
    queue: node.queue,
    host: HOST,
    config: node.config,
    inputs: call.inputs,
    cacheKey: node.cache === false ? null : cacheKey(call),
    resumes: event !== undefined,
    first: isFirst && event === undefined,
  };

  const done = {
    artifacts: [] as ArtifactRef[],
    workspaceId: run.workspaceId,
    cachedFrom: null as string | null,
  };
  if (start.cacheKey && node.cache === true && !call.sought) {
    const key = start.cacheKey;
    const found = (await outlast(signal, () => findCached(db, run.workspaceId, [key]))).get(key);
    if (found && (await contentsExist(services.artifacts, found.outputs))) {
      const step = { ...done, outputs: found.outputs, cachedFrom: found.runId, start, tookMs: 0 };
      return { outputs: await outlast(signal, () => services.results.write(step)) };
    }
  }

  const record = new AttemptRecord(services, start, signal);
  const earlier = await record.begin();
  if (earlier) return { outputs: earlier };
  const recorder = new Recorder(db, start, record.attempt, signal, (error) =>
    log.warn({ err: error, runId: run.id, node: node.id }, "could not write a step's log"),
  );
  const redactor = new Redactor();
  let tmp: string | null = null;

  try {
    const ctx = stepContext(services, call, {
      run,
      start,
      attempt: record.attempt,
      recorder,
      redactor,
      signal,
      made: done.artifacts,
      folder: () => (tmp ??= makeAttemptFolder(services.tmp, node.id)),
    });
    const { config, issues } = checkConfig(implementation.step, node.config);
    const [issue] = issues;
    if (issue)
      throw new StepError(
        "bad-config",
        `The config of '${node.id}' does not fit its step: ${issue.message}`,
      );
    const inputs = await expandLists(implementation.step, call.inputs, services.artifacts);
    const result = await implementation.run({ config: config as never, inputs, ctx });
    signal.throwIfAborted();
    await recorder.close();

    // Effects are known by the step that had them; inside a map each item has its own.
    const source = { ...run, workflowId, node: itemLabel(node.id, item) };
    if ("wait" in result && typeof result.wait === "function") {
      const open = result.wait;
      await record.settleStart({ write: true });
      return await outlast(signal, () =>
        db.transaction(async (tx) => {
          const {
            key,
            refuse,
            waitingFor,
            until,
            event: name,
          } = await open(stepTransaction(tx, source));
          await record.suspend(tx, {
            status: "waiting",
            reason: waitingFor,
            waitsFor: {
              key,
              workflowId,
              ...(name === undefined ? {} : { event: name }),
              ...(until === undefined ? {} : { until }),
            },
          });
          return { wait: { key, refuse, ...(until === undefined ? {} : { until }) } };
        }),
      );
    }
    if ("items" in result && Array.isArray(result.items)) {
      const items = await storeItems(services.artifacts, result.items, call.bodySteps);
      await record.settleStart({ write: true });
      const reason = `${items.count.toLocaleString("en")} items`;
      await outlast(signal, () =>
        record.suspend(db, { status: "running", reason, waitsFor: null }),
      );
      return { items };
    }
    if ("child" in result && typeof result.child === "function") {
      const begin = result.child;
      await record.settleStart({ write: true });
      return await outlast(signal, () =>
        db.transaction(async (tx) => {
          const child = await begin((asked) =>
            startChildRun(tx, services.artifacts, source, asked),
          );
          const reason = `run ${child.runId}`;
          await record.suspend(tx, { status: "running", reason, waitsFor: null });
          return { child };
        }),
      );
    }
    const finish = async (outputs: Outputs, tx?: Transaction) => {
      textOf(node.id, outputs);
      return { outputs: await record.finish({ ...done, outputs }, tx) };
    };
    if ("finish" in result && typeof result.finish === "function") {
      const { finish: make, after } = result;
      await record.settleStart({ write: false });
      const reply = await outlast(signal, () =>
        db
          .transaction(async (tx) => finish(await make(stepTransaction(tx, source)), tx))
          .catch(async (error: unknown) => {
            if (node.kind === "model.deploy") await auditRefusedDeploy(db, source, error);
            throw error;
          }),
      );
      if (typeof after === "function") {
        await after();
        await recorder.close();
      }
      return reply;
    }
    const outputs = result as Outputs;
    // Nothing but its outputs, which Temporal is given: should this process be killed now, they are recorded from there.
    const mayGoBeside =
      call.checked === true &&
      done.artifacts.length === 0 &&
      fitsPostgres(textOf(node.id, outputs));
    if (mayGoBeside && record.finishBeside({ ...done, outputs })) return { outputs };
    return await outlast(signal, () => finish(outputs));
  } catch (error) {
    await recorder.close();
    if (error instanceof AttemptLost) {
      // The result may be there all the same: recorded, and the answer lost with the connection.
      const kept = await outlast(signal, () => findDone(db, start));
      if (kept) return { outputs: kept };
      throw error;
    }
    if (signal.aborted) {
      await record.end("cancelled", null);
      throw error;
    }
    const failure = describeFailure(error, redactor);
    await record.end("failed", { type: failure.type, message: failure.message });
    throw failure;
  } finally {
    if (tmp) await rm(tmp, { recursive: true, force: true });
  }
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
