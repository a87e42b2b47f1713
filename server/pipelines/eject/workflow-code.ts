import type { StepRegistry } from "../../../workflows/core/define-step.ts";
import type { PipelineDocument } from "../../../workflows/core/document.ts";
import { canonicalJson } from "../../../workflows/core/json.ts";
import type { PlanEnd, PlanNode, RunPlan } from "../../../workflows/core/plan.ts";
import { activityName, waits } from "./activities-code.ts";
import { arrange, type Block } from "./arrange.ts";
import { configCode } from "./config-code.ts";
import { camelCase, Names } from "./identifiers.ts";
import { blockComment, Code, commentLine, literal, property, quoted } from "./literal.ts";
import { keyOf, presence, type Guard } from "./presence.ts";
import { namesIn, translate } from "./translate-cel.ts";

export interface Ejected {
  document: PipelineDocument;
  plan: RunPlan;
  registry: StepRegistry;
}

/** The task queue of the ejected project for a queue of Penstock; `control` is where the workflow itself runs. */
export function queueName(pipeline: string, queue: string): string {
  return queue === "control" ? pipeline : `${pipeline}-${queue}`;
}

export function workflowName(pipeline: string): string {
  return new Names().give(pipeline, "Workflow");
}

/** What is known at a place in the code. */
interface Place {
  indent: number;
  /** Guards that an enclosing `if` has checked. */
  open: ReadonlySet<string>;
  /** Steps whose variable is surely set here. */
  set: Set<string>;
  /** Steps whose variable is declared further out: it is assigned, not declared. */
  assign: ReadonlySet<string>;
}

