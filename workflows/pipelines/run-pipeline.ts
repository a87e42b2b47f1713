import {
  ApplicationFailure,
  CancellationScope,
  isCancellation,
  proxyActivities,
  setHandler,
} from "@temporalio/workflow";
import { CUT_SHORT, RESUME } from "../core/run-events.ts";
import type { RunEnding } from "../core/step-context.ts";
import { EventDesk } from "./event-desk.ts";
import { sentence } from "./failures.ts";
import { GraphRun, type GraphSettings } from "./graph-run.ts";
import { local } from "./local-activities.ts";
import { Lookups } from "./lookups.ts";
import { MapRun } from "./map-run.ts";
import {
  deliverEvent,
  deliverGrant,
  type FinishRun,
  type RunActivities,
  type RunInput,
} from "./messages.ts";
import { NodeRecorder } from "./node-recorder.ts";
import { rulesOf } from "./rules.ts";
import { runChild } from "./run-child.ts";

/** Runs of an earlier release record their end so. */
const remote = proxyActivities<RunActivities>({
  taskQueue: "control",
  startToCloseTimeout: "1m",
  retry: { maximumInterval: "10s" },
});

/**
 * Runs any plan. A failed step fails the run, unless its failure is handled, after the branches that do not depend on it
 * have ended; then come the steps of the on-failure phase, and at the very end, however it went, those of the finally phase:
 * a cancellation leaves them to it, a second one ends them.
 */
export async function runPipeline({
  runId,
  plan: given,
  engine,
  limitedQueues = [],
}: RunInput): Promise<void> {
  const rules = rulesOf(engine);
  const desk = new EventDesk();
  const recorder = new NodeRecorder(runId, desk);
  const maps = new Set<MapRun>();
  let closing: CancellationScope | null = null;
  let isCutShort = false;
  setHandler(
    deliverEvent,
    (event) => {
      desk.deliver(event);
      if (event.key === RESUME) recorder.stir();
      if (event.key === CUT_SHORT) {
        isCutShort = true;
        closing?.cancel();
      } else for (const map of maps) map.setPaused(desk.paused);
    },
    { validator: (event) => desk.validate(event) },
  );
  setHandler(deliverGrant, (event) => desk.deliver(event));
  const plan = given ?? (await local.loadPlan(runId));
  const finishRun = (end: FinishRun) =>
    (rules.localActivities ? local : remote).finishRun({ ...end, done: recorder.done });

  const settings: GraphSettings = {
    runId,
    rules,
    params: plan.params,
    desk,
    recorder,
    lookups: rules.localActivities ? new Lookups() : null,
    limitedQueues,
    runItems: async (node, list) => {
      const map = new MapRun(settings, node, list, graph);
      maps.add(map);
      try {
        return { ...(await map.run()) };
      } finally {
        maps.delete(map);
      }
    },
    runChild: async (childId) => {
      await desk.go();
      return await runChild(childId, settings);
    },
  };
  const graph = new GraphRun(settings);
  const of = (phase?: "on-failure" | "finally") =>
    plan.nodes.filter((node) => node.phase === phase);

  /** Runs the steps that run at the end. Those of an earlier release were cancelled with the rest. */
  const runFinally = async () => {
    if (!rules.endOutlivesCancel || of("finally").length === 0)
      return await graph.run(of("finally"));
    await CancellationScope.nonCancellable(async () => {
      closing = new CancellationScope();
      // Steps that take long to stop kept the end from beginning.
      if (isCutShort && rules.cutsShortEarly) closing.cancel();
      await closing.run(() => graph.run(of("finally")));
    });
  };
  const last = async (ending: RunEnding): Promise<RunEnding> => {
    graph.ending = ending;
    if (ending.status === "failed") await graph.run(of("on-failure"));
    await runFinally();
    // A step of the end that fails makes a failed run of one that went well.
    return ending.status === "done" ? graph.standing() : ending;
  };
  const cancelled = async () => {
    if (of("finally").length === 0) return;
    await local.endWaits(runId);
    graph.ending = { status: "cancelled", error: null, failed: graph.standing().failed };
    await runFinally();
  };

  const goOn = async () => {
    desk.goOn();
    // Those of the finally phase are not cancelled with the rest.
    if (closing) for (const map of maps) map.setPaused(false);
  };
  if (rules.endOutlivesCancel)
    CancellationScope.current().cancelRequested.catch(() => CancellationScope.nonCancellable(goOn));
  const recording = CancellationScope.nonCancellable(() => recorder.run());
  try {
    await graph.run(of());
    const ending = await last(graph.standing());
    recorder.end();
    await recording;
    if (ending.status === "failed")
      throw ApplicationFailure.nonRetryable(ending.error ?? "", "step-failed");
    await finishRun({ runId, status: "done", error: null });
  } catch (error) {
    const wasCancelled = isCancellation(error);
    await CancellationScope.nonCancellable(async () => {
      if (wasCancelled && rules.endOutlivesCancel && !closing)
        await cancelled().catch(unlessCutShort);
      if (wasCancelled && !rules.endOutlivesCancel && !graph.ending)
        await last({ status: "cancelled", error: null, failed: graph.standing().failed });
      recorder.end();
      await recording;
      await finishRun({
        runId,
        status: wasCancelled ? "cancelled" : "failed",
        error: wasCancelled ? null : sentence(error),
      });
    });
    throw error;
  }
}

function unlessCutShort(error: unknown): void {
  if (!isCancellation(error)) throw error;
}
