import type { PlanEnd, PlanNode } from "../../../workflows/core/plan.ts";
import { Code, literal, property, quoted } from "./literal.ts";
import { casesOf, passedOn, type Outline } from "./outline.ts";
import { keyOf, type Guard } from "./presence.ts";
import { namesIn, translate } from "./translate-cel.ts";

/** What the code that has been written needs to import, or to name. */
export class Uses {
  /** By file under `standalone/`, or `@temporalio/workflow`. */
  readonly names = new Map<string, Set<string>>();
  params = false;
  startedBy = false;
  result = false;
  artifactRef = false;
  item = false;

  add(file: string, name: string): string {
    this.names.set(file, (this.names.get(file) ?? new Set()).add(name));
    return name;
  }
}

/** What is known at a place in the code. */
export interface Place {
  indent: number;
  /** Guards that an enclosing `if` has checked. */
  open: ReadonlySet<string>;
  /** Steps whose variable is surely set here. */
  set: Set<string>;
  /** Steps whose variable is declared further out: it is assigned, not declared. */
  assign: ReadonlySet<string>;
  /** Inside the body of a map. */
  item: boolean;
  /** Among the steps that come last. */
  ending: boolean;
}

/** Writes the expressions of a workflow: values on wires, and conditions. */
export function expressions({ plan, nodes, variables, guards, seenBy }: Outline, uses: Uses) {
  /** The value on a wire; undefined where a condition on its way went the other way. */
  function valueOf(end: PlanEnd, place: Place): string {
    const node = nodes.get(end.node)!;
    const variable = variables.get(node.id)!;
    if (node.mode === "join") return variable;
    const passed = passedOn(node);
    if (!passed) return access(end, place);
    const key = keyOf({ decision: "branch", ...end });
    if (place.open.has(key)) return valueOf(passed, place);
    if ([...place.open].some((open) => open.startsWith(`branch ${end.node}.`))) return NOTHING;
    // Where it went that way, all that had to hold for it held.
    const open = new Set([...place.open, ...guards.get(node.id)!.map(keyOf)]);
    const value = valueOf(passed, { ...place, open });
    const taken = node.mode === "switch" ? quoted(end.port) : end.port;
    return `${variable} === ${taken} ? ${grouped(value)} : undefined`;
  }

  /** The values of several wires that may carry something here. */
  function valuesOf(ends: readonly PlanEnd[], place: Place): string[] {
    const values = ends.map((end) => grouped(valueOf(end, place)));
    const found = values.filter((value) => value !== NOTHING);
    return found.length > 0 ? found : [NOTHING];
  }

  function access({ node, port }: PlanEnd, place: Place): string {
    const name = property(port);
    const safe = name.startsWith("[") ? `?.${name}` : `?${name}`;
    return `${variables.get(node)!}${place.set.has(node) ? name : safe}`;
  }

  function guardCode(guard: Guard, place: Place): string {
    const node = nodes.get(guard.node)!;
    const variable = variables.get(guard.node)!;
    switch (guard.decision) {
      case "branch":
        if (node.mode === "switch") return `${variable} === ${quoted(guard.port)}`;
        return guard.port === "true" ? variable : `!${variable}`;
      case "when":
        return condition(node, node.when!, null, place);
      case "settled":
        return `${guard.port === "error" ? "" : "!"}${access({ node: node.id, port: "error" }, place)}`;
      case "some":
        return valuesOf(node.needs[guard.port]!, place).join(" || ");
      default:
        return valueOf(guard, place);
    }
  }

  /** What a condition, a switch or a join comes to. */
  function decision(node: PlanNode, place: Place): string {
    const pad = " ".repeat(place.indent + 2);
    if (node.mode === "join") {
      const values = valuesOf(node.needs["in"]!, place);
      const flat = values.join(" ?? ");
      return flat.length < 60 ? flat : `\n${pad}${values.join(` ??\n${pad}`)}`;
    }
    const input = passedOn(node)!;
    if (node.mode === "condition")
      return condition(node, String(node.config["expression"]), input, place);
    const cases = casesOf(node.config).map(
      ({ name, when }) => `${condition(node, when, input, place)} ? ${quoted(name)}`,
    );
    return `\n${pad}${cases.join(`\n${pad}: `)}\n${pad}: "otherwise"`;
  }

  /** A CEL expression as TypeScript, or as a call of CEL's evaluator. */
  function condition(
    node: PlanNode,
    expression: string,
    input: PlanEnd | null,
    place: Place,
  ): string {
    const translated = translate(expression, {
      param: (name) => {
        if (!Object.hasOwn(plan.params, name)) return null;
        const type = typeof plan.params[name] as "number" | "string" | "boolean";
        return { code: `params${property(name)}`, type };
      },
      artifact: (root) => {
        if (root === "input") return input && grouped(valueOf(input, place));
        const from = nodes.get(root.node);
        if (!seenBy(node).seen.has(root.node)) return null;
        return from?.mode === "activity" && place.set.has(root.node) ? access(root, place) : null;
      },
    });
    if (translated) {
      for (const name of translated.uses) uses.add("facts", name);
      uses.params ||= /\bparams[.[]/.test(translated.code);
      return translated.code;
    }
    const start = `${uses.add("cel", "decide")}(${quoted(expression)}, `;
    return `${start}${literal(bindings(node, expression, input, place), place.indent, start.length + 14)})`;
  }

  function bindings(
    node: PlanNode,
    expression: string,
    input: PlanEnd | null,
    place: Place,
  ): object {
    const { roots, steps } = namesIn(expression);
    const { seen } = seenBy(node);
    const found: Record<string, unknown> = {};
    if (roots.has("input") && input) {
      uses.add("cel", "metaOf");
      found["input"] = new Code(`metaOf(${valueOf(input, place)})`);
    }
    if (roots.has("params")) {
      uses.params = true;
      found["params"] = new Code("params");
    }
    if (roots.has("steps")) {
      const known = [...steps].filter((id) => seen.has(id));
      uses.add("cel", "factsOf");
      const facts = Object.fromEntries(known.map((id) => [id, new Code(portsCode(id, place))]));
      found["steps"] = new Code(`factsOf(${literal(facts, place.indent + 2, 15)})`);
    }
    if (place.item && roots.has("item")) {
      uses.item = true;
      found["item"] = new Code("item");
    }
    if (place.item && roots.has("index")) found["index"] = new Code("index");
    if (place.ending && roots.has("run")) {
      uses.add("@temporalio/workflow", "workflowInfo");
      found["run"] = new Code("{ id: workflowInfo().workflowId, ...ending }");
    }
    return found;
  }

  /** A step's outputs by port; undefined where it has not run. */
  function portsCode(id: string, place: Place): string {
    const node = nodes.get(id)!;
    const variable = variables.get(id)!;
    if (node.mode === "join") return `${variable} && { out: ${variable} }`;
    const passed = passedOn(node);
    if (!passed) return variable;
    const ports = `{ [String(${variable})]: ${valueOf(passed, place)} }`;
    return place.set.has(id) ? ports : `${variable} === undefined ? undefined : ${ports}`;
  }

  return { valueOf, guardCode, decision };
}

/** A value that cannot be there. */
const NOTHING = "undefined";

function grouped(code: string): string {
  return code.includes(" ? ") ? `(${code})` : code;
}