/** Writes `src/workflow.ts`: the plan as a person would write it. */
export function workflowCode({ document, plan, registry }: Ejected): string {
  const nodes = new Map(plan.nodes.map((node) => [node.id, node]));
  const written = new Map(document.nodes.map((node) => [node.id, node]));
  const guards = presence(plan.nodes);
  const names = new Names([workflowName(plan.pipeline)]);
  const variables = new Map(plan.nodes.map(({ id }) => [id, names.give(id)]));
  const groups = policyGroups();
  const uses = {
    facts: new Set<string>(),
    cel: new Set<string>(),
    questions: false,
    result: false,
  };
  const named = { params: false };

  const before = new Map(plan.nodes.map((node) => [node.id, needed(node)]));
  const users = usersOf();
  const body = block(arrange(plan.nodes, before), {
    indent: 2,
    open: new Set(),
    set: new Set(),
    assign: new Set(),
  });
  return assemble();

  // What the plan says of a node

  function needed(node: PlanNode): Set<string> {
    const found = new Set(
      Object.values(node.needs)
        .flat()
        .map((end) => end.node),
    );
    for (const expression of expressionsOf(node))
      for (const id of namesIn(expression).steps) found.add(id);
    const at = plan.nodes.indexOf(node);
    const earlier = new Set(plan.nodes.slice(0, at).map(({ id }) => id));
    return new Set([...found].filter((id) => earlier.has(id)));
  }

  function expressionsOf(node: PlanNode): string[] {
    return [
      ...(node.when === null ? [] : [node.when]),
      ...(node.mode === "condition" ? [String(node.config["expression"])] : []),
    ];
  }

  /** By step: the steps whose code names its variable. */
  function usersOf(): Map<string, Set<string>> {
    const found = new Map<string, Set<string>>(plan.nodes.map(({ id }) => [id, new Set()]));
    for (const node of plan.nodes) {
      const add = (id: string) => found.get(id)?.add(node.id);
      for (const end of Object.values(node.needs).flat()) {
        add(end.node);
        add(origin(end).node);
      }
      for (const id of before.get(node.id)!) add(id);
      for (const guard of guards.get(node.id)!) if (guard.node !== node.id) add(guard.node);
    }
    return found;
  }

  /** Where the value on a wire was made: a condition only passes it on. */
  function origin(end: PlanEnd): PlanEnd {
    const node = nodes.get(end.node)!;
    return node.mode === "condition" ? origin(node.needs["value"]![0]!) : end;
  }

  // Blocks

  function block(blocks: readonly Block[], place: Place): string[] {
    return blocks.flatMap((one, index) => {
      const lines =
        one.type === "step"
          ? step(one.node, place)
          : one.type === "parallel"
            ? parallel(one.branches, place)
            : choice(one.cases, place);
      return index === 0 ? lines : ["", ...lines];
    });
  }

  function step(node: PlanNode, place: Place): string[] {
    const pad = " ".repeat(place.indent);
    const variable = variables.get(node.id)!;
    const start = place.assign.has(node.id) ? `${variable} = ` : `const ${variable} = `;
    const isCondition = node.mode === "condition";
    const isUsed = users.get(node.id)!.size > 0;
    const before = isUsed || isCondition ? start : "";
    const call = isCondition
      ? condition(node, String(node.config["expression"]), place)
      : `await ${callOf(node, place, before.length + 6)}`;
    place.set.add(node.id);
    return [`${pad}// ${title(node)}`, `${pad}${before}${call};`];
  }

  function parallel(branches: readonly Block[][], place: Place): string[] {
    const pad = " ".repeat(place.indent);
    const inner = place.indent + 2;
    const patterns: string[] = [];
    const bound: string[] = [];
    const entries = branches.map((branch) => {
      const ids = idsOf(branch);
      const needed = [...ids].filter((id) => [...users.get(id)!].some((user) => !ids.has(user)));
      bound.push(...needed);
      const [first] = branch;
      if (branch.length === 1 && first!.type === "step" && first!.node.mode === "activity") {
        patterns.push(needed.map((id) => variables.get(id)!).join(""));
        const call = callOf(first!.node, { ...place, indent: inner }, 1);
        return [`${" ".repeat(inner)}// ${title(first!.node)}`, `${" ".repeat(inner)}${call},`];
      }
      const list = needed.map((id) => variables.get(id)!);
      patterns.push(list.length > 1 ? `{ ${list.join(", ")} }` : list.join(""));
      const lines = block(branch, {
        indent: inner + 2,
        open: place.open,
        set: new Set(place.set),
        assign: new Set(),
      });
      const answer =
        list.length > 1 ? `return { ${list.join(", ")} };` : list[0] && `return ${list[0]};`;
      return [
        `${" ".repeat(inner)}(async () => {`,
        ...lines,
        ...(answer ? [`${" ".repeat(inner + 2)}${answer}`] : []),
        `${" ".repeat(inner)}})(),`,
      ];
    });
    while (patterns.length > 0 && patterns.at(-1) === "") patterns.pop();
    const assigned = bound.some((id) => place.assign.has(id));
    const lets = assigned ? bound.filter((id) => !place.assign.has(id)) : [];
    const start =
      patterns.length === 0 ? "" : `${assigned ? "" : "const "}[${patterns.join(", ")}] = `;
    for (const id of bound)
      if (guards.get(id)!.every((guard) => place.open.has(keyOf(guard)))) place.set.add(id);
    return [
      ...lets.map((id) => `${pad}let ${variables.get(id)!}: ${typeOf(id)};`),
      `${pad}${start}await Promise.all([`,
      ...entries.flat(),
      `${pad}]);`,
    ];
  }

  function choice(cases: readonly { guard: Guard; body: Block[] }[], place: Place): string[] {
    const pad = " ".repeat(place.indent);
    const lines: string[] = [];
    const escaping = cases.flatMap(({ body }) => {
      const ids = idsOf(body);
      return [...ids].filter((id) => [...users.get(id)!].some((user) => !ids.has(user)));
    });
    for (const id of escaping)
      if (!place.assign.has(id))
        lines.push(`${pad}let ${variables.get(id)!}: ${typeOf(id)} | undefined;`);
    const sorted = [...cases].sort((a, b) => rank(a.guard) - rank(b.guard));
    for (const [index, { guard, body }] of sorted.entries()) {
      const first = body[0];
      // A step's own condition is explained by its title, which stands inside.
      const test = guardCode(guard, place);
      const isRest = index === 1 && sorted.length === 2 && isOpposite(sorted[0]!.guard, guard);
      lines.push(
        index === 0 ? `${pad}if (${test}) {` : `${pad}} else ${isRest ? "{" : `if (${test}) {`}`,
      );
      lines.push(
        ...block(first ? body : [], {
          indent: place.indent + 2,
          open: new Set([...place.open, keyOf(guard)]),
          set: new Set(place.set),
          assign: new Set([...place.assign, ...escaping]),
        }),
      );
    }
    return [...lines, `${pad}}`];
  }

  // Expressions

  function callOf(node: PlanNode, place: Place, used: number): string {
    const activity = `${groups.get(node.id)!.name}.${activityName(node.kind)}`;
    if (waits(node.kind)) uses.questions = true;
    const callee = waits(node.kind) ? `answers.untilAnswered(${activity}, ` : `${activity}(`;
    const config = configCode(node, written.get(node.id), registry.get(node.kind)!, plan.params);
    const inputs = Object.entries(node.needs).map(([port, ends]) => {
      const values = ends.map((end) => new Code(valueOf(end, place)));
      const several = registry.get(node.kind)!.inputs[port]?.multiple || values.length > 1;
      return [port, several ? values : values[0]];
    });
    const call = {
      node: node.id,
      config,
      ...(inputs.length > 0 ? { inputs: Object.fromEntries(inputs) as object } : {}),
    };
    const text = `${callee}${literal(call, place.indent, used + callee.length)})`;
    if (/\bparams[.[]/.test(text)) named.params = true;
    return text;
  }

  /** The value on a wire; undefined where a condition on its way went the other way. */
  function valueOf(end: PlanEnd, place: Place): string {
    const node = nodes.get(end.node)!;
    if (node.mode !== "condition") return access(end, place);
    const value = valueOf(node.needs["value"]![0]!, place);
    if (place.open.has(keyOf({ decision: "branch", node: node.id, port: end.port }))) return value;
    return `${variables.get(node.id)!} === ${end.port} ? ${value} : undefined`;
  }

  function access({ node, port }: PlanEnd, place: Place): string {
    const name = property(port);
    const isSet = place.set.has(node);
    return `${variables.get(node)!}${isSet ? name : name.startsWith("[") ? `?.${name}` : `?${name}`}`;
  }

  function guardCode(guard: Guard, place: Place): string {
    const variable = variables.get(guard.node)!;
    switch (guard.decision) {
      case "branch":
        return guard.port === "true" ? variable : `!${variable}`;
      case "when": {
        const node = nodes.get(guard.node)!;
        return condition(node, node.when!, place);
      }
      case "settled":
        return `${guard.port === "error" ? "" : "!"}${access({ node: guard.node, port: "error" }, place)}`;
      case "some":
        return nodes
          .get(guard.node)!
          .needs[guard.port]!.map((end) => {
            const value = valueOf(end, place);
            return value.includes(" ? ") ? `(${value})` : value;
          })
          .join(" || ");
      default:
        return access({ node: guard.node, port: guard.port }, place);
    }
  }

  /** A CEL expression as TypeScript, or as a call of CEL's evaluator. */
  function condition(node: PlanNode, expression: string, place: Place): string {
    const input = node.mode === "condition" ? node.needs["value"]![0]! : null;
    const isOwn = input !== null && expression !== node.when;
    const translated = translate(expression, {
      param: (name) => {
        const value = plan.params[name];
        if (!Object.hasOwn(plan.params, name)) return null;
        named.params = true;
        return {
          code: `params${property(name)}`,
          type: typeof value as "number" | "string" | "boolean",
        };
      },
      artifact: (root) => {
        if (root === "input") return isOwn ? valueOf(input, place) : null;
        const from = nodes.get(root.node);
        return from && from.mode !== "condition" && place.set.has(root.node)
          ? access(root, place)
          : null;
      },
    });
    if (translated) {
      for (const name of translated.uses) uses.facts.add(name);
      return translated.code;
    }
    uses.cel.add("decide");
    const { roots, steps } = namesIn(expression);
    const bindings: Record<string, unknown> = {};
    if (roots.has("input") && isOwn) bindings["input"] = new Code(`${valueOf(input, place)}.meta`);
    if (roots.has("params")) {
      named.params = true;
      bindings["params"] = new Code("params");
    }
    if (roots.has("steps"))
      bindings["steps"] = Object.fromEntries(
        [...steps].flatMap((id) => (nodes.has(id) ? [[id, new Code(factsCode(id, place))]] : [])),
      );
    const start = `decide(${quoted(expression)}, `;
    return `${start}${literal(bindings, place.indent, start.length + 12)})`;
  }

  function factsCode(id: string, place: Place): string {
    uses.cel.add("factsOf");
    const node = nodes.get(id)!;
    const variable = variables.get(id)!;
    if (node.mode !== "condition") return `factsOf(${variable})`;
    const value = valueOf(node.needs["value"]![0]!, place);
    return `factsOf({ [String(${variable})]: ${value} })`;
  }

  // Names

  function typeOf(id: string): string {
    const node = nodes.get(id)!;
    if (node.mode === "condition") return "boolean";
    uses.result = true;
    return `Result<${quoted(activityName(node.kind))}>`;
  }

  function title(node: PlanNode): string {
    return commentLine(node.title) || node.id;
  }

  function policyGroups(): Map<string, { name: string; options: object }> {
    const byOptions = new Map<string, { name: string; options: object }>();
    const found = new Map<string, { name: string; options: object }>();
    for (const node of plan.nodes) {
      if (node.mode !== "activity") continue;
      const options = activityOptions(plan.pipeline, node);
      const key = canonicalJson(options);
      const group = byOptions.get(key) ?? {
        name: names.give(`${camelCase(node.queue)}${node.startToClose}`, "Policy"),
        options,
      };
      byOptions.set(key, group);
      found.set(node.id, group);
    }
    return found;
  }

  function assemble(): string {
    const workflow = workflowName(plan.pipeline);
    const imports = [
      `import { proxyActivities } from "@temporalio/workflow";`,
      `import type * as activities from "./activities.ts";`,
      ...(uses.cel.size > 0 ? [importOf(uses.cel, "cel")] : []),
      ...(uses.facts.size > 0 ? [importOf(uses.facts, "facts")] : []),
      ...(uses.questions ? [importOf(["listenForAnswers"], "questions")] : []),
    ];
    const proxies = [...new Set(groups.values())].map(
      ({ name, options }) =>
        `const ${name} = proxyActivities<typeof activities>(${literal(options, 0, name.length + 50)});`,
    );
    const params = Object.entries(plan.params).map(
      ([name, value]) => `  ${property(name).replace(/^\./, "")}: ${paramType(name, value)};`,
    );
    const types = [
      params.length === 0
        ? "export type Params = Record<string, never>;"
        : `export type Params = {\n${params.join("\n")}\n};`,
      "export interface Input {\n  params: Params;\n  /** Who may answer nothing that the run asks. */\n  startedBy: string;\n}",
      ...(uses.result
        ? [
            "type Result<Name extends keyof typeof activities> = Awaited<\n  ReturnType<(typeof activities)[Name]>\n>;",
          ]
        : []),
    ];
    const taken = [named.params ? "params" : "", uses.questions ? "startedBy" : ""].filter(Boolean);
    const about = [document.title ?? plan.pipeline, document.description ?? ""].join("\n");
    return [
      imports.join("\n"),
      proxies.join("\n"),
      types.join("\n\n"),
      [
        blockComment(about),
        `export async function ${workflow}(${taken.length > 0 ? `{ ${taken.join(", ")} }` : "_input"}: Input): Promise<void> {`,
        ...(uses.questions ? ["  const answers = listenForAnswers(startedBy);", ""] : []),
        ...body,
        "}",
      ].join("\n"),
    ]
      .filter(Boolean)
      .join("\n\n")
      .concat("\n");
  }

  function paramType(name: string, value: unknown): string {
    const choices = document.params?.[name]?.choices;
    return choices ? choices.map((choice) => literal(choice)).join(" | ") : typeof value;
  }
}

function importOf(names: Iterable<string>, file: string): string {
  return `import { ${[...names].sort().join(", ")} } from "./standalone/${file}.ts";`;
}

function activityOptions(pipeline: string, node: PlanNode): object {
  const { backoff = {} } = node;
  return {
    taskQueue: queueName(pipeline, node.queue),
    startToCloseTimeout: node.startToClose,
    ...(node.scheduleToClose ? { scheduleToCloseTimeout: node.scheduleToClose } : {}),
    heartbeatTimeout: node.heartbeat,
    retry: {
      maximumAttempts: node.attempts,
      initialInterval: backoff.initial ?? "1s",
      ...(backoff.factor === undefined ? {} : { backoffCoefficient: backoff.factor }),
      maximumInterval: backoff.maximum ?? "1m",
    },
    ...(node.priority === undefined ? {} : { priority: { priorityKey: node.priority } }),
  };
}

function idsOf(blocks: readonly Block[]): Set<string> {
  return new Set(
    blocks.flatMap((block): string[] => {
      if (block.type === "step") return [block.node.id];
      if (block.type === "parallel") return block.branches.flatMap((branch) => [...idsOf(branch)]);
      return block.cases.flatMap(({ body }) => [...idsOf(body)]);
    }),
  );
}

/** What was taken comes before what was not. */
function rank({ port }: Guard): number {
  return port === "false" || port === "ok" ? 1 : 0;
}

function isOpposite(a: Guard, b: Guard): boolean {
  return (
    (a.decision === "branch" || a.decision === "settled") &&
    a.node === b.node &&
    a.port !== b.port &&
    (a.decision === "settled" || new Set([a.port, b.port]).has("true"))
  );
}
