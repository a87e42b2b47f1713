import { longestPause } from "../../../workflows/core/duration.ts";
import { canonicalJson } from "../../../workflows/core/json.ts";
import type { PlanEnd, PlanNode } from "../../../workflows/core/plan.ts";
import { blockWriter } from "./block-code.ts";
import { Uses, type Place } from "./expression-code.ts";
import { blockComment, literal, property } from "./literal.ts";
import { outline, workflowName, type Ejected } from "./outline.ts";

/** The task queue of the ejected project for a queue of Penstock; `control` is where the workflow itself runs. */
export function queueName(pipeline: string, queue: string): string {
  return queue === "control" ? pipeline : `${pipeline}-${queue}`;
}

/** What a workflow's file has to do with the others of its project. */
export interface WorkflowFile {
  /** The name of the function. */
  name: string;
  /** The project's pipeline, after which its queues are called. */
  project: string;
  /** The way from the file to `src/`. */
  root: "./" | "../";
  /** What it gives to the workflow that runs it as its child; null for the main one, which gives nothing. */
  given: readonly PlanEnd[] | null;
  /** The function of a pipeline that it runs, and the way to its file. */
  workflowOf: (child: Ejected) => { name: string; from: string };
  /** Those of the project that run as children, at whatever depth: the worker knows what the main file exports. */
  exported: readonly { name: string; from: string }[];
}

