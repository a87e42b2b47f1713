import {
  ApplicationFailure,
  CancelledFailure,
  CancellationScope,
  isCancellation,
  proxyActivities,
  setHandler,
} from "@temporalio/workflow";
import { CUT_SHORT, RESUME } from "../core/run-events.ts";
import { EventDesk } from "./event-desk.ts";
import { sentence } from "./failures.ts";
import { GraphRun, type GraphSettings } from "./graph-run.ts";
import { localActivities } from "./local-activities.ts";
import { Lookups } from "./lookups.ts";
import { MapRun, OpenMaps } from "./map-run.ts";
import {
  deliverEvent,
  deliverGrant,
  type RunActivities,
  type RunFinish,
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
  const local = localActivities(rules);
  const desk = new EventDesk();
  const recorder = new NodeRecorder(runId, local, desk);
  const maps = new OpenMaps();
  const end = new RunEnd(rules, local);
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
  const finishRun = async (how: RunFinish): Promise<RunFinish> => {
    const { finishRun: record } = rules.localActivities ? local : remote;
    const recorded = await record({ runId, ...how, done: recorder.done });
    return rules.endsAsRecorded ? recorded : how;
  };

  const settings: GraphSettings = {
    runId,
    rules,
    local,
    params: plan.params,
    desk,
    recorder,
    lookups: rules.localActivities ? new Lookups(local) : null,
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
    endAs(await finishRun({ status: "done", error: null }));
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
      const status = wasCancelled ? "cancelled" : "failed";
      const recorded = await finishRun({ status, error: wasCancelled ? null : sentence(error) });
      if (recorded.status === status) throw error;
      endAs(recorded);
    });
  }
}

/** Ends the workflow as its run was recorded to have ended: a cancellation may come between that and the end. */
function endAs({ status, error }: RunFinish): void {
  if (status === "cancelled") throw new CancelledFailure("The run was cancelled.");
  if (status === "failed") throw ApplicationFailure.nonRetryable(error ?? "", "step-failed");
}

function unlessCutShort(error: unknown): void {
  if (!isCancellation(error)) throw error;
}
