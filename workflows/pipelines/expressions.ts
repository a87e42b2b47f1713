import type { Json } from "../core/json.ts";

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
  return { fault: storable(`The condition '${expression}' ${why}.`) };
}

/** Postgres keeps neither NUL nor half of a surrogate pair, and a fault that is handled travels as an output. */
function storable(text: string): string {
  return text.replaceAll("\0", "\\0").replace(/\p{Surrogate}/gu, "\uFFFD");
}
