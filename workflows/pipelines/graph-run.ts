import {
  ActivityCancellationType,
  CancellationScope,
  condition,
  isCancellation,
  proxyActivities,
  type ActivityOptions,
} from "@temporalio/workflow";
import { MAX_OUTPUT_BYTES, type Inputs, type Outputs } from "../core/artifact.ts";
import { joined, waysOut } from "../core/branch.ts";
import type { ParamValues } from "../core/document.ts";
import { longestPause } from "../core/duration.ts";
import { factsOf, gather, valueAt, type NodeResult } from "../core/gather.ts";
import { fillItem, type MapItem } from "../core/items.ts";
import type { Json } from "../core/json.ts";
import type { PlanEnd, PlanNode } from "../core/plan.ts";
import { activityIdOf, slotKey, turnKey } from "../core/run-events.ts";
import type { ChildRun, RunEnding, StepEvent } from "../core/step-context.ts";
import { besidesWires, upstreamOf } from "../core/upstream.ts";
import { allEnded } from "./all-ended.ts";
import type { EventDesk } from "./event-desk.ts";
import { decide } from "./expressions.ts";
import { isOwnFailure, sentence } from "./failures.ts";
import type { ItemList, RunActivities, StepCall, StepReply } from "./messages.ts";
import type { NodeRecorder } from "./node-recorder.ts";
import type { Lookups } from "./lookups.ts";
import type { Rules } from "./rules.ts";

/** What the references to all inputs of a step may take. */
const MAX_INPUT_BYTES = 1_000_000;

export interface GraphSettings {
  runId: string;
  rules: Rules;
  local: RunActivities;
  params: ParamValues;
  desk: EventDesk;
  recorder: NodeRecorder;
  /** Absent in runs of an earlier release: each step then looks for an earlier result by itself. */
  lookups: Lookups | null;
  limitedQueues: readonly string[];
  /** Inside a map. */
  item?: MapItem;
  /** Runs the items of a map and answers with how many of them ended how. */
  runItems?: (node: PlanNode, list: ItemList) => Promise<StepEvent["payload"]>;
  runChild?: (runId: string) => Promise<StepEvent["payload"]>;
}

/**
 * Runs nodes of a plan, each as soon as what it needs has ended. Knows no kind of step: each is an activity by the kind's
 * name, on the queue the plan names.
 */
export class GraphRun {
  /** How each node ended; those of an enclosing graph too. */
  readonly results: Map<string, NodeResult>;
  /** Set when the steps that run at the end begin. */
  ending: RunEnding | null = null;
  /** What this phase runs, by node; what the phases before it ran too, where the rules do not have each by itself. */
  private readonly pending = new Map<string, Promise<void>>();
  private readonly settings: GraphSettings;
  /** Nodes of the enclosing graph: at the end of a run their failures are not this one's. */
  private readonly outer: ReadonlySet<string>;

  constructor(settings: GraphSettings, outer: Iterable<[string, NodeResult]> = []) {
    this.settings = settings;
    this.results = new Map(outer);
    this.outer = new Set(this.results.keys());
  }

  /** Resolves when all have ended, however; rejects when the run is cancelled, and all of it has ended. */
  async run(nodes: readonly PlanNode[]): Promise<void> {
    // Those of an earlier phase have ended: one without a result was cancelled, and none will come.
    if (this.settings.rules.phaseByItself) this.pending.clear();
    const ended = nodes.map((node) => {
      const settled = this.settle(node);
      this.pending.set(node.id, settled);
      return settled;
    });
    await allEnded(ended, this.settings.rules);
  }

  private async settle(node: PlanNode): Promise<void> {
    // Taken before anything is awaited, when only nodes earlier in the plan are known: no node waits for a later one.
    const isAny = node.join === "any";
    const upstream = isAny ? besidesWires(node) : upstreamOf(node);
    const pending = [...upstream].flatMap((id) => this.pending.get(id) ?? []);
    if (!isAny || this.settings.rules.anyAwaitsLooked) for (const settled of pending) await settled;
    if (isAny) await this.anyArrived(node);
    this.results.set(node.id, await this.runNode(node));
  }

  /** Waits until each wired input has one value, or can have none any more. */
  private async anyArrived({ needs }: PlanNode): Promise<void> {
    const { phaseByItself } = this.settings.rules;
    const hasEnded = ({ node }: PlanEnd) =>
      this.results.has(node) || (phaseByItself && !this.pending.has(node));
    await condition(() =>
      Object.values(needs).every(
        (ends) =>
          ends.some((end) => valueAt(end, this.results.get(end.node))) || ends.every(hasEnded),
      ),
    );
  }

