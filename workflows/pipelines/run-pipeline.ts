import {
  ApplicationFailure,
  CancellationScope,
  ParentClosePolicy,
  executeChild,
  isCancellation,
  proxyActivities,
  setHandler,
} from "@temporalio/workflow";
import { RESUME } from "../core/run-events.ts";
import type { RunEnding, StepEvent } from "../core/step-context.ts";
import { EventDesk } from "./event-desk.ts";
import { sentence } from "./failures.ts";
import { GraphRun, type GraphSettings } from "./graph-run.ts";
import { local } from "./local-activities.ts";
import { Lookups } from "./lookups.ts";
import { MapRun } from "./map-run.ts";
import {
  deliverEvent,
  type FinishRun,
  type RunActivities,
  type RunInput,
  type RunOutcome,
} from "./messages.ts";
import { NodeRecorder } from "./node-recorder.ts";

/** Runs of an earlier release record their end so. */
const remote = proxyActivities<RunActivities>({
  taskQueue: "control",
  startToCloseTimeout: "1m",
  retry: { maximumInterval: "10s" },
});

/**
 * Runs any plan. A failed step fails the run, unless its failure is handled, after the branches that do not depend on it
 * have ended; then come the steps of the on-failure phase, and at the very end, however it went, those of the finally phase.
 */
export async function runPipeline({
  runId,
  plan: given,
  engine,
  limitedQueues = [],
}: RunInput): Promise<RunOutcome> {
  const desk = new EventDesk();
  const recorder = new NodeRecorder(runId, desk);
  const maps = new Set<MapRun>();
  setHandler(
    deliverEvent,
    (event) => {
      desk.deliver(event);
      if (event.key === RESUME) recorder.stir();
      for (const map of maps) map.setPaused(desk.paused);
    },
    { validator: (event) => desk.validate(event) },
  );
  const plan = given ?? (await local.loadPlan(runId));
  const finishRun = (end: FinishRun) =>
    (engine ? local : remote).finishRun({ ...end, done: recorder.done });

  const settings: GraphSettings = {
    runId,
    params: plan.params,
    desk,
    recorder,
    lookups: engine ? new Lookups() : null,
    limitedQueues,
    runItems: async (node, list) => {
      const map = new MapRun(settings, node, list, graph.results);
      maps.add(map);
      try {
        return { ...(await map.run()) };
      } finally {
        maps.delete(map);
      }
    },
    runChild: async (childId) => {
      await desk.go();
      return await runChild(childId, limitedQueues);
    },
  };
  const graph = new GraphRun(settings);
  const of = (phase?: "on-failure" | "finally") =>
    plan.nodes.filter((node) => node.phase === phase);
  const last = async (ending: RunEnding): Promise<RunEnding> => {
    graph.ending = ending;
    if (ending.status === "failed") await graph.run(of("on-failure"));
    await graph.run(of("finally"));
    // A step of the end that fails makes a failed run of one that went well.
    return ending.status === "done" ? graph.standing() : ending;
  };

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
    const cancelled = isCancellation(error);
    await CancellationScope.nonCancellable(async () => {
      if (cancelled && !graph.ending)
        await last({ status: "cancelled", error: null, failed: graph.standing().failed });
      recorder.end();
      await recording;
      await finishRun({
        runId,
        status: cancelled ? "cancelled" : "failed",
        error: cancelled ? null : sentence(error),
      });
    });
    throw error;
  }
  return {
    outputs: Object.fromEntries(
      [...graph.results].flatMap(([id, result]) =>
        result.status === "done" ? [[id, result.outputs]] : [],
      ),
    ),
  };
}

/** Runs a run that has been written down as a child of this one; it ends with its parent's cancellation. */
async function runChild(
  runId: string,
  limitedQueues: readonly string[],
): Promise<StepEvent["payload"]> {
  try {
    const { outputs } = await executeChild<(input: RunInput) => Promise<RunOutcome>>(
      "runPipeline",
      {
        workflowId: `run-${runId}`,
        args: [
          {
            runId,
            engine: 2,
            ...(limitedQueues.length > 0 ? { limitedQueues: [...limitedQueues] } : {}),
          },
        ],
        parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
        staticSummary: "sub-pipeline",
      },
    );
    return { status: "done", runId, outputs: outputs as never };
  } catch (error) {
    if (isCancellation(error)) throw error;
    return { status: "failed", runId, error: sentence(error) };
  }
}
