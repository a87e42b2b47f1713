import type { DocumentNode, PipelineDocument } from "../../../workflows/core/document.ts";
import { parseEnd } from "../../../workflows/core/document.ts";
import type { StepRegistry } from "../../../workflows/core/define-step.ts";
import { isPlainObject, type Json, type JsonObject } from "../../../workflows/core/json.ts";
import type { PortType } from "../../../workflows/core/ports.ts";
import { namesIn, type CelName, type CelScope } from "../../form/cel/cel-scope.ts";
import { portsOf } from "../../graph/node-ports.ts";

/** What the outputs of the steps of a run carry: facts by node and output. */
export interface RunFacts {
  run: string;
  outputs: Readonly<Record<string, Readonly<Record<string, JsonObject>>>>;
}

/**
 * What an expression at a node may name: params, what other steps give (not those that wait for this one), the run, and inside a
 * map the item. Values are those of a run, where there is one, and the defaults of params.
 */
export function celScope(
  document: PipelineDocument,
  registry: StepRegistry,
  node: DocumentNode,
  { facts, input }: { facts: RunFacts | null; input: boolean },
): CelScope {
  const declared = Object.entries(document.params ?? {});
  const params = Object.fromEntries(
    declared.flatMap(([name, param]) =>
      param.default === undefined ? [] : [[name, param.default]],
    ),
  );
  const after = afterwards(document, node.id);
  const steps = document.nodes.filter(({ id }) => !after.has(id));
  const run: JsonObject = { id: facts?.run ?? "", status: "running", error: null, failed: [] };
  const source = input ? sourceOf(document, node.id) : null;
  const came = source === null ? undefined : facts?.outputs[source.node]?.[source.port];
  const item = node.parent === undefined ? undefined : firstItem(document, node.parent);
  return {
    names: {
      ...(input
        ? {
            input: {
              detail: "what comes in",
              children: came ? namesIn(came) : factsOf(typeAt(document, registry, source)),
            },
          }
        : {}),
      params: {
        detail: "of the run",
        children: Object.fromEntries(
          declared.map(([name, { type, title, description }]): [string, CelName] => {
            const info = [title, description].filter(Boolean).join(": ");
            return [name, { detail: type, ...(info ? { info } : {}) }];
          }),
        ),
      },
      steps: {
        detail: "facts of their outputs",
        children: Object.fromEntries(
          steps.map((step) => [step.id, stepName(step, registry, facts?.outputs[step.id])]),
        ),
      },
      run: {
        detail: "this run",
        children: {
          id: { detail: "text" },
          status: { detail: "running, failed or done" },
          error: { detail: "text or null" },
          failed: { detail: "ids of steps" },
        },
      },
      ...(node.parent === undefined
        ? {}
        : {
            item: {
              detail: "of the map",
              ...(item === undefined ? {} : { children: namesIn(item) }),
            },
            index: { detail: "from 0" },
          }),
    },
    values: {
      params,
      steps: (facts?.outputs ?? {}) as Json as JsonObject,
      run,
      ...(came ? { input: came } : {}),
      ...(node.parent === undefined ? {} : { index: 0, ...(item === undefined ? {} : { item }) }),
    },
    source: facts
      ? `the values of ${facts.run}`
      : declared.length > 0
        ? "the defaults of the params"
        : "",
  };
}

/** The node itself and all that waits for it along the wires. */
function afterwards(document: PipelineDocument, id: string): Set<string> {
  const next = new Map<string, string[]>();
  for (const wire of document.wires ?? []) {
    const from = parseEnd(wire.from)?.node;
    const to = parseEnd(wire.to)?.node;
    if (from && to) next.set(from, [...(next.get(from) ?? []), to]);
  }
  const reached = new Set([id]);
  for (const one of reached) for (const other of next.get(one) ?? []) reached.add(other);
  return reached;
}

function stepName(
  node: DocumentNode,
  registry: StepRegistry,
  outputs: RunFacts["outputs"][string] | undefined,
): CelName {
  const ports = portsOf(node, registry)?.outputs ?? [];
  return {
    detail: node.title ?? registry.get(node.kind)?.title ?? node.kind,
    children: Object.fromEntries(
      ports.map(([port, { type, title }]): [string, CelName] => [
        port,
        {
          detail: type,
          info: title,
          children: outputs?.[port] ? namesIn(outputs[port]) : factsOf(type),
        },
      ]),
    ),
  };
}

function sourceOf(document: PipelineDocument, id: string): { node: string; port: string } | null {
  const wire = document.wires?.find(({ to }) => parseEnd(to)?.node === id);
  return wire ? parseEnd(wire.from) : null;
}

function typeAt(
  document: PipelineDocument,
  registry: StepRegistry,
  end: { node: string; port: string } | null,
): PortType | "any" {
  const node = end && document.nodes.find(({ id }) => id === end.node);
  const port = node && portsOf(node, registry)?.outputs.find(([name]) => name === end.port)?.[1];
  if (!port) return "any";
  // What is passed through has the type of what came in there.
  return port.sameAs === undefined
    ? port.type
    : typeAt(document, registry, sourceOf(document, node.id));
}

/** The facts every artifact of a type has, for what has not run yet. */
const FACTS: Partial<Record<PortType | "any", readonly string[]>> = {
  dataset: ["rows", "columnCount"],
  split: ["rows", "columnCount", "method", "seed"],
  profile: ["rows", "columnCount"],
  "validation-report": ["ok", "rows", "kept", "rejected", "checks", "failedChecks"],
  model: ["algorithm", "task", "target", "features", "classes", "seconds", "device"],
  metrics: ["metrics"],
  evaluation: ["metrics", "rows", "task", "algorithm", "best"],
  "model-version": ["model", "version", "metrics"],
  list: ["count", "done", "failed"],
};

function factsOf(type: PortType | "any"): Readonly<Record<string, CelName>> {
  return Object.fromEntries((FACTS[type] ?? []).map((name) => [name, {}]));
}

/** The first item of a map, where the document says it. */
function firstItem(document: PipelineDocument, map: string): Json | undefined {
  const config = document.nodes.find(({ id }) => id === map)?.config ?? {};
  const over = config["over"] ?? "list";
  if (over === "list" && Array.isArray(config["list"])) return config["list"][0] as Json;
  if (over === "count") return 0;
  if (over !== "grid" || !isPlainObject(config["grid"])) return undefined;
  return Object.fromEntries(
    Object.entries(config["grid"]).flatMap(([name, values]) =>
      Array.isArray(values) && values.length > 0 ? [[name, values[0] as Json]] : [],
    ),
  );
}
