import type { Inputs, Outputs } from "./artifact.ts";
import { isPlainObject, type Json } from "./json.ts";
import type { PlanNode } from "./plan.ts";

/** The ways out of a condition or a switch. A value takes the first whose expression is true, and `otherwise` where none is. */
export interface Ways {
  cases: { port: string; when: string }[];
  otherwise: { port: string; why: string };
}

/** A condition is a switch with one case. `fault`: an item of a map has filled in no cases. */
export function waysOut({
  mode,
  config,
}: Pick<PlanNode, "mode" | "config">): Ways | { fault: string } {
  if (mode === "condition") {
    const expression = String(config["expression"]);
    return {
      cases: [{ port: "true", when: expression }],
      otherwise: { port: "false", why: `'${expression}' was false` },
    };
  }
  const { cases } = config;
  if (!isCases(cases))
    return {
      fault:
        "The cases of the switch are no list of a name and a condition each: let each item give such a list, or write the cases into the step.",
    };
  return {
    cases: cases.map(({ name, when }) => ({ port: name, when })),
    otherwise: { port: "otherwise", why: "no case was true" },
  };
}

/** What leaves a join: the first of what has arrived, in the order of its wires. */
export function joined(inputs: Inputs): Outputs {
  return { out: inputs["in"]![0]! };
}

function isCases(value: Json | undefined): value is { name: string; when: string }[] {
  return (
    Array.isArray(value) &&
    value.every(
      (one) =>
        isPlainObject(one) && typeof one["name"] === "string" && typeof one["when"] === "string",
    )
  );
}
