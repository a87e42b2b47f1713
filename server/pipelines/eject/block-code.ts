import type { PlanEnd, PlanNode } from "../../../workflows/core/plan.ts";
import { registry } from "../../../workflows/steps/index.ts";
import { activityName, callStyle, sends } from "./activities-code.ts";
import { arrange, idsOf, type Block } from "./arrange.ts";
import { configCode } from "./config-code.ts";
import { expressions, type Place, type Uses } from "./expression-code.ts";
import { Code, commentLine, literal, quoted } from "./literal.ts";
import type { Ejected, Graph, Outline } from "./outline.ts";
import { keyOf, type Guard } from "./presence.ts";

/** Writes the lines of graphs. `groups` names the proxy by which each step is called. */
export function blockWriter(
  outline: Outline,
  groups: ReadonlyMap<string, string>,
  uses: Uses,
  workflowOf: (child: Ejected) => string,
) {
  const { nodes, variables, guards, users, plan } = outline;
  const { valueOf, guardCode, decision } = expressions(outline, uses);
  /** Steps whose variable is declared before it is set. */
  const declared = new Set<string>();

  function graph({ nodes, before }: Graph, place: Place): string[] {
    return block(arrange(nodes, before, guards), place);
  }

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
    const name = variables.get(node.id)!;
    const isCall = node.mode === "activity";
    const start =
      isCall && users.get(node.id)!.size === 0
        ? ""
        : `${place.assign.has(node.id) ? "" : "const "}${name} = `;
    const value = isCall ? `await ${call(node, place, start.length + 6)}` : decision(node, place);
    place.set.add(node.id);
    const line = value.startsWith("\n")
      ? `${pad}${start.trimEnd()}${value};`
      : `${pad}${start}${value};`;
    return [`${pad}// ${title(node)}`, ...line.split("\n")];
  }

  function parallel(branches: readonly Block[][], place: Place): string[] {
    const pad = " ".repeat(place.indent);
    const inner = " ".repeat(place.indent + 2);
    const patterns: string[] = [];
    const bound: string[] = [];
    const entries = branches.map((branch) => {
      const found = usedOutside(branch);
      const list = found.map((id) => variables.get(id)!);
      bound.push(...found);
      patterns.push(list.length > 1 ? `{ ${list.join(", ")} }` : list.join(""));
      const [first] = branch;
      if (branch.length === 1 && first!.type === "step" && first!.node.mode === "activity") {
        const text = call(first!.node, { ...place, indent: place.indent + 2 }, 1);
        return [`${inner}// ${title(first!.node)}`, ...`${inner}${text},`.split("\n")];
      }
      const lines = block(branch, {
        ...place,
        indent: place.indent + 4,
        set: new Set(place.set),
        assign: new Set(),
      });
      const answer =
        list.length > 1 ? [`return { ${list.join(", ")} };`] : list.map((one) => `return ${one};`);
      return [
        `${inner}(async () => {`,
        ...lines,
        ...answer.map((line) => `${inner}  ${line}`),
        `${inner}})(),`,
      ];
    });
    while (patterns.at(-1) === "") patterns.pop();
    const isAssigned = bound.some((id) => place.assign.has(id));
    const pattern = `${isAssigned ? "" : "const "}[${patterns.join(", ")}] = `;
    for (const id of bound)
      if (guards.get(id)!.every((guard) => place.open.has(keyOf(guard)))) place.set.add(id);
    return [
      ...(isAssigned ? declare(bound, place) : []),
      `${pad}${patterns.length > 0 ? pattern : ""}await ${uses.add("failures", "together")}([`,
      ...entries.flat(),
      `${pad}]);`,
    ];
  }

  function choice(cases: readonly { guard: Guard; body: Block[] }[], place: Place): string[] {
    const pad = " ".repeat(place.indent);
    const escaping = cases.flatMap(({ body }) => usedOutside(body));
    const lines = declare(escaping, place);
    const sorted = [...cases].sort((a, b) => rank(a.guard) - rank(b.guard));
    for (const [index, { guard, body }] of sorted.entries()) {
      const isRest = index === 1 && sorted.length === 2 && areOpposite(sorted[0]!.guard, guard);
      const test = isRest ? "" : `if (${guardCode(guard, place)}) `;
      lines.push(...`${pad}${index === 0 ? "" : "} else "}${test}{`.split("\n"));
      lines.push(
        ...block(body, {
          ...place,
          indent: place.indent + 2,
          open: new Set([...place.open, keyOf(guard)]),
          set: new Set(place.set),
          assign: new Set([...place.assign, ...escaping]),
        }),
      );
    }
    return [...lines, `${pad}}`];
  }

  /** Declares variables that are set further in. */
  function declare(ids: readonly string[], place: Place): string[] {
    return ids
      .filter((id) => !place.assign.has(id) && declared.add(id))
      .map(
        (id) => `${" ".repeat(place.indent)}let ${variables.get(id)!}: ${typeOf(id)} | undefined;`,
      );
  }

  function usedOutside(blocks: readonly Block[]): string[] {
    const ids = idsOf(blocks);
    return [...ids].filter((id) => [...users.get(id)!].some((user) => !ids.has(user)));
  }

  /** The call of a step, without the `await`; `used` characters of its line are taken. */
  function call(node: PlanNode, place: Place, used: number): string {
    const text = node.tolerated
      ? `${uses.add("failures", "tolerate")}${list([quoted(node.id), plainCall(node, deeper(place), 1)], place)}`
      : plainCall(node, place, used);
    uses.params ||= /\bparams[.[]/.test(text);
    return text;
  }

  function plainCall(node: PlanNode, place: Place, used: number): string {
    const activity = `${groups.get(node.id)!}.${activityName(node.kind)}`;
    const style = callStyle(node.kind);
    if (style === "listing") {
      const { window, tolerate } = node.map!;
      const inner = deeper(place);
      const words = literal(argument(node, place), inner.indent);
      const loop = literal({ window, tolerate });
      return `${uses.add("items", "overItems")}${list([activity, words, loop, body(node, inner)], place)}`;
    }
    if (style === "child") {
      const inner = deeper(place);
      const words = literal(argument(node, place), inner.indent);
      uses.add("@temporalio/workflow", "workflowInfo");
      const item = place.item ? ".${index}" : "";
      const id = `\`\${workflowInfo().workflowId}.${node.id}${item}\``;
      return `${uses.add("child", "inChild")}${list([activity, words, id, childCall(node, inner)], place)}`;
    }
    if (style === "waiting") uses.add("questions", "listenForAnswers");
    const start = style === "waiting" ? `answers.untilAnswered(${activity}, ` : `${activity}(`;
    return `${start}${literal(argument(node, place), place.indent, used + start.length)})`;
  }

  /** The function that runs another pipeline as a child workflow. */
  function childCall(node: PlanNode, place: Place): string {
    const child = outline.children!.get(node.id)!;
    const { params = {} } = argument(node, place).config as { params?: Record<string, unknown> };
    // What is written there was read as the child's param, or put into its plan, when that was compiled.
    const given = Object.entries(params).filter(
      ([name, value]) => value instanceof Code && Object.hasOwn(child.plan.params, name),
    );
    uses.add("@temporalio/workflow", "executeChild");
    uses.startedBy = true;
    const options = {
      workflowId: new Code("workflowId"),
      args: [
        {
          params: { ...child.plan.params, ...Object.fromEntries(given) },
          startedBy: new Code("startedBy"),
        },
      ],
    };
    const start = `executeChild(${workflowOf(child)}, `;
    const pad = " ".repeat(place.indent + 2);
    return `(workflowId) =>\n${pad}${start}${literal(options, place.indent + 2, start.length)})`;
  }

  /** Arguments, each on lines of its own. */
  function list(words: readonly string[], { indent }: Place): string {
    const pad = " ".repeat(indent);
    return `(\n${words.map((word) => `${pad}  ${word},\n`).join("")}${pad})`;
  }

  function deeper(place: Place): Place {
    return { ...place, indent: place.indent + 2 };
  }

  function argument(node: PlanNode, place: Place): { config: object; [field: string]: unknown } {
    const step = registry.get(node.kind)!;
    const written = outline.written.get(node.id);
    const inputs = Object.entries(node.needs).map(([port, ends]) => {
      const values = ends.map((end) => new Code(valueOf(end, place)));
      return [port, step.inputs[port]?.multiple || values.length > 1 ? values : values[0]] as const;
    });
    return {
      node: node.id,
      ...(place.item ? { item: new Code("index") } : {}),
      config: configCode(node, written, step, plan.params, place.item ? uses : null),
      ...(inputs.length > 0 ? { inputs: Object.fromEntries(inputs) } : {}),
      ...(sends(node.kind) ? { about: aboutRun() } : {}),
      ...(place.ending ? { ending: new Code("ending") } : {}),
    };
  }

  function aboutRun(): object {
    uses.params = true;
    uses.startedBy = true;
    return { startedBy: new Code("startedBy"), params: new Code("params") };
  }

  /** The body of a map, as the function that runs for each item. */
  function body(node: PlanNode, place: Place): string {
    const { result } = node.map!;
    const pad = " ".repeat(place.indent);
    uses.item = false;
    const inner: Place = {
      ...deeper(place),
      // In a function that is called later TypeScript takes no variable for set.
      set: new Set([...place.set].filter((id) => !declared.has(id))),
      assign: new Set(),
      item: true,
    };
    const lines = graph(outline.bodies.get(node.id)!, inner);
    if (result) lines.push(`${pad}  return ${valueOf(result, inner)};`);
    return `async (${uses.item ? "item" : "_item"}, index) => {\n${lines.join("\n")}\n${pad}}`;
  }

  function typeOf(id: string): string {
    const node = nodes.get(id)!;
    if (node.mode === "condition") return "boolean";
    if (node.mode === "switch") return "string";
    if (node.mode === "join") {
      uses.artifactRef = true;
      return "ArtifactRef";
    }
    uses.result = true;
    const type = `Result<${quoted(activityName(node.kind))}>`;
    if (!node.tolerated) return type;
    uses.artifactRef = true;
    return `(Partial<${type}> & { error?: ArtifactRef })`;
  }

  function title(node: PlanNode): string {
    return commentLine(node.title) || node.id;
  }

  /** What the workflow gives to its caller. */
  function giving(given: readonly PlanEnd[], place: Place): string[] {
    const found: Record<string, Record<string, Code>> = {};
    for (const end of given) (found[end.node] ??= {})[end.port] = new Code(valueOf(end, place));
    return `${" ".repeat(place.indent)}return ${literal(found, place.indent, 8)};`.split("\n");
  }

  return { graph, declare, giving };
}

/** What was taken comes before what was not. */
function rank({ port }: Guard): number {
  return port === "false" || port === "ok" ? 1 : 0;
}

function areOpposite(a: Guard, b: Guard): boolean {
  if (a.decision === "settled") return b.decision === "settled" && a.node === b.node;
  return (
    a.decision === "branch" && b.decision === "branch" && a.port === "true" && b.port === "false"
  );
}
