import type { ParamValues } from "../../workflows/core/document.ts";
import type { Json, JsonObject } from "../../workflows/core/json.ts";
import { FACT_REFERENCE } from "../../workflows/core/triggers.ts";
import { PenstockError } from "../errors.ts";

/**
 * Puts what happened into a trigger's params: `${file.source}` alone becomes the fact with its type, within text its text.
 * @throws PenstockError `bad-request` for a fact that is not there or is no single value
 */
export function fillFacts(params: ParamValues, facts: JsonObject): ParamValues {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      typeof value === "string" ? fill(name, value, facts) : value,
    ]),
  );
}

function fill(param: string, text: string, facts: JsonObject): string | number | boolean {
  const whole = new RegExp(`^${FACT_REFERENCE.source}$`).exec(text);
  if (whole) return read(param, whole[1]!, facts);
  return text.replace(FACT_REFERENCE, (_all, path: string) => String(read(param, path, facts)));
}

function read(param: string, path: string, facts: JsonObject): string | number | boolean {
  let value: Json | undefined = facts;
  for (const key of path.split("."))
    value =
      typeof value === "object" && value !== null && Object.hasOwn(value, key)
        ? (value as JsonObject)[key]
        : undefined;
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
    return value;
  throw new PenstockError(
    "bad-request",
    `The trigger sets the param '${param}' from '${path}', which ${value === undefined || value === null ? "is not there" : "is no single value"}: give the param itself, or change the trigger.`,
  );
}
