import {
  ApplicationFailure,
  CancellationScope,
  isCancellation,
  proxyActivities,
  setHandler,
} from "@temporalio/workflow";
import { CUT_SHORT, RESUME } from "../core/run-events.ts";
import { EventDesk } from "./event-desk.ts";
import { sentence } from "./failures.ts";
import { GraphRun, type GraphSettings } from "./graph-run.ts";
import { local } from "./local-activities.ts";
import { Lookups } from "./lookups.ts";
import { MapRun, OpenMaps } from "./map-run.ts";
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
import { inPhase, RunEnd } from "./run-end.ts";

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
  const maps = new OpenMaps();
  const end = new RunEnd(rules);
  setHandler(
    deliverEvent,
    (event) => {
      desk.deliver(event);
      if (event.key === RESUME) recorder.stir();
      if (event.key === CUT_SHORT) end.cutShort();
      else maps.setPaused(desk.paused);
    },
    { validator: (event) => desk.validate(event) },
  );
  setHandler(deliverGrant, (event) => desk.deliver(event));
  const plan = given ?? (await local.loadPlan(runId));
  const finishRun = (how: FinishRun) =>
    (rules.localActivities ? local : remote).finishRun({ ...how, done: recorder.done });

  const settings: GraphSettings = {
    runId,
    rules,
    params: plan.params,
    desk,
    recorder,
    lookups: rules.localActivities ? new Lookups() : null,
    limitedQueues,
    runItems: (node, list) => maps.run(new MapRun(settings, node, list, graph)),
    runChild: async (childId) => {
      await desk.go();
      return await runChild(childId, settings);
    },
  };
  const graph = new GraphRun(settings);

  const goOn = async () => {
    desk.goOn();
    // Those of the finally phase are not cancelled with the rest.
    if (end.outlivesCancel) maps.setPaused(false);
  };
  if (rules.endOutlivesCancel)
    CancellationScope.current().cancelRequested.catch(() => CancellationScope.nonCancellable(goOn));
  const recording = CancellationScope.nonCancellable(() => recorder.run());
  try {
    await graph.run(inPhase(plan.nodes));
    const ending = await end.run(graph, plan.nodes, graph.standing());
    recorder.end();
    await recording;
    if (ending.status === "failed")
      throw ApplicationFailure.nonRetryable(ending.error ?? "", "step-failed");
    await finishRun({ runId, status: "done", error: null });
  } catch (error) {
    const wasCancelled = isCancellation(error);
    await CancellationScope.nonCancellable(async () => {
      if (wasCancelled && rules.endOutlivesCancel && !end.outlivesCancel)
        await end.runCancelled(runId, graph, plan.nodes).catch(unlessCutShort);
      if (wasCancelled && !rules.endOutlivesCancel && !graph.ending)
        await end.run(graph, plan.nodes, {
          status: "cancelled",
          error: null,
          failed: graph.standing().failed,
        });
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
