import type { Json } from "../core/json.ts";
import { storedText } from "../core/stored-text.ts";

/** Evaluates CEL that must give true or false; `fault` says why it could not. */
export async function decide(
  expression: string,
  bindings: Record<string, Json>,
): Promise<boolean | { fault: string }> {
  // Loaded when first needed: it would cost every workflow 20 ms at its start.
  const { evaluateCel } = await import("../core/cel.ts");
  const outcome = evaluateCel(expression, bindings);
  if (outcome.ok && typeof outcome.value === "boolean") return outcome.value;
  const why = outcome.ok
    ? `must give true or false, not ${typeof outcome.value}`
    : `cannot be evaluated: ${outcome.message}`;
  // A fault that is handled travels as an output.
  return { fault: storedText(`The condition '${expression}' ${why}.`) };
}
