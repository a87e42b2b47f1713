import type { Json } from "../core/json.ts";

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
