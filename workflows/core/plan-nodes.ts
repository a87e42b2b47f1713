import type { CheckedWires, NodeOnCanvas } from "./check-wires.ts";
import type { DocumentNode } from "./document.ts";
import type { StepDefinition } from "./define-step.ts";
import { topologicalOrder } from "./graph.ts";
import { definedOnly, type JsonObject } from "./json.ts";
import type { Phase } from "./phases.ts";
import { namedSteps } from "./upstream.ts";
import type { PinnedOutputs, PlanMap, PlanNode } from "./plan.ts";

/** A node of the document with what checking found out about it. */
export type CheckedNode = NodeOnCanvas & { node: DocumentNode; config: JsonObject };

interface Wired extends CheckedWires {
  phases: ReadonlyMap<string, Phase>;
  /** Nodes whose failure is handled by what their `error` port is wired to. */
  handled: ReadonlySet<string>;
  pins: ReadonlyMap<string, PinnedOutputs>;
  /** Fills params into a text of a node's policy. */
  text: (text: string) => string;
}

/** The nodes of a plan in the order of their needs, those inside a map under it. All must have been found sound. */
export function planNodes(nodes: ReadonlyMap<string, CheckedNode>, wired: Wired): PlanNode[] {
  const order = topologicalOrder(sortedGraph(wired.successors));
  const inside = new Map<string | null, string[]>();
  for (const id of order) {
    const { parent } = nodes.get(id)!;
    const siblings = inside.get(parent);
    if (siblings) siblings.push(id);
    else inside.set(parent, [id]);
  }
  const build = (parent: string | null): PlanNode[] =>
    (inside.get(parent) ?? []).map((id) => {
      const body = build(id);
      const node = planNode(nodes.get(id)!, wired);
      return body.length > 0 ? { ...node, map: planMap(node, body, wired) } : node;
    });
  return build(null);
}

function planNode({ node, step, config }: CheckedNode, wired: Wired): PlanNode {
  const { policy = {}, id } = node;
  const { run, kind, version, title, inputs, queueOf } = step as StepDefinition;
  const phase = wired.phases.get(id);
  const pinned = wired.pins.get(id);
  return {
    id,
    kind,
    title: node.title ?? title,
    stepVersion: version,
    config,
    mode: run.mode,
    queue: policy.queue ?? queueOf?.(config as never) ?? run.queue,
    startToClose: policy.startToClose ?? run.startToClose,
    heartbeat: policy.heartbeat ?? run.heartbeat,
    attempts: policy.attempts ?? run.attempts,
    cache: run.cache === "never" ? false : (policy.cache ?? run.cache),
    when: policy.when ?? null,
    needs: wired.needs.get(id) ?? {},
    required: Object.entries(inputs)
      .filter(([, port]) => !port.optional && !port.inner)
      .map(([name]) => name),
    ...(policy.join === "any" ? { join: "any" } : {}),
    ...(phase && phase !== "main" ? { phase } : {}),
    ...(policy.scheduleToClose ? { scheduleToClose: policy.scheduleToClose } : {}),
    ...(policy.backoff ? { backoff: definedOnly(policy.backoff) } : {}),
    ...(policy.priority ? { priority: policy.priority } : {}),
    ...(policy.concurrencyKey ? { concurrencyKey: wired.text(policy.concurrencyKey) } : {}),
    ...(policy.continueOnError || wired.handled.has(id) ? { tolerated: true } : {}),
    ...(pinned ? { pinned } : {}),
  };
}

function planMap({ id, config }: PlanNode, body: PlanNode[], wired: Wired): PlanMap {
  const inside = new Set(body.map((node) => node.id));
  const taken = body.flatMap((node) => [
    ...Object.values(node.needs).flatMap((ends) => ends.map((end) => end.node)),
    ...namedSteps(node).filter((name) => wired.needs.has(name)),
  ]);
  const { window, onFailure, tolerate } = config as {
    window: number;
    onFailure: "fail-fast" | "collect" | "tolerate";
    tolerate: number;
  };
  return {
    body,
    result: wired.results.get(id) ?? null,
    outer: [...new Set(taken)].filter((node) => !inside.has(node)).sort(),
    window,
    tolerate: { "fail-fast": 0, collect: 100, tolerate }[onFailure],
  };
}

/** Nodes by id: the plan must not depend on the order in which they were drawn. */
function sortedGraph(successors: ReadonlyMap<string, readonly string[]>) {
  return new Map(
    [...successors]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([id, next]) => [id, [...next].sort()]),
  );
}