  private async runNode(planned: PlanNode): Promise<NodeResult> {
    const node = this.filled(planned);
    const gathered = gather(node, this.results);
    if ("skip" in gathered) return this.note(node, { status: "skipped", why: gathered.skip });
    if (node.when !== null) {
      const outcome = await decide(node.when, this.bindings());
      if (typeof outcome !== "boolean")
        return this.note(node, { status: "failed", why: outcome.fault });
      if (!outcome)
        return this.note(node, {
          status: "skipped",
          why: `its condition '${node.when}' was false`,
        });
    }
    const { pinned } = node;
    if (pinned)
      return this.note(
        node,
        { status: "done", outputs: pinned.outputs },
        { cachedFrom: pinned.run },
      );
    switch (node.mode) {
      case "condition":
      case "switch":
        return this.note(node, await this.branch(node, gathered.inputs));
      case "join":
        return this.note(node, { status: "done", outputs: joined(gathered.inputs) });
      case "activity":
        return await this.runStep(node, gathered.inputs);
    }
  }

  private async branch(node: PlanNode, inputs: Inputs): Promise<NodeResult> {
    const value = inputs["value"]![0]!;
    const ways = waysOut(node);
    if ("fault" in ways) return { status: "failed", why: ways.fault };
    const bindings = { ...this.bindings(), input: value.meta };
    for (const { port, when } of ways.cases) {
      const outcome = await decide(when, bindings);
      if (typeof outcome !== "boolean") return { status: "failed", why: outcome.fault };
      if (outcome) return { status: "done", outputs: { [port]: value }, why: `'${when}' was true` };
    }
    const { port, why } = ways.otherwise;
    return { status: "done", outputs: { [port]: value }, why };
  }

  private async runStep(node: PlanNode, inputs: Inputs): Promise<NodeResult> {
    const { runId, rules, item, desk, lookups, limitedQueues } = this.settings;
    const { id, kind, stepVersion, config, cache, queue } = node;
    if (desk.paused) await desk.go();
    const tooMuch = refusal(inputs);
    if (tooMuch) return this.note(node, { status: "failed", why: tooMuch });
    const call: StepCall = {
      runId,
      node: { id, kind, stepVersion, config, cache, queue },
      inputs,
      ...(item ? { item: String(item.index) } : {}),
      ...(this.ending ? { ending: this.ending } : {}),
      ...(lookups && !item ? { checked: true } : {}),
      ...(node.map?.result ? { gathers: node.map.result } : {}),
      ...(node.map ? { bodySteps: stepsOf(node.map.body) } : {}),
    };
    const keys = [
      ...(node.concurrencyKey ? [`key:${node.concurrencyKey}`] : []),
      ...(limitedQueues.includes(queue) ? [`queue:${queue}`] : []),
    ];
    try {
      if (lookups && cache === true) {
        const outputs = await lookups.find(call);
        if (outputs) return { status: "done", outputs };
        call.sought = true;
      }
      // The run may have been paused while this was looked for, or stood in line.
      const work = () =>
        desk.paused && rules.pauseHoldsLatecomers
          ? desk.go().then(() => this.call(node, call))
          : this.call(node, call);
      if (keys.length === 0) return { status: "done", outputs: await work() };
      return await this.holding(node, keys, work);
    } catch (error) {
      if (isCancellation(error)) throw error;
      if (rules.awaitsCancelled) await refuseCancelled();
      const result: NodeResult = {
        status: "failed",
        why: sentence(error, node),
        ...(node.tolerated ? { tolerated: true } : {}),
      };
      // A step that failed by itself has recorded why; one that was lost or timed out could not.
      return isOwnFailure(error) ? result : this.note(node, result);
    }
  }

  /** Runs work while this step holds its slots. They are given back however it ends. */
  private async holding(
    { id, priority }: PlanNode,
    keys: string[],
    work: () => Promise<Outputs>,
  ): Promise<NodeResult> {
    const { runId, desk, local } = this.settings;
    const item = this.settings.item ? String(this.settings.item.index) : "";
    const claim = { runId, node: id, item };
    try {
      if (!(await local.claimSlots({ ...claim, keys, ...(priority ? { priority } : {}) })))
        await desk.wait({ key: slotKey(id, item), refuse: [] });
      return { status: "done", outputs: await work() };
    } finally {
      await CancellationScope.nonCancellable(() => local.releaseSlots(claim));
    }
  }

