import { mkdirSync, mkdtempSync } from "node:fs";
import { appendFile, mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ApplicationFailure, CancelledFailure, Context } from "@temporalio/activity";
import type { z } from "zod";
import { MAX_OUTPUT_BYTES, type Inputs, type Outputs } from "../core/artifact.ts";
import type { StepDefinition, StepImplementation } from "../core/define-step.ts";
import type { ArtifactStore, ItemResult, MetricPoint, StepContext } from "../core/step-context.ts";
import { StepError } from "../core/step-error.ts";
import { ensureEnvironment } from "../python/environment.ts";
import { environmentLockHash } from "../python/lock-files.ts";
import { folderArtifacts } from "./artifacts.ts";
import { fileEffects } from "./effects.ts";
import { readJsonFile, writeJsonFile } from "./json-file.ts";
import { localFile, localFiles } from "./local-files.ts";
import type { Source } from "./registry.ts";
import { settings } from "./settings.ts";
import type { Given, Listing, StepCall, StepOutputs, Waiting } from "./step-call.ts";

const HEARTBEAT_MS = 2_000;
/** Temporal takes 2 MB in one message. */
const MAX_ITEMS_BYTES = 1_500_000;

/** A step as an activity: `Always` and `Sometimes` are the ports it gives. */
export type Step<
  Definition extends { config: z.ZodType },
  Always extends string,
  Sometimes extends string = never,
> = (call: StepCall<z.input<Definition["config"]>>) => Promise<StepOutputs<Always, Sometimes>>;

/** A step that waits before it gives anything. */
export type WaitingStep<
  Definition extends { config: z.ZodType },
  Always extends string,
  Sometimes extends string = never,
> = (
  call: StepCall<z.input<Definition["config"]>>,
) => Promise<StepOutputs<Always, Sometimes> | Waiting>;

/** A step whose body runs once for each item. */
export type ListingStep<
  Definition extends { config: z.ZodType },
  Always extends string,
  Sometimes extends string = never,
> = (
  call: StepCall<z.input<Definition["config"]>>,
) => Promise<StepOutputs<Always, Sometimes> | Listing>;

/** What is written down of a step that has ended: `data/runs/<run>/<node>.json`. */
interface StepRecord {
  node: string;
  kind: string;
  attempt: number;
  startedAt: string;
  finishedAt: string;
  config: unknown;
  outputs: Outputs;
}

/** What only steps that send messages need. */
export interface Messages {
  secret: StepContext["secret"];
  deliver: (
    source: Source,
    ...call: [...Parameters<StepContext["deliver"]>, AbortSignal]
  ) => ReturnType<StepContext["deliver"]>;
}

/** Makes an activity of a step's implementation, with a context on local folders. A step that has a record is not run again. */
export function asActivity<Call extends StepCall<unknown>, Reply>(
  implementation: StepImplementation,
  messages: Messages | null = null,
): (call: Call) => Promise<Reply> {
  return async (call) => {
    const { cancellationSignal, heartbeat } = activityContext();
    // The heartbeat says that this process lives, and brings back the news of a cancellation.
    const pulse = setInterval(heartbeat, HEARTBEAT_MS);
    try {
      return (await runStep(implementation, messages, call, cancellationSignal)) as Reply;
    } catch (error) {
      if (cancellationSignal.aborted) throw new CancelledFailure("cancelled");
      if (!(error instanceof StepError)) throw error;
      throw ApplicationFailure.create({
        message: error.message,
        type: error.type,
        nonRetryable: !error.retryable,
        details: [call.node],
      });
    } finally {
      clearInterval(pulse);
    }
  };
}

function activityContext() {
  const context = Context.current();
  return {
    cancellationSignal: context.cancellationSignal,
    heartbeat: () => context.heartbeat(),
  };
}

