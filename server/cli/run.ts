import { setTimeout as sleep } from "node:timers/promises";
import { MAY_BE_FOLLOWED, retryOf, retryWords, type Retry } from "../../workflows/core/retry.ts";
import { formatErrors, hasErrors } from "../../workflows/core/problems.ts";
import { triggerSentence } from "../../workflows/core/trigger-words.ts";
import type { Connection } from "./client.ts";
import { namesFile, readParams, uploadSources } from "./documents.ts";
import { table, when, type Answer } from "./output.ts";

type Found = Awaited<ReturnType<Connection["api"]["runs"]["get"]["query"]>>;
type Counts = Found["maps"][string];

const LOOK_EVERY_MS = 300;
const STILL = new Set(["paused", "done", "failed", "cancelled"]);

export interface RunOptions {
  param: string[];
  target?: string;
  refresh?: boolean;
  only?: boolean;
  plan?: boolean;
  wait?: boolean;
}

/** `run FILE|NAME`: starts a run; with `--wait` until it ends or waits for a person; with `--plan` only says what it would do. */
export async function runPipeline(
  connection: Connection,
  target: string,
  options: RunOptions,
): Promise<Answer> {
  const params = readParams(options.param);
  const isFile = namesFile(target);
  const what = isFile ? await documentToRun(connection, target, params) : { name: target, params };
  const { target: node, refresh, only } = options;
  const input = { ...what, target: node, refresh, only };
  if (options.plan) return showPlan(connection, input);
  const { runId } = await connection.api.runs.start.mutate(input);
  if (options.wait) await untilStill(connection, runId);
  return showRun(connection, runId);
}

/** Waits until a run has ended, or goes on only when somebody acts. */
export async function untilStill({ api }: Connection, id: string): Promise<void> {
  for (;;) {
    const { run } = await api.runs.get.query({ id });
    if (STILL.has(run.status) || run.waitsForSomebody) return;
    await sleep(LOOK_EVERY_MS);
  }
}

async function showPlan(
  { api }: Connection,
  start: Parameters<Connection["api"]["runs"]["start"]["mutate"]>[0],
): Promise<Answer> {
  const { nodes } = await api.runs.plan.query({ start });
  const rows = nodes.map((one) => [one.node, one.kind, one.will, one.run, one.why]);
  return { json: nodes, lines: table(["step", "kind", "will", "result of", "because"], rows) };
}

async function documentToRun(
  connection: Connection,
  file: string,
  given: Record<string, string>,
): Promise<{ document: Record<string, unknown>; params: Record<string, string> }> {
  const { checkedDocument } = await import("./compile-file.ts");
  const checked = await checkedDocument(file, given);
  const uploaded = await uploadSources(connection, checked, file, given);
  const input = { document: { ...uploaded.document }, params: uploaded.given };
  // Here somebody waits for a sentence, where the start of a run does not wait for files to be read.
  const { problems } = await connection.api.pipelines.compile.mutate(input);
  if (hasErrors(problems)) throw new Error(formatErrors(problems));
  return input;
}

/** A run with the newest attempt of each step, and what the steps gave. */
export async function showRun({ api }: Connection, id: string): Promise<Answer> {
  const found = await api.runs.get.query({ id });
  const { run, maps, slots } = found;
  const steps = await newestSteps(api, found);
  const place = run.position
    ? ` (place ${run.position.place} in line for ${run.position.key}, ${run.position.held} of ${run.position.limit} held)`
    : "";
  return {
    json: runJson(found, steps),
    lines: [
      `${id}  ${run.name}  ${run.status}${place}${run.error ? `: ${run.error}` : ""}`,
      `Started by ${run.startedBy.name}. ${triggerSentence(run.trigger, when)}.`,
      ...table(
        ["step", "kind", "state", "attempt", "started", ""],
        steps.map((one) => stepRow(one, maps[one.step.node])),
      ),
      ...slots.map((one) => `${one.node}: place ${one.place} in line for ${one.key}`),
    ],
    exitCode: run.status === "failed" || run.status === "cancelled" ? 1 : 0,
  };
}

/** The newest attempt of a step, and the one that follows by itself, where one does. */
interface Newest {
  step: Found["steps"][number];
  next: Retry | null;
}