/** Writes a workflow's file: the plan as a person would write it. */
export function workflowCode(ejected: Ejected, file: WorkflowFile = mainFile(ejected)): string {
  const { plan, document, children = new Map<string, Ejected>() } = ejected;
  const { given } = file;
  const run = [...new Set(children.values())].map(file.workflowOf);
  const taken = [file.name, ...run.map(({ name }) => name)];
  const known = outline(ejected, { given: given ?? [], taken });
  const { phases, users, nodes } = known;
  const uses = new Uses();
  const groups = policyGroups();
  const writer = blockWriter(
    known,
    new Map([...groups.values()].flatMap(({ name, ids }) => ids.map((id) => [id, name]))),
    uses,
    (child) => file.workflowOf(child).name,
  );
  const place = placeAt(2);
  const lines = isPlain() ? writer.graph(phases.main, place) : inPhases();
  if (given) lines.push("", ...writer.giving(given, place));
  return assemble();

  function isPlain(): boolean {
    return phases["on-failure"].nodes.length + phases.finally.nodes.length === 0;
  }

  function placeAt(indent: number, more: Partial<Place> = {}): Place {
    return {
      indent,
      open: new Set(),
      set: new Set(),
      assign: new Set(),
      item: false,
      ending: false,
      ...more,
    };
  }

  /** The steps that come last, as `catch` and `finally` around the others. */
  function inPhases(): string[] {
    const kept = (graph: { nodes: PlanNode[] }) => {
      const ids = new Set(graph.nodes.map(({ id }) => id));
      return [...ids].filter((id) => [...users.get(id)!].some((user) => !ids.has(user)));
    };
    const fromMain = kept(phases.main);
    const fromFailure = kept(phases["on-failure"]);
    const fromFinally = kept(phases.finally);
    uses.add("failures", "endingOf");
    const onFailure = phases["on-failure"].nodes.length > 0;
    const last = phases.finally.nodes.length > 0;
    if (last) uses.add("@temporalio/workflow", "CancellationScope");
    return [
      ...writer.declare([...fromMain, ...fromFailure, ...fromFinally], placeAt(2)),
      `  let ending: RunEnding = { status: "done", error: null, failed: [] };`,
      "  try {",
      ...writer.graph(phases.main, placeAt(4, { assign: new Set(fromMain) })),
      "  } catch (error) {",
      "    ending = endingOf(error);",
      ...(onFailure
        ? [
            `    if (ending.status === "failed") {`,
            ...writer.graph(
              phases["on-failure"],
              placeAt(6, { assign: new Set(fromFailure), ending: true }),
            ),
            "    }",
          ]
        : []),
      "    throw error;",
      ...(last
        ? [
            "  } finally {",
            "    // Also when the run is cancelled.",
            "    await CancellationScope.nonCancellable(async () => {",
            ...writer.graph(
              phases.finally,
              placeAt(6, { assign: new Set(fromFinally), ending: true }),
            ),
            "    });",
          ]
        : []),
      "  }",
    ];
  }

  /** Steps with the same queue, timeouts and retries share a proxy. */
  function policyGroups(): Map<string, { name: string; options: object; ids: string[] }> {
    const found = new Map<string, { name: string; options: object; ids: string[] }>();
    for (const node of nodes.values()) {
      if (node.mode !== "activity") continue;
      const options = activityOptions(file.project, node);
      const key = canonicalJson(options);
      const group = found.get(key) ?? {
        name: known.names.give(`${node.queue} ${node.startToClose}`, "Policy"),
        options,
        ids: [],
      };
      group.ids.push(node.id);
      found.set(key, group);
    }
    return found;
  }

  function assemble(): string {
    const asks = uses.names.get("questions")?.has("listenForAnswers");
    uses.add("@temporalio/workflow", "proxyActivities");
    const imports = [
      importOf("@temporalio/workflow", uses.names.get("@temporalio/workflow")!),
      `import type * as activities from "${file.root}activities.ts";`,
      ...(uses.artifactRef
        ? [`import type { ArtifactRef } from "${file.root}core/artifact.ts";`]
        : []),
      ...(isPlain() ? [] : [`import type { RunEnding } from "${file.root}core/step-context.ts";`]),
      ...[...uses.names]
        .filter(([from]) => !from.startsWith("@"))
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([from, names]) => importOf(`${file.root}standalone/${from}.ts`, names)),
    ];
    const proxies = [...groups.values()].map(
      ({ name, options }) =>
        `const ${name} = proxyActivities<typeof activities>(${literal(options, 0, name.length + 50)});`,
    );
    const params = Object.entries(plan.params).map(
      ([name, value]) =>
        `  ${property(name).replace(/^\.|^\[|\]$/g, "")}: ${paramType(name, value)};`,
    );
    const types = [
      params.length === 0
        ? "export type Params = Record<string, never>;"
        : `export type Params = {\n${params.join("\n")}\n};`,
      "export interface Input {\n  params: Params;\n  /** Who may answer nothing that the run asks. */\n  startedBy: string;\n}",
      ...(uses.result
        ? [
            "type Result<Name extends keyof typeof activities> = Exclude<\n  Awaited<ReturnType<(typeof activities)[Name]>>,\n  Waiting | Listing\n>;",
          ]
        : []),
    ];
    const called = [...(given ? ["Given"] : []), ...(uses.result ? ["Listing", "Waiting"] : [])];
    if (called.length > 0)
      imports.push(
        `import type { ${called.join(", ")} } from "${file.root}standalone/step-call.ts";`,
      );
    imports.push(...run.map(({ name, from }) => importOf(from, [name])));
    const wanted = [
      ...(uses.params ? ["params"] : []),
      ...(asks || uses.startedBy ? ["startedBy"] : []),
    ];
    const input = wanted.length > 0 ? `{ ${wanted.join(", ")} }` : "_input";
    return `${[
      imports.join("\n"),
      proxies.join("\n"),
      types.join("\n\n"),
      // The worker knows the workflows that this file exports.
      file.exported.map(({ name, from }) => `export { ${name} } from "${from}";`).join("\n"),
      [
        blockComment([document.title ?? plan.pipeline, document.description ?? ""].join("\n\n")),
        `export async function ${file.name}(${input}: Input): Promise<${given ? "Given" : "void"}> {`,
        ...(asks ? ["  const answers = listenForAnswers(startedBy);", ""] : []),
        ...lines,
        "}",
      ].join("\n"),
    ]
      .filter(Boolean)
      .join("\n\n")}\n`;
  }

  function paramType(name: string, value: unknown): string {
    const choices = document.params?.[name]?.choices;
    return choices ? choices.map((choice) => literal(choice)).join(" | ") : typeof value;
  }
}

function mainFile({ plan }: Ejected): WorkflowFile {
  const name = workflowName(plan.pipeline);
  return {
    name,
    project: plan.pipeline,
    root: "./",
    given: null,
    exported: [],
    workflowOf: () => {
      throw new Error("This pipeline runs no other.");
    },
  };
}

function importOf(from: string, names: Iterable<string>): string {
  return `import { ${[...names].sort().join(", ")} } from "${from}";`;
}

function activityOptions(pipeline: string, node: PlanNode): object {
  const { backoff = {} } = node;
  const initial = backoff.initial ?? "1s";
  return {
    taskQueue: queueName(pipeline, node.queue),
    startToCloseTimeout: node.startToClose,
    ...(node.scheduleToClose ? { scheduleToCloseTimeout: node.scheduleToClose } : {}),
    heartbeatTimeout: node.heartbeat,
    // What comes last begins when the others have stopped, and not when they are told to.
    cancellationType: "WAIT_CANCELLATION_COMPLETED",
    retry: {
      maximumAttempts: node.attempts,
      initialInterval: initial,
      ...(backoff.factor === undefined ? {} : { backoffCoefficient: backoff.factor }),
      maximumInterval: backoff.maximum ?? longestPause(initial),
    },
    ...(node.priority === undefined ? {} : { priority: { priorityKey: node.priority } }),
  };
}