  /** Calls the step until it answers with outputs; in between happens what it asks for. */
  private async call(node: PlanNode, call: StepCall): Promise<Outputs> {
    const { desk, recorder, runItems, lookups, item, rules } = this.settings;
    let calls = 0;
    const once = (event?: StepEvent): Promise<StepReply> => {
      calls++;
      const options: ActivityOptions = lookups
        ? {
            ...activityOptions(node),
            // What a cancelled step holds (a slot, a device, its run) is free when it has stopped, not when it is told to.
            ...(rules.awaitsCancelled
              ? { cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED }
              : {}),
            // Tells the run page which node waits for a worker.
            activityId: activityIdOf(node.id, item?.index, calls),
          }
        : activityOptions(node);
      const step =
        proxyActivities<Record<string, (call: StepCall) => Promise<StepReply>>>(options)[
          node.kind
        ]!;
      return recorder.busily(step(event ? { ...call, event } : call));
    };
    let reply = await once();
    while (!("outputs" in reply)) {
      if ("wait" in reply) reply = await once(await desk.wait(reply.wait));
      else {
        const payload =
          "items" in reply
            ? await recorder.busily(runItems!(node, reply.items))
            : await recorder.busily(this.child(reply.child));
        reply = await once({ key: `after:${node.id}`, actorId: "", payload });
      }
    }
    if (call.checked) recorder.done.push(node.id);
    return reply.outputs;
  }

  private async child({ runId, inLine }: ChildRun): Promise<StepEvent["payload"]> {
    const { desk, runChild } = this.settings;
    if (inLine) await desk.wait({ key: turnKey(runId), refuse: [] });
    return await runChild!(runId);
  }

  private note(node: PlanNode, result: NodeResult, more: { cachedFrom?: string } = {}): NodeResult {
    const { recorder, item } = this.settings;
    recorder.note({
      node: node.id,
      ...(item ? { item: String(item.index) } : {}),
      kind: node.kind,
      queue: node.queue,
      status: result.status,
      reason: result.why ?? null,
      outputs: result.status === "done" ? result.outputs : null,
      ...more,
    });
    return result.status === "failed" && node.tolerated ? { ...result, tolerated: true } : result;
  }

  private filled(node: PlanNode): PlanNode {
    const { item } = this.settings;
    if (!item) return node;
    const { config, concurrencyKey } = fillItem(
      { config: node.config, concurrencyKey: node.concurrencyKey },
      item,
    );
    return { ...node, config, ...(concurrencyKey ? { concurrencyKey } : {}) };
  }

  private bindings(): Record<string, Json> {
    const { params, runId, item } = this.settings;
    return {
      params,
      steps: factsOf(this.results),
      run: {
        id: runId,
        ...(this.ending ?? { status: "running", error: null, failed: this.failed() }),
      },
      ...(item ? { item: item.value, index: item.index } : {}),
    };
  }

  /** How the graph stands: failed when a failure is not handled, with a line for each. */
  standing(): RunEnding {
    const failures = [...this.results].flatMap(([id, result]) =>
      result.status === "failed" && !result.tolerated && !(this.ending && this.outer.has(id))
        ? [{ id, why: result.why }]
        : [],
    );
    return {
      status: failures.length > 0 ? "failed" : "done",
      error: failures.map(({ id, why }) => `${id}: ${why}`).join("\n") || null,
      failed: failures.map(({ id }) => id),
    };
  }

  private failed(): string[] {
    return [...this.results].flatMap(([id, { status }]) => (status === "failed" ? [id] : []));
  }
}

/** What fails, or loses its worker, while it is being cancelled was met by that: it is cancelled, and nothing follows from it. */
async function refuseCancelled(): Promise<void> {
  const scope = CancellationScope.current();
  if (scope.consideredCancelled) await scope.cancelRequested;
}

/** Why a step cannot be called with its inputs: Temporal takes two megabytes. */
function refusal(inputs: Inputs): string | null {
  const count = Object.values(inputs).reduce((sum, refs) => sum + refs.length, 0);
  // Each alone is small.
  if (count * MAX_OUTPUT_BYTES <= MAX_INPUT_BYTES) return null;
  const size = JSON.stringify(inputs).length;
  if (size <= MAX_INPUT_BYTES) return null;
  return `Its ${count} inputs take ${size.toLocaleString("en")} bytes as references; ${MAX_INPUT_BYTES.toLocaleString("en")} are allowed: wire fewer, or let the steps before it keep fewer facts in their outputs' meta.`;
}

/** How many of these are calls of steps, which may have to wait. */
function stepsOf(nodes: readonly PlanNode[]): number {
  return nodes.filter(({ mode }) => mode === "activity").length;
}

function activityOptions(node: PlanNode): ActivityOptions {
  const { backoff, scheduleToClose, priority } = node;
  const initial = backoff?.initial ?? "1s";
  const maximum = backoff?.maximum ?? longestPause(initial);
  return {
    taskQueue: node.queue,
    startToCloseTimeout: node.startToClose as "1h",
    heartbeatTimeout: node.heartbeat as "20s",
    ...(scheduleToClose ? { scheduleToCloseTimeout: scheduleToClose as "1h" } : {}),
    ...(priority ? { priority: { priorityKey: priority } } : {}),
    retry: {
      maximumAttempts: node.attempts,
      initialInterval: initial as "1s",
      maximumInterval: maximum as "1m",
      ...(backoff?.factor ? { backoffCoefficient: backoff.factor } : {}),
    },
  };
}
