import type { DocumentParam, ParamValues, PipelineDocument } from "./document.ts";
import type { Json } from "./json.ts";
import type { Problem } from "./problems.ts";

const REFERENCE = /\$\{\s*params\.([A-Za-z_][A-Za-z0-9_]*)\s*\}/g;

/**
 * The params in effect: what was given over the defaults. Text is read as the param's type, as from a command line; a number
 * is no text, since YAML has made 1.1 of the version 1.10 and 1067 of the postcode 01067.
 */
export function resolveParams(
  document: PipelineDocument,
  given: Record<string, unknown>,
): { params: ParamValues; problems: Problem[] } {
  const declared = document.params ?? {};
  const params: ParamValues = {};
  const problems: Problem[] = [];
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(declared, name)) continue;
    const known = Object.keys(declared).join(", ") || "none";
    problems.push(
      problem("P030", name, `There is no param '${name}'; this pipeline's params are: ${known}.`),
    );
  }
  for (const [name, param] of Object.entries(declared)) {
    const raw = Object.hasOwn(given, name) ? given[name] : param.default;
    if (raw === undefined) {
      problems.push(
        problem("P031", name, `The param '${name}' has no default: give it a value for this run.`),
      );
      continue;
    }
    const value = readParam(param, raw);
    if (value === null)
      problems.push(
        problem(
          "P032",
          name,
          `The param '${name}' must be of type ${param.type}, not ${show(raw)}.`,
        ),
      );
    else {
      params[name] = value;
      const why = outOfBounds(param, value);
      if (why) problems.push(problem("P034", name, `The param '${name}' ${why}.`));
    }
  }
  return { params, problems };
}

/** Why a value of the right type is refused all the same, as the end of a sentence; null when it is not. */
function outOfBounds(
  { choices, minimum, maximum }: DocumentParam,
  value: string | number | boolean,
): string | null {
  if (choices && !choices.includes(value))
    return `must be one of ${choices.map(show).join(", ")}, not ${show(value)}`;
  if (typeof value === "number" && minimum !== undefined && value < minimum)
    return `must be ${minimum} or more, not ${value}`;
  if (typeof value === "number" && maximum !== undefined && value > maximum)
    return `must be ${maximum} or less, not ${value}`;
  return null;
}

/** A value as the param's type; null where it cannot be one. */
export function readParam(param: DocumentParam, raw: unknown): string | number | boolean | null {
  switch (param.type) {
    case "string":
      return typeof raw === "string" ? raw : null;
    case "boolean":
      if (raw === "true" || raw === "false") return raw === "true";
      return typeof raw === "boolean" ? raw : null;
    case "number":
    case "integer": {
      const value = typeof raw === "string" && raw.trim() !== "" ? Number(raw) : raw;
      if (typeof value !== "number" || !Number.isFinite(value)) return null;
      return param.type === "integer" && !Number.isInteger(value) ? null : value;
    }
  }
}

/**
 * Puts params into a config: `${params.name}` alone becomes the value with its type, within text its text.
 * Reports references to params that do not exist.
 */
export function fillParams(
  value: unknown,
  params: ParamValues,
  declared: ReadonlySet<string>,
  report: (field: string, name: string) => void,
  field = "",
): unknown {
  if (typeof value === "string") {
    for (const [, name] of value.matchAll(REFERENCE))
      if (!declared.has(name!)) report(field, name!);
    const whole = new RegExp(`^${REFERENCE.source}$`).exec(value);
    if (whole) return params[whole[1]!] ?? value;
    return value.replace(REFERENCE, (text, name: string) => String(params[name] ?? text));
  }
  if (Array.isArray(value))
    return value.map((inner, index) =>
      fillParams(inner, params, declared, report, join(field, index)),
    );
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [
        key,
        fillParams(inner, params, declared, report, join(field, key)),
      ]),
    );
  return value;
}

function join(field: string, key: string | number): string {
  return field === "" ? String(key) : `${field}.${key}`;
}

function problem(code: Problem["code"], name: string, message: string): Problem {
  return { code, severity: "error", message, anchor: { field: `params.${name}` } };
}

function show(value: unknown): Json {
  return JSON.stringify(value) ?? String(value);
}