async function newestSteps(api: Connection["api"], { run, steps, plan }: Found): Promise<Newest[]> {
  const newest = [...new Map(steps.map((step) => [step.node, step])).values()];
  if (run.finishedAt !== null) return newest.map((step) => ({ step, next: null }));
  const attempts = new Map(plan.nodes.map((node) => [node.id, node.attempts]));
  const mayRetry = newest.some(({ status }) => MAY_BE_FOLLOWED.has(status));
  // What is recorded is shown without Temporal too.
  const told = mayRetry
    ? await api.runs.pending.query({ id: run.id }).catch(() => undefined)
    : undefined;
  return newest.map((step) => ({
    step,
    next: retryOf(step, {
      since: Date.parse(step.finishedAt ?? step.startedAt),
      attempts: attempts.get(step.node) ?? 1,
      told,
    }),
  }));
}

function runJson({ run, plan, maps, slots }: Found, steps: readonly Newest[]) {
  return {
    runId: run.id,
    name: run.name,
    status: run.status,
    error: run.error,
    startedBy: run.startedBy,
    planHash: run.planHash,
    build: run.build,
    trigger: run.trigger,
    params: run.params,
    overrides: run.overrides,
    /** In force: defaults, params and overrides filled in. */
    config: Object.fromEntries(
      plan.nodes
        .flatMap((node) => [node, ...(node.map?.body ?? [])])
        .map((node) => [node.id, node.config]),
    ),
    ...(run.position ? { position: run.position } : {}),
    ...(slots.length > 0 ? { slots } : {}),
    ...(Object.keys(maps).length > 0 ? { maps } : {}),
    steps: steps.map(stepJson),
    outputs: Object.fromEntries(
      steps.flatMap(({ step }) => (step.outputs ? [[step.node, step.outputs]] : [])),
    ),
  };
}

function stepJson({ step, next }: Newest) {
  const { node, kind, attempt, cached, cachedFrom, reason, error } = step;
  return {
    node,
    kind,
    attempt,
    status: next ? ("retrying" as const) : step.status,
    cached,
    ...(cachedFrom ? { cachedFrom } : {}),
    ...(reason ? { reason } : {}),
    ...(error ? { error } : {}),
    ...(next
      ? { retry: { ...next, again: next.again && new Date(next.again).toISOString() } }
      : {}),
    startedAt: step.startedAt,
    finishedAt: step.finishedAt,
  };
}

function stepRow({ step, next }: Newest, counts: Counts | undefined) {
  return [
    step.node,
    step.kind,
    next ? "retrying" : step.cached ? "cached" : step.status,
    step.attempt,
    when(step.startedAt),
    (next && retryWords(next, Date.now())) ??
      step.error?.message ??
      step.reason ??
      // A map that was not run has its items there.
      (step.cachedFrom && `from ${step.cachedFrom}`) ??
      (counts ? countsOf(counts) : ""),
  ];
}

function countsOf({ done, failed, running, waiting, total }: Counts): string {
  if (total === 0) return "no items";
  return `${done} of ${total ?? "?"} items done, ${failed} failed, ${running} running${waiting > 0 ? `, ${waiting} waiting` : ""}`;
}

/** `runs logs ID [-f]`: prints as it comes; returns when the run is over, or at once without `-f`. */
export async function printLogs(
  { api }: Connection,
  id: string,
  options: { follow?: boolean; json?: boolean },
): Promise<Answer> {
  const all: unknown[] = [];
  let after: string | undefined;
  let follow = options.follow === true;
  for (;;) {
    const page = await api.runs.logs.query({ id, after, follow, limit: 5_000 });
    const { lines, nextAfter, ended } = page;
    for (const line of lines) {
      if (options.json) all.push(line);
      else
        process.stdout.write(
          `${when(line.at)} ${line.node} ${line.level === "info" ? "" : `${line.level}: `}${line.message}\n`,
        );
    }
    after = nextAfter ?? after;
    if (lines.length === 0 && !follow) return { json: all, lines: [] };
    if (ended) follow = false;
    else if (lines.length === 0) await sleep(LOOK_EVERY_MS);
  }
}
