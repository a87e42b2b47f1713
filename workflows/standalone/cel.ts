import { ApplicationFailure } from "@temporalio/workflow";
import type { ArtifactRef } from "../core/artifact.ts";
import { evaluateCel } from "../core/cel.ts";
import type { Json, JsonObject } from "../core/json.ts";

type Ports = { [port: string]: ArtifactRef | undefined };

/** Evaluates a condition written in CEL (https://cel.dev). Fails the run where it cannot be, or gives neither true nor false. */
export function decide(expression: string, bindings: Record<string, Json>): boolean {
  const outcome = evaluateCel(expression, bindings);
  if (outcome.ok && typeof outcome.value === "boolean") return outcome.value;
  const why = outcome.ok ? `it gives ${typeof outcome.value}` : outcome.message;
  throw ApplicationFailure.nonRetryable(
    `The condition '${expression}' cannot be evaluated: ${why}.`,
    "bad-condition",
  );
}

/** The facts of steps by their outputs, as conditions see them: of those that ran, and did not fail. */
export function factsOf(steps: Record<string, Ports | undefined>): Json {
  const facts: JsonObject = {};
  for (const [step, ports] of Object.entries(steps)) {
    if (!ports || ports["error"]) continue;
    const found = Object.entries(ports).flatMap(([port, ref]) => (ref ? [[port, ref.meta]] : []));
    facts[step] = Object.fromEntries(found) as JsonObject;
  }
  return facts;
}

/** The facts of a value that a condition looks at. */
export function metaOf(ref: ArtifactRef | undefined): JsonObject {
  if (!ref) throw ApplicationFailure.nonRetryable("A condition looks at nothing.", "bad-condition");
  return ref.meta;
}
