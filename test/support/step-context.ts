import { randomUUID } from "node:crypto";
import { copyFile, mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Artifacts } from "../../server/artifacts.ts";
import { readEnv } from "../../server/env.ts";
import { subjectOf, targetOf } from "../../server/notifications/outline.ts";
import { send } from "../../server/notifications/send.ts";
import { stepArtifacts } from "../../server/runs/step-artifacts.ts";
import type { ArtifactRef, Outputs } from "../../workflows/core/artifact.ts";
import type { StepAnswer, StepImplementation } from "../../workflows/core/define-step.ts";
import type { JsonObject } from "../../workflows/core/json.ts";
import type { PortType } from "../../workflows/core/ports.ts";
import type { OutgoingMessage } from "../../workflows/core/outgoing-message.ts";
import type {
  DeploymentReadiness,
  ItemResult,
  MetricPoint,
  StepContext,
  RunSummary,
  StepEvent,
} from "../../workflows/core/step-context.ts";
import { StepError } from "../../workflows/core/step-error.ts";
import { ensureEnvironment } from "../../workflows/python/environment.ts";
import { environmentLockHash } from "../../workflows/python/lock-files.ts";

/** A real StepContext over a temporary folder, and what the step said through it. */
export interface StepFixture {
  ctx: StepContext;
  /** The folder of everything, the artifact store included. */
  home: string;
  logs: { level: string; message: string }[];
  metrics: MetricPoint[];
  progress: { done: number; total: number; message?: string }[];
  /** What went out through `ctx.deliver`, really. */
  sent: OutgoingMessage[];
  /** Writes a file for `source("upload-name")` or for anything else; returns its path. */
  write: (name: string, content: string | Uint8Array) => Promise<string>;
  /** Puts a copy of a file into the store. */
  put: (file: string, ref: { type: PortType; meta?: JsonObject }) => Promise<ArtifactRef>;
  abort: (reason?: unknown) => void;
  /** Removes the folder. */
  close: () => Promise<void>;
}

export interface StepFixtureOptions {
  /** Paths by source string; a source not named here is tried as a path. */
  sources?: Record<string, string>;
  run?: Partial<StepContext["run"]>;
  event?: StepEvent;
  threads?: number;
  runRecord?: JsonObject;
  runSummary?: Partial<RunSummary>;
  /** Values by name. */
  secrets?: Record<string, string>;
  readiness?: DeploymentReadiness;
  itemResults?: ItemResult[];
  files?: { name: string; bytes: number; source: string }[];
}

/** Makes a step context on real things in a new temporary folder; `close` it at the end of the test. */
export async function stepFixture(options: StepFixtureOptions = {}): Promise<StepFixture> {
  const home = await mkdtemp(path.join(tmpdir(), "penstock-test-"));
  const tmp = path.join(home, "tmp");
  const files = path.join(home, "files");
  await mkdir(tmp);
  await mkdir(files);
  const store = stepArtifacts(new Artifacts(home), () => undefined);
  const controller = new AbortController();
  const fixture: Pick<StepFixture, "logs" | "metrics" | "progress" | "sent"> = {
    logs: [],
    metrics: [],
    progress: [],
    sent: [],
  };
  const secret = async (name: string) => {
    const value = options.secrets?.[name];
    if (value === undefined) throw new StepError("bad-config", `There is no secret '${name}'.`);
    return value;
  };
  const ctx: StepContext = {
    run: {
      id: "run_test",
      workspaceId: "default",
      pipeline: "test",
      planHash: "0".repeat(64),
      node: "step",
      item: "",
      attempt: 1,
      startedBy: "user_designer",
      author: "user_designer",
      ...options.run,
    },
    event: options.event,
    artifacts: store,
    signal: controller.signal,
    tmp,
    threads: options.threads ?? 2,
    log: (level, message) => void fixture.logs.push({ level, message }),
    progress: (done, total, message) => void fixture.progress.push({ done, total, message }),
    metric: (point) => void fixture.metrics.push(point),
    python: async (group) => ({
      path: await ensureEnvironment({
        cacheDir: readEnv().cache,
        group,
        log: (line) => void fixture.logs.push({ level: "info", message: line }),
      }),
      lockHash: environmentLockHash(group),
    }),
    source: async (source) => {
      const file = options.sources?.[source] ?? source;
      const found = await stat(file).catch(() => null);
      if (!found)
        throw new StepError(
          "bad-data",
          `There is no dataset or file '${source}' here: add it with 'penstock datasets add', or correct the name.`,
        );
      return { file, name: path.basename(file), origin: { source } };
    },
    files: async () => options.files ?? [],
    secret,
    deliver: async (message) => {
      const id = `msg_${randomUUID()}`;
      await send(message, {
        id,
        secret,
        clean: (text) => text,
        left: [],
        signal: controller.signal,
      });
      fixture.sent.push(message);
      return {
        id,
        channel: message.channel,
        target: targetOf(message),
        subject: subjectOf(message),
        attempts: 1,
        refused: [],
        sentAt: new Date().toISOString(),
      };
    },
    lookup: {
      runRecord: async () => options.runRecord ?? {},
      runSummary: async () => ({
        url: "http://localhost:3000/runs/run_test",
        startedBy: "Dana Designer",
        params: {},
        ...options.runSummary,
      }),
      deploymentReady: async () => options.readiness ?? { state: "absent", message: null },
      childOutput: async () => null,
      itemResults: async () => options.itemResults ?? [],
    },
  };
  return {
    ctx,
    home,
    ...fixture,
    write: async (name, content) => {
      const file = path.join(files, name);
      await writeFile(file, content);
      return file;
    },
    put: async (file, ref) => {
      const copy = path.join(tmp, randomUUID());
      await copyFile(file, copy);
      return store.putFile(copy, ref);
    },
    abort: (reason) => controller.abort(reason),
    close: () => rm(home, { recursive: true, force: true }),
  };
}

/** Parses the config as the compiler does, runs the step, and returns its outputs. */
export async function runStep(
  implementation: StepImplementation,
  ctx: StepContext,
  config: unknown,
  inputs: Record<string, ArtifactRef | ArtifactRef[]> = {},
): Promise<Outputs> {
  const answer = await implementation.run({
    config: implementation.step.config.parse(config) as never,
    inputs: Object.fromEntries(
      Object.entries(inputs).map(([port, refs]) => [port, Array.isArray(refs) ? refs : [refs]]),
    ),
    ctx,
  });
  return outputsIn(answer);
}

/** The outputs that a step answered with. */
export function outputsIn(answer: StepAnswer): Outputs {
  if ("outputs" in answer) return answer.outputs;
  throw new Error(
    "This step asks for something first, or ends in a transaction; call its `run` and handle the answer.",
  );
}
