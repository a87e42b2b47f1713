import type { Json, JsonObject } from "../core/json.ts";
import type { PlanNode } from "../core/plan.ts";

/** Ids of the steps that the expressions of a node name: it waits for them too. */
export function namedSteps({ when, mode, config }: PlanNode): string[] {
  const expressions = [when ?? "", ...(mode === "activity" ? [] : texts(config))].join(" ");
  return [...expressions.matchAll(/\bsteps\.([a-z][a-z0-9_]*)/g)].map((match) => match[1]!);
}

/** Evaluates CEL that must give true or false; `fault` says why it could not. */
export async function decide(
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

function texts(config: JsonObject): string[] {
  return Object.values(config).flatMap(function inner(value: Json): string[] {
    if (typeof value === "string") return [value];
    return value !== null && typeof value === "object" ? Object.values(value).flatMap(inner) : [];
  });
}
