import { celProblem, evaluateCel } from "../../../workflows/core/cel.ts";
import { nearest } from "../../../workflows/core/nearest.ts";
import { namesAt } from "./cel-completion.ts";
import type { CelScope } from "./cel-scope.ts";

export type CelResult =
  /** Nothing is written, or it cannot run: the editor marks the place. */
  | { kind: "none" }
  | { kind: "value"; text: string; holds: boolean | null }
  | { kind: "unknown"; why: string }
  | { kind: "error"; why: string };

/** What an expression gives with example values, or why nothing can be said of it yet. */
export function celResult(expression: string, scope: CelScope): CelResult {
  if (expression.trim() === "" || celProblem(expression) !== null) return { kind: "none" };
  const wrong = unknownName(expression, scope);
  if (wrong !== null) return { kind: "error", why: wrong };
  const outcome = evaluateCel(expression, { ...scope.values });
  if (!outcome.ok) {
    if (/^(field not found|unresolved attribute|no such (key|field))/.test(outcome.message))
      return { kind: "unknown", why: whyUnknown(outcome.message) };
    return { kind: "error", why: readable(outcome.message) };
  }
  const { value } = outcome;
  if (typeof value === "boolean") return { kind: "value", text: String(value), holds: value };
  return { kind: "value", text: celText(value), holds: null };
}

/** Names that cannot be there, whatever a run gives: a root, a param or a step that the document does not have. */
function unknownName(expression: string, { names }: CelScope): string | null {
  const bare = expression.replaceAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '""');
  for (const match of bare.matchAll(/(?<![\w.])(params|steps)\.([A-Za-z_]\w*)/g)) {
    const [, root, name] = match as unknown as [string, string, string];
    const known = namesAt({ names }, [root]);
    if (!known || Object.hasOwn(known, name)) continue;
    const near = nearest(name, Object.keys(known));
    const what = root === "params" ? "param" : "step before this one";
    return `There is no ${what} '${name}'${near ? `: did you mean '${near}'?` : "."}`;
  }
  return null;
}

function whyUnknown(message: string): string {
  const name = /: (\S+)$/.exec(message)?.[1];
  return name
    ? `'${name}' has no value yet: the result shows when a run has given one.`
    : "Not all that it names has a value yet: the result shows when a run has given one.";
}

function readable(message: string): string {
  const match = /^found no matching overload for '_?(.+?)_?' applied to '\((.+)\)'$/.exec(message);
  if (!match) return `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;
  const [, operator, types] = match as unknown as [string, string, string];
  const remedy =
    operator === "%" && types.includes("double")
      ? ": numbers of the document are doubles, write int(…) around them"
      : /double, int|int, double/.test(types)
        ? ": numbers of the document are doubles, write 2.0 instead of 2"
        : "";
  return `'${operator}' does not take ${types.replace(", ", " and ")}${remedy}.`;
}

/** A value of CEL in one line. */
function celText(value: unknown): string {
  if (typeof value === "bigint") return String(value);
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value !== "object" || value === null) return String(value);
  if (hasEntries(value))
    return `{${[...value.entries()].map(([key, inner]) => `${celText(key)}: ${celText(inner)}`).join(", ")}}`;
  if (Symbol.iterator in value)
    return `[${[...(value as Iterable<unknown>)].map(celText).join(", ")}]`;
  return "a value that has no short text";
}

function hasEntries(value: object): value is { entries: () => Iterable<[unknown, unknown]> } {
  return "entries" in value && "get" in value && "has" in value;
}
