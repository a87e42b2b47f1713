import { ApplicationFailure } from "@temporalio/workflow";
import type { ArtifactRef } from "../core/artifact.ts";
import { isPlainObject, type Json } from "../core/json.ts";

/** A fact about an artifact, by its path in the artifact's meta. Fails the run where there is none: a condition must not guess. */
export function fact(ref: ArtifactRef | undefined, ...path: string[]): Json {
  let value: Json | undefined = ref?.meta;
  for (const field of path)
    value =
      isPlainObject(value) && Object.hasOwn(value, field) ? (value[field] as Json) : undefined;
  if (value === undefined) refuse(path, "is not there");
  return value;
}

/** A fact that is a number. */
export function numberOf(ref: ArtifactRef | undefined, ...path: string[]): number {
  const value = fact(ref, ...path);
  return typeof value === "number" ? value : refuse(path, `is ${JSON.stringify(value)}, no number`);
}

/** A fact that is true or false. */
export function flagOf(ref: ArtifactRef | undefined, ...path: string[]): boolean {
  const value = fact(ref, ...path);
  return typeof value === "boolean"
    ? value
    : refuse(path, `is ${JSON.stringify(value)}, neither true nor false`);
}

function refuse(path: string[], why: string): never {
  throw ApplicationFailure.nonRetryable(
    `A condition cannot be evaluated: '${path.join(".")}' ${why}.`,
    "bad-condition",
  );
}
