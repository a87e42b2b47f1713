import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import type { CelName, CelScope } from "./cel-scope.ts";

/** Functions and macros of CEL's standard library (cel-spec, "List of Standard Definitions"). */
const FUNCTIONS: readonly [name: string, signature: string, info: string][] = [
  ["has", "has(x.y)", "Whether a field is there."],
  ["size", "size(x)", "Length of a text, or number of entries."],
  ["int", "int(x)", "As a whole number."],
  ["double", "double(x)", "As a number."],
  ["string", "string(x)", "As a text."],
  ["bool", "bool(x)", "As true or false."],
  ["timestamp", 'timestamp("2027-01-31T00:00:00Z")', "A moment."],
  ["duration", 'duration("90s")', "A length of time."],
  ["type", "type(x)", "The type of a value."],
];

const METHODS: readonly [name: string, signature: string, info: string][] = [
  ["contains", 'text.contains("a")', "Whether a text has another in it."],
  ["startsWith", 'text.startsWith("a")', "Whether a text begins with another."],
  ["endsWith", 'text.endsWith("a")', "Whether a text ends with another."],
  ["matches", 'text.matches("^a")', "Whether a regular expression (RE2) is found in a text."],
  ["size", "x.size()", "Length of a text, or number of entries."],
  ["all", "list.all(x, x > 0)", "Whether it holds for all."],
  ["exists", "list.exists(x, x > 0)", "Whether it holds for at least one."],
  ["exists_one", "list.exists_one(x, x > 0)", "Whether it holds for exactly one."],
  ["filter", "list.filter(x, x > 0)", "Those for which it holds."],
  ["map", "list.map(x, x * 2.0)", "What becomes of each."],
];

/** What may stand at a place of an expression: names and functions, or what is in the name before the dot. */
export function completeCel(scope: CelScope, context: CompletionContext): CompletionResult | null {
  const path = context.matchBefore(/[A-Za-z_][\w.]*/);
  if (!path) {
    if (!context.explicit) return null;
    return { from: context.pos, options: roots(scope), validFor: /^\w*$/ };
  }
  const parts = path.text.split(".");
  const typed = parts.pop()!;
  const from = context.pos - typed.length;
  if (parts.length === 0) return { from, options: roots(scope), validFor: /^\w*$/ };
  const children = namesAt(scope, parts);
  return {
    from,
    options: [
      ...(children ? options(children) : []),
      ...(children && Object.keys(children).length > 0 ? [] : METHODS.map(callable)),
    ],
    validFor: /^\w*$/,
  };
}

/** The names in what a path leads to; null where nothing is known of it. */
export function namesAt(
  scope: Pick<CelScope, "names">,
  path: readonly string[],
): Readonly<Record<string, CelName>> | null {
  let names: Readonly<Record<string, CelName>> | undefined = scope.names;
  for (const part of path)
    names = names && Object.hasOwn(names, part) ? names[part]!.children : undefined;
  return names ?? null;
}

function roots(scope: CelScope): Completion[] {
  return [
    ...options(scope.names),
    ...FUNCTIONS.map(callable),
    ...["true", "false", "null", "in"].map((label): Completion => ({ label, type: "keyword" })),
  ];
}

function options(names: Readonly<Record<string, CelName>>): Completion[] {
  return Object.entries(names).map(([label, { detail, info, children }]) => ({
    label,
    type: children ? "namespace" : "variable",
    ...(detail === undefined ? {} : { detail }),
    ...(info === undefined ? {} : { info }),
    boost: 1,
  }));
}

function callable([name, signature, info]: readonly [string, string, string]): Completion {
  return { label: name, apply: `${name}(`, type: "function", detail: signature, info };
}
