import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { compile } from "../../workflows/core/compile.ts";
import type { PipelineDocument } from "../../workflows/core/document.ts";
import { formatProblem, hasErrors } from "../../workflows/core/problems.ts";
import { registry } from "../../workflows/steps/index.ts";
import type { Connection } from "./client.ts";
import { readDocumentFile, readParams, uploadSources } from "./documents.ts";
import { table, when, type Answer } from "./output.ts";

const LOOK_EVERY_MS = 300;
const STILL = new Set(["waiting", "done", "failed", "cancelled"]);

/** `compile FILE`: the problems of a document, without a server. */
export async function compileFile(file: string, options: { param: string[] }): Promise<Answer> {
  const { document, problem } = await readDocumentFile(file);
  const { plan, problems } = problem
    ? { plan: null, problems: [problem] }
    : compile(document, registry, { params: readParams(options.param), localFiles: true });
  const summary = plan
    ? `${file} compiles: ${plan.nodes.length} steps.`
    : `${file} does not compile.`;
  return {
    json: { ok: plan !== null, problems, plan },
    lines: [...problems.map(formatProblem), summary],
    exitCode: hasErrors(problems) ? 1 : 0,
  };
}

/** `run FILE|NAME`: starts a run; with `--wait` until it ends or waits for a person. */
export async function runPipeline(
  connection: Connection,
  target: string,
  options: { param: string[]; wait?: boolean },
): Promise<Answer> {
  const params = readParams(options.param);
  const isFile = existsSync(target) || /\.(ya?ml|json)$/.test(target);
  const { runId } = isFile
    ? await startFile(connection, target, params)
    : await connection.api.runs.start.mutate({ name: target, params });
  if (options.wait)
    while (!STILL.has((await connection.api.runs.get.query({ id: runId })).run.status))
      await sleep(LOOK_EVERY_MS);
  return showRun(connection, runId);
}

async function startFile(connection: Connection, file: string, params: Record<string, string>) {
  const { document, problem } = await readDocumentFile(file);
  const problems = problem
    ? [problem]
    : compile(document, registry, { params, localFiles: true }).problems;
  if (hasErrors(problems)) throw new Error(problems.map(formatProblem).join("\n"));
  const uploaded = await uploadSources(connection, document as PipelineDocument, file);
  return connection.api.runs.start.mutate({
    document: uploaded as Record<string, unknown>,
    params,
  });
}

/** A run with the newest attempt of each step, and what the steps gave. */
export async function showRun({ api }: Connection, id: string): Promise<Answer> {
  const { run, steps } = await api.runs.get.query({ id });
  const newest = new Map(steps.map((step) => [`${step.node} ${step.item}`, step]));
  const json = {
    runId: id,
    name: run.name,
    status: run.status,
    error: run.error,
    startedBy: run.startedBy.name,
    planHash: run.planHash,
    steps: [...newest.values()].map(
      ({
        node,
        kind,
        item,
        attempt,
        status,
        cached,
        cachedFrom,
        reason,
        error,
        startedAt,
        finishedAt,
      }) => ({
        node,
        kind,
        ...(item ? { item } : {}),
        attempt,
        status,
        cached,
        ...(cachedFrom ? { cachedFrom } : {}),
        ...(reason ? { reason } : {}),
        ...(error ? { error } : {}),
        startedAt,
        finishedAt,
      }),
    ),
    outputs: Object.fromEntries(
      [...newest.values()]
        .filter(({ outputs }) => outputs)
        .map(({ node, outputs }) => [node, outputs]),
    ),
  };
  const rows = json.steps.map((step) => [
    step.node,
    step.kind,
    step.cached ? "cached" : step.status,
    step.attempt,
    when(step.startedAt),
    step.error?.message ?? step.reason ?? "",
  ]);
  return {
    json,
    lines: [
      `${id}  ${run.name}  ${run.status}${run.error ? `: ${run.error}` : ""}`,
      ...table(["step", "kind", "state", "attempt", "started", ""], rows),
    ],
    exitCode: run.status === "failed" || run.status === "cancelled" ? 1 : 0,
  };
}

/** `runs logs ID [-f]`: prints as it comes; returns when the run is over, or at once without `-f`. */
export async function printLogs(
  { api }: Connection,
  id: string,
  options: { follow?: boolean; json?: boolean },
): Promise<Answer> {
  const all: unknown[] = [];
  let after: number | undefined;
  for (;;) {
    const { run } = await api.runs.get.query({ id });
    const { lines, nextAfter } = await api.runs.logs.query({ id, after, limit: 5_000 });
    for (const line of lines) {
      if (options.json) all.push(line);
      else
        process.stdout.write(
          `${when(line.at)} ${line.node} ${line.level === "info" ? "" : `${line.level}: `}${line.message}\n`,
        );
    }
    after = nextAfter ?? after;
    const over = run.finishedAt !== null || !options.follow;
    if (lines.length === 0 && over) return { json: all, lines: [] };
    if (lines.length === 0) await sleep(LOOK_EVERY_MS);
  }
}
