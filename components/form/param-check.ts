import type { DocumentParam, ParamValues } from "../../workflows/core/document.ts";
import type { JsonSchema } from "./schema-form/fields.ts";

export type Params = Readonly<Record<string, DocumentParam>>;

/** Params as a form: a switch, a choice, a slider where both bounds are known, a field otherwise. */
export function paramsSchema(params: Params): JsonSchema {
  return {
    type: "object",
    properties: Object.fromEntries(
      Object.entries(params).map(([name, param]) => [name, schemaOf(param)]),
    ),
    required: Object.keys(params),
  };
}

function schemaOf({ type, choices, ...rest }: DocumentParam): JsonSchema {
  const bounded = rest.minimum !== undefined && rest.maximum !== undefined;
  return {
    type,
    ...rest,
    ...(bounded ? { widget: "slider" } : {}),
    ...(choices
      ? { options: choices.map((value) => ({ value, label: String(value) })), unset: "Choose…" }
      : {}),
  };
}

/** What is wrong with the values of params, by name; what is not set takes the default. */
export function paramProblems(params: Params, values: ParamValues): Record<string, string> {
  return Object.fromEntries(
    Object.entries(params).flatMap(([name, param]) => {
      const problem = problemOf(param, values[name] ?? param.default);
      return problem === null ? [] : [[name, problem]];
    }),
  );
}

function problemOf(param: DocumentParam, value: unknown): string | null {
  const { type, choices, minimum, maximum } = param;
  if (value === undefined) return "Give it a value: it has no default.";
  if (type === "string" && typeof value !== "string") return "Give a text.";
  if (type === "boolean" && typeof value !== "boolean") return "Choose yes or no.";
  if (type === "number" || type === "integer") {
    if (typeof value !== "number") return `'${String(value)}' is not a number.`;
    if (type === "integer" && !Number.isInteger(value)) return `${value} is not a whole number.`;
    if (minimum !== undefined && value < minimum) return `Give ${minimum} or more.`;
    if (maximum !== undefined && value > maximum) return `Give ${maximum} or less.`;
  }
  if (choices && !choices.some((choice) => choice === value))
    return `Choose one of ${choices.join(", ")}.`;
  return null;
}