async function runStep(
  { kind, step, run }: StepImplementation,
  messages: Messages | null,
  { node, item, config, inputs = {}, event, results = [], about, ending }: StepCall<unknown>,
  signal: AbortSignal,
): Promise<Outputs | Waiting | Listing> {
  const { info } = Context.current();
  const { workflowId, runId } = info.workflowExecution!;
  const runName = `${workflowId}-${runId.slice(0, 8)}`;
  const name = item === undefined ? node : `${node}.${item}`;
  const folder = join(settings.data, "runs", runName);
  const file = join(folder, `${name}.json`);
  const known = await readJsonFile<StepRecord>(file);
  if (known) return known.outputs;

  const parsed = step.config.safeParse(config);
  if (!parsed.success)
    throw new StepError(
      "bad-config",
      `The config of '${node}' does not fit: ${parsed.error.issues[0]?.message}.`,
    );
  const startedAt = new Date().toISOString();
  const points: MetricPoint[] = [];
  const source: Source = { run: runName, node: name };
  const sending = () => {
    if (messages) return messages;
    throw new StepError("not-allowed", `'${kind}' sends no messages here: see src/activities.ts.`);
  };
  const say: StepContext["log"] = (level, message) =>
    console[level](`${new Date().toISOString()} ${level.padEnd(5)} ${name}: ${message}`);
  let tmp: string | null = null;
  const ctx: StepContext = {
    run: {
      id: runName,
      workspaceId: "",
      pipeline: info.workflowType ?? "",
      planHash: "",
      node,
      item: item === undefined ? "" : String(item),
      attempt: info.attempt,
      ...(ending ? { ending } : {}),
      startedBy: "",
      author: "",
    },
    ...(event ? { event } : {}),
    artifacts: folderArtifacts(join(settings.data, "artifacts")),
    signal,
    get tmp() {
      return (tmp ??= makeFolder(join(settings.data, "tmp"), name));
    },
    threads: settings.threads,
    log: say,
    progress: (done, total, message) => Context.current().heartbeat({ done, total, message }),
    metric: (point) => void points.push(point),
    python: async (group) => ({
      path: await ensureEnvironment({
        cacheDir: settings.cache,
        group,
        log: (line) => say("info", line),
        signal,
      }),
      lockHash: environmentLockHash(group),
    }),
    source: localFile,
    files: localFiles,
    secret: (name) => sending().secret(name),
    deliver: (message) => sending().deliver(source, message, signal),
    lookup: {
      runRecord: () => Promise.resolve({}),
      runSummary: () => Promise.resolve({ url: "", startedBy: "", params: {}, ...about }),
      deploymentReady: () => Promise.resolve({ state: "absent", message: null }),
      childOutput: (_run, node, port) => {
        const given = event?.payload["outputs"] as unknown as Given | undefined;
        return Promise.resolve(given?.[node]?.[port] ?? null);
      },
      itemResults: () => Promise.resolve(results),
    },
  };
  say("info", event ? "goes on" : `starts${info.attempt > 1 ? `, attempt ${info.attempt}` : ""}`);
  try {
    const arrived = await expandLists(step, present(inputs), ctx.artifacts);
    const answer = await run({ config: parsed.data as never, inputs: arrived, ctx });
    signal.throwIfAborted();
    const effects = fileEffects(settings.data, source, event);
    if ("wait" in answer) {
      const wait = await answer.wait(effects);
      say("info", `waits for ${wait.waitingFor}`);
      return { wait };
    }
    if ("items" in answer) {
      checkSize(node, "items", answer.items, MAX_ITEMS_BYTES);
      return { items: answer.items };
    }
    if ("child" in answer)
      throw new StepError("not-allowed", `'${kind}' runs in the workflow here, as its child.`);
    const outputs = "finish" in answer ? await answer.finish(effects) : answer.outputs;
    checkSize(node, "outputs", outputs, MAX_OUTPUT_BYTES);
    if (points.length > 0) await writeMetrics(join(folder, `${name}.metrics.jsonl`), points);
    const { attempt } = info;
    const record: StepRecord = {
      node,
      kind,
      attempt,
      startedAt,
      finishedAt: new Date().toISOString(),
      config: parsed.data,
      outputs,
    };
    await writeJsonFile(file, record);
    if ("finish" in answer) await answer.after?.();
    say("info", `done: ${Object.keys(outputs).join(", ")}`);
    return outputs;
  } finally {
    if (tmp) await rm(tmp, { recursive: true, force: true });
  }
}

function checkSize(node: string, what: string, value: unknown, limit: number): void {
  const bytes = Buffer.byteLength(JSON.stringify(value));
  if (bytes > limit)
    throw new StepError(
      "oversized",
      `The ${what} of '${node}' take ${bytes} bytes; ${limit} are allowed.`,
    );
}

/** Inputs as steps take them: by port a list of what arrived. */
function present(inputs: NonNullable<StepCall<unknown>["inputs"]>): Inputs {
  const found: Inputs = {};
  for (const [port, value] of Object.entries(inputs)) {
    const refs = (Array.isArray(value) ? value : [value]).filter((ref) => ref !== undefined);
    if (refs.length > 0) found[port] = refs;
  }
  return found;
}

/** Takes lists apart where an input takes several values: each item that gave one brings it. */
async function expandLists(
  step: StepDefinition,
  inputs: Inputs,
  artifacts: ArtifactStore,
): Promise<Inputs> {
  const expanded: Inputs = {};
  for (const [port, refs] of Object.entries(inputs)) {
    const lists = await Promise.all(
      refs.map(async (ref) => {
        if (ref.type !== "list" || !step.inputs[port]?.multiple) return [ref];
        const items = await artifacts.json<ItemResult[]>(ref.hash);
        return items.flatMap(({ output }) => (output ? [output] : []));
      }),
    );
    if (lists.flat().length > 0) expanded[port] = lists.flat();
  }
  return expanded;
}

function makeFolder(parent: string, name: string): string {
  mkdirSync(parent, { recursive: true });
  return mkdtempSync(join(parent, `${name}-`));
}

async function writeMetrics(file: string, points: readonly MetricPoint[]): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await appendFile(file, points.map((point) => `${JSON.stringify(point)}\n`).join(""));
}
