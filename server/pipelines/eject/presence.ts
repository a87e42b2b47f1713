import type { PlanEnd, PlanNode } from "../../../workflows/core/plan.ts";
import { ERROR_PORT } from "../../../workflows/core/ports.ts";
import { registry } from "../../../workflows/steps/index.ts";

/**
 * What must hold for a node to run: a decision of the pipeline went a certain way. `branch`: the node is wired to that
 * output of a condition or a switch; `when`: its own condition; `outcome`: an output of a step that gives one of several;
 * `settled`: whether a step failed whose failure is handled; `port`: an output that may not be there; `some`: at least one
 * of several wires carried something.
 */
export interface Guard {
  decision: "branch" | "when" | "outcome" | "settled" | "port" | "some";
  node: string;
  /** The output taken, or the port looked at; of `settled`: `error` or `ok`. */
  port: string;
}

/** Whether an output may be missing though the step ran well. */
export function mayLack(kind: string, port: string): boolean {
  return registry.get(kind)?.outputs[port]?.sometimes === true;
}

/** Guards with the same decision exclude each other, or are the same. */
export function decisionOf({ decision, node, port }: Guard): string {
  return decision === "port" || decision === "some"
    ? `${decision} ${node}.${port}`
    : `${decision} ${node}`;
}

export function keyOf(guard: Guard): string {
  return `${guard.decision} ${guard.node}.${guard.port}`;
}

/** Whether what stands under the one can never be there together with what stands under the other. */
export function exclude(a: readonly Guard[], b: readonly Guard[]): boolean {
  return a.some((one) =>
    b.some((other) => decisionOf(one) === decisionOf(other) && keyOf(one) !== keyOf(other)),
  );
}

/**
 * By node: everything that must hold for it to run, in the order in which it is decided. `outside` says it of an end that
 * is none of these nodes.
 */
export function presence(
  nodes: readonly PlanNode[],
  outside: (end: PlanEnd) => readonly Guard[],
): Map<string, Guard[]> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const found = new Map<string, Guard[]>();
  const ofEnd = (end: PlanEnd) => {
    const node = byId.get(end.node);
    return node ? guardsOfEnd(node, end.port, found) : outside(end);
  };
  for (const node of nodes) {
    const guards = new Map<string, Guard>();
    const add = (more: readonly Guard[]) => {
      for (const guard of more) guards.set(keyOf(guard), guard);
    };
    for (const port of node.required) {
      const each = (node.needs[port] ?? []).map(ofEnd);
      if (each.length === 1) add(each[0]!);
      else if (each.length > 1) {
        const common = each[0]!.filter((guard) =>
          each.every((other) => other.some((one) => keyOf(one) === keyOf(guard))),
        );
        add(common);
        // A join takes what there is; whether that is anything is seen from its value.
        if (node.mode !== "join" && each.every((one) => one.length > common.length))
          add([{ decision: "some", node: node.id, port }]);
      }
    }
    if (node.when !== null) add([{ decision: "when", node: node.id, port: "true" }]);
    found.set(node.id, [...guards.values()]);
  }
  return found;
}

/** What must hold for an output to carry something. */
export function guardsOfEnd(
  node: PlanNode,
  port: string,
  known: ReadonlyMap<string, Guard[]>,
): Guard[] {
  const own = known.get(node.id) ?? [];
  if (node.mode === "condition" || node.mode === "switch")
    return [...own, { decision: "branch", node: node.id, port }];
  if (node.mode === "join") return [...own, { decision: "port", node: node.id, port }];
  const settled: Guard[] = node.tolerated
    ? [{ decision: "settled", node: node.id, port: port === ERROR_PORT ? "error" : "ok" }]
    : [];
  if (port === ERROR_PORT || !mayLack(node.kind, port)) return [...own, ...settled];
  const decision = registry.get(node.kind)?.asks === "review" ? "outcome" : "port";
  return [...own, ...settled, { decision, node: node.id, port }];
}
