import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  TimeoutFailure,
  condition,
  isCancellation,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
} from "@temporalio/workflow";
import type { Inputs } from "../core/artifact.ts";
import type { Json } from "../core/json.ts";
import type { PlanNode } from "../core/plan.ts";
import { EventDesk } from "./event-desk.ts";
import { gather, type NodeResult } from "./gather.ts";
import {
  deliverEvent,
  type NodeRecord,
  type RunActivities,
  type RunInput,
  type RunOutcome,
  type StepCall,
  type StepReply,
} from "./messages.ts";

const { recordNodes } = proxyLocalActivities<RunActivities>({ startToCloseTimeout: "1m" });
const { finishRun } = proxyActivities<RunActivities>({
  taskQueue: "control",
  startToCloseTimeout: "1m",
  retry: { maximumInterval: "10s" },
});

/**
 * Runs any plan. Knows no kind of step: each is an activity by the kind's name, on the queue the plan names, as soon as
 * what it needs has ended. A failed step fails the run, after the branches that do not depend on it have ended.
 */
export async function runPipeline({ runId, plan }: RunInput): Promise<RunOutcome> {
  const desk = new EventDesk();
  setHandler(deliverEvent, (event) => desk.deliver(event), {
    validator: (event) => desk.validate(event),
  });

  const pending = new Map<string, Promise<void>>();
  const results = new Map<string, NodeResult>();
  const unrecorded: NodeRecord[] = [];
  let busy = 0;
  let idleRecorded = false;
  let ended = false;

  const recording = CancellationScope.nonCancellable(recordAsItGoes);
  try {
    for (const node of plan.nodes) pending.set(node.id, settle(node));
    await Promise.all(pending.values());
    ended = true;
    await recording;
    const failures = [...results].flatMap(([id, result]) =>
      result.status === "failed" ? [`${id}: ${result.why}`] : [],
    );
    if (failures.length > 0)
      throw ApplicationFailure.nonRetryable(failures.join("\n"), "step-failed");
    await finishRun({ runId, status: "done", error: null });
  } catch (error) {
    ended = true;
    const cancelled = isCancellation(error);
    await CancellationScope.nonCancellable(async () => {
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
      [...results].flatMap(([id, result]) =>
        result.status === "done" ? [[id, result.outputs]] : [],
      ),
    ),
  };

  async function settle(node: PlanNode): Promise<void> {
    // Taken before anything is awaited, when only nodes earlier in the plan are known: no node waits for a later one.
    const upstream = new Set([
      ...Object.values(node.needs).flatMap((ends) => ends.map((end) => end.node)),
      ...namedSteps(node).filter((id) => pending.has(id)),
    ]);
    await Promise.all([...upstream].map((id) => pending.get(id)!));
    results.set(node.id, await runNode(node));
  }

  async function runNode(node: PlanNode): Promise<NodeResult> {
    const gathered = gather(node, results);
    if ("skip" in gathered) return note(node, { status: "skipped", why: gathered.skip });
    if (node.when !== null) {
      const outcome = await decide(node.when, bindings());
      if (typeof outcome !== "boolean") return note(node, { status: "failed", why: outcome.fault });
      if (!outcome)
        return note(node, { status: "skipped", why: `its condition '${node.when}' was false` });
    }
    return node.mode === "condition"
      ? note(node, await branch(node, gathered.inputs))
      : await runActivity(node, gathered.inputs);
  }

  async function branch(node: PlanNode, inputs: Inputs): Promise<NodeResult> {
    const expression = String(node.config["expression"]);
    const value = inputs["value"]![0]!;
    const outcome = await decide(expression, { ...bindings(), input: value.meta });
    if (typeof outcome !== "boolean") return { status: "failed", why: outcome.fault };
    return {
      status: "done",
      outputs: { [String(outcome)]: value },
      why: `'${expression}' was ${outcome}`,
    };
  }

  async function runActivity(node: PlanNode, inputs: Inputs): Promise<NodeResult> {
    const step = proxyActivities<Record<string, (call: StepCall) => Promise<StepReply>>>({
      taskQueue: node.queue,
      startToCloseTimeout: node.startToClose as "1h",
      heartbeatTimeout: node.heartbeat as "20s",
      summary: node.id,
      retry: { maximumAttempts: node.attempts, initialInterval: "1s", maximumInterval: "1m" },
    })[node.kind]!;
    const { id, kind, stepVersion, config, cache, queue } = node;
    const call: StepCall = { runId, node: { id, kind, stepVersion, config, cache, queue }, inputs };
    try {
      let reply = await busily(step(call));
      while ("wait" in reply) {
        const event = await desk.wait(reply.wait);
        reply = await busily(step({ ...call, event }));
      }
      return { status: "done", outputs: reply.outputs };
    } catch (error) {
      if (isCancellation(error)) throw error;
      // A step that failed by itself has recorded why; one that was lost or timed out could not.
      const result: NodeResult = { status: "failed", why: sentence(error) };
      return isOwnFailure(error) ? result : note(node, result);
    }
  }

  async function busily<T>(work: Promise<T>): Promise<T> {
    busy++;
    idleRecorded = false;
    try {
      return await work;
    } finally {
      busy--;
    }
  }

  function note(node: PlanNode, result: NodeResult): NodeResult {
    unrecorded.push({
      node: node.id,
      kind: node.kind,
      queue: node.queue,
      status: result.status,
      reason: result.why ?? null,
      outputs: result.status === "done" ? result.outputs : null,
    });
    return result;
  }

  /** Writes down, in batches, what ended without an activity of its own, and that nothing is left but to wait. */
  async function recordAsItGoes(): Promise<void> {
    for (;;) {
      const idle = () => busy === 0 && desk.waiting > 0 && !idleRecorded;
      await condition(() => ended || unrecorded.length > 0 || idle());
      const records = unrecorded.splice(0);
      const waiting = idle();
      if (waiting) idleRecorded = true;
      if (records.length > 0 || waiting) await recordNodes({ runId, records, waiting });
      else if (ended) return;
    }
  }

  function bindings(): Record<string, Json> {
    const steps: Record<string, Json> = {};
    for (const [id, result] of results)
      if (result.status === "done")
        steps[id] = Object.fromEntries(
          Object.entries(result.outputs).map(([port, ref]) => [port, ref.meta]),
        );
    return { params: plan.params, steps };
  }
}

function namedSteps(node: PlanNode): string[] {
  const expressions = `${node.when ?? ""} ${node.mode === "condition" ? String(node.config["expression"]) : ""}`;
  return [...expressions.matchAll(/\bsteps\.([a-z][a-z0-9_]*)/g)].map((match) => match[1]!);
}

async function decide(
  expression: string,
  bindings: Record<string, Json>,
): Promise<boolean | { fault: string }> {
  // Loaded when first needed: it would cost every workflow 20 ms at its start.
  const { evaluateCel } = await import("../core/cel.ts");
  const outcome = evaluateCel(expression, bindings);
  if (!outcome.ok)
    return { fault: `The condition '${expression}' cannot be evaluated: ${outcome.message}.` };
  if (typeof outcome.value !== "boolean")
    return {
      fault: `The condition '${expression}' must give true or false, not ${typeof outcome.value}.`,
    };
  return outcome.value;
}

function isOwnFailure(error: unknown): boolean {
  return error instanceof ActivityFailure && error.cause instanceof ApplicationFailure;
}

function sentence(error: unknown): string {
  if (error instanceof ActivityFailure) {
    if (error.cause instanceof TimeoutFailure)
      return error.cause.timeoutType === "HEARTBEAT"
        ? "The worker that ran this step was lost, and no attempt was left."
        : "The step took longer than its time limit.";
    return error.cause?.message ?? error.message;
  }
  return error instanceof Error ? error.message : String(error);
}
