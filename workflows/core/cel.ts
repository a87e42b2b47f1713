import { celEnv, isCelError, parse, plan, type CelInput } from "@bufbuild/cel";
import type { Json } from "./json.ts";

const env = celEnv();

/** Why the expression does not parse, as CEL's parser says it; null when it does. */
export function celProblem(expression: string): string | null {
  try {
    parse(expression);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

export type CelOutcome = { ok: true; value: unknown } | { ok: false; message: string };

/** Evaluates CEL over JSON values. Pure, and the same in the browser, the compiler and the workflow. */
export function evaluateCel(expression: string, bindings: Record<string, Json>): CelOutcome {
  try {
    const inputs = Object.fromEntries(
      Object.entries(bindings).map(([name, value]) => [
        name,
        // Numbers of JSON are doubles, but an index is counted: `index % 2 == 0`.
        name === "index" && typeof value === "number" ? BigInt(value) : toCel(value),
      ]),
    );
    const value = plan(env, parse(expression))(inputs);
    if (isCelError(value)) return { ok: false, message: value.message };
    return { ok: true, value };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}

function toCel(value: Json): CelInput {
  if (Array.isArray(value)) return value.map(toCel);
  if (value !== null && typeof value === "object")
    return new Map(Object.entries(value).map(([key, inner]) => [key, toCel(inner)]));
  return value;
}
