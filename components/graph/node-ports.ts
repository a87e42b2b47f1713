import {
  isMap as isMapKind,
  outputsOf,
  type StepDefinition,
  type StepRegistry,
} from "../../workflows/core/define-step.ts";
import type { DocumentNode } from "../../workflows/core/document.ts";
import type { Port } from "../../workflows/core/ports.ts";

type NamedPort = readonly [name: string, port: Port];

/** The ports of one node as they are drawn; the output `error`, which every node has, stands apart. */
export interface NodePorts {
  inputs: readonly NamedPort[];
  /** Inputs that take what stands inside the node; only a map has such. */
  inner: readonly NamedPort[];
  outputs: readonly NamedPort[];
}

const byStep = new WeakMap<StepDefinition, NodePorts>();
const byNode = new WeakMap<object, { step: StepDefinition; ports: NodePorts }>();

/** The ports of a node, those of its config included; null for an unknown kind. The same object while they are the same. */
export function portsOf(
  node: Pick<DocumentNode, "kind" | "config">,
  registry: StepRegistry,
): NodePorts | null {
  const step = registry.get(node.kind);
  if (!step) return null;
  if (!step.outputsOf) {
    let ports = byStep.get(step);
    if (!ports) byStep.set(step, (ports = listPorts(step)));
    return ports;
  }
  const known = byNode.get(node);
  if (known?.step === step) return known.ports;
  const ports = listPorts(step, node.config);
  byNode.set(node, { step, ports });
  return ports;
}

function listPorts(step: StepDefinition, config?: Record<string, unknown>): NodePorts {
  const inputs = Object.entries(step.inputs);
  return {
    inputs: inputs.filter(([, port]) => !port.inner),
    inner: inputs.filter(([, port]) => port.inner),
    outputs: Object.entries(outputsOf(step, config)),
  };
}

/** Whether other nodes can stand inside it. */
export function isMap(node: Pick<DocumentNode, "kind">, registry: StepRegistry): boolean {
  const step = registry.get(node.kind);
  return step !== undefined && isMapKind(step);
}
