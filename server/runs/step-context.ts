import type { ArtifactRef } from "../../workflows/core/artifact.ts";
import type { StepContext } from "../../workflows/core/step-context.ts";
import type { StepCall } from "../../workflows/pipelines/messages.ts";
import { deliver } from "../notifications/deliver.ts";
import { readSecret } from "../secrets/read.ts";
import type { Redactor } from "../secrets/redactor.ts";
import type { StepServices } from "./execute-step.ts";
import { itemResults } from "./items.ts";
import { lookups } from "./lookups.ts";
import { outlast } from "./outlast.ts";
import type { AttemptStart } from "./record-step.ts";
import { recordedFiles } from "./recorded-files.ts";
import type { Recorder } from "./recorder.ts";
import type { RunFacts } from "./run-facts.ts";
import { stepArtifacts } from "./step-artifacts.ts";

interface Attempt {
  run: RunFacts;
  start: AttemptStart;
  /** Counts from 1. */
  attempt: number;
  recorder: Recorder;
  redactor: Redactor;
  signal: AbortSignal;
  /** What the step makes is put here. */
  made: ArtifactRef[];
  /** Makes the attempt's folder when it is first asked for. */
  folder: () => string;
}

/** What a step is given beside its config and its inputs. Each of its functions may be taken by itself. */
export function stepContext(
  services: StepServices,
  call: StepCall,
  { run, start, attempt, recorder, redactor, signal, made, folder }: Attempt,
): StepContext {
  const { db } = services;
  const { node, event, item = "", ending, gathers } = call;
  const context: StepContext = {
    run: {
      id: run.id,
      workspaceId: run.workspaceId,
      pipeline: run.name,
      planHash: run.planHash,
      node: node.id,
      item,
      attempt,
      ...(ending ? { ending } : {}),
      startedBy: run.startedBy,
      author: run.author,
    },
    ...(event ? { event } : {}),
    artifacts: stepArtifacts(services.artifacts, (ref) => made.push(ref)),
    signal,
    get tmp() {
      return folder();
    },
    threads: services.threads,
    log(level, message) {
      recorder.log(level, redactor.clean(message));
    },
    progress(count, total, message) {
      recorder.progress(count, total, message && redactor.clean(message));
    },
    metric(point) {
      recorder.metric(point);
    },
    python(group) {
      return services.python(group, (message) => recorder.log("info", message), signal);
    },
    source(source) {
      return outlast(signal, () => services.source(run, source));
    },
    async files(path, pattern) {
      const recorded = await outlast(signal, () =>
        recordedFiles(services, run, call, path, pattern),
      );
      if (!recorded) return services.files(run, path, pattern);
      context.log("info", `The files are those that the run ${recorded.run} had.`);
      return recorded.files;
    },
    async secret(name) {
      const value = await outlast(signal, () => readSecret(db, run.workspaceId, name));
      redactor.add(value);
      return value;
    },
    deliver(message) {
      const { workspaceId } = run;
      const { secret } = context;
      return deliver({ db, secret, redactor, signal }, { ...start, workspaceId }, message);
    },
    lookup: {
      runRecord() {
        return outlast(signal, () => lookups(db, run).runRecord());
      },
      runSummary() {
        return outlast(signal, () => lookups(db, run).runSummary());
      },
      deploymentReady(endpoint, revision) {
        return outlast(signal, () => lookups(db, run).deploymentReady(endpoint, revision));
      },
      childOutput(runId, step, port) {
        return outlast(signal, () => lookups(db, run).childOutput(runId, step, port));
      },
      itemResults() {
        return outlast(signal, () => itemResults(db, run.id, node.id, gathers ?? null));
      },
    },
  };
  return context;
}
