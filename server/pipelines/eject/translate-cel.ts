import { parse } from "@bufbuild/cel";
import { quoted } from "./literal.ts";

type Expr = ReturnType<typeof parse>["expr"];

/** How the things that an expression names are called in TypeScript. */
export interface Scope {
  /** The type of a param's value; null for one that does not exist. */
  param: (name: string) => { code: string; type: "number" | "string" | "boolean" } | null;
  /** TypeScript of the artifact whose facts `input` or `steps.NODE.PORT` are; null where it may not be there. */
  artifact: (root: "input" | { node: string; port: string }) => string | null;
}

export interface Translation {
  code: string;
  /** Functions of facts.ts that the code calls. */
  uses: string[];
}

type Term =
  | { type: "number" | "string" | "boolean" | "null"; code: string }
  | { type: "fact"; args: string };

const ORDER: Record<string, string> = { "_<_": "<", "_<=_": "<=", "_>_": ">", "_>=_": ">=" };
const EQUALITY: Record<string, string> = { "_==_": "===", "_!=_": "!==" };

/**
 * A simple comparison over facts and params as TypeScript that means the same; null for everything else, which CEL's own
 * evaluator has to decide. Combinations are left to it too: CEL forgives an error on one side of `&&`, TypeScript does not.
 */
export function translate(expression: string, scope: Scope): Translation | null {
  const { expr } = parse(expression);
  const uses = new Set<string>();
  const code = condition(expr);
  return code === null ? null : { code, uses: [...uses] };

  function condition(expr: Expr): string | null {
    const call = callOf(expr);
    if (call?.function === "!_") {
      const inner = flag(term(call.args[0]!));
      return inner === null ? null : `!${inner}`;
    }
    if (!call) return flag(term(expr));
    const [left, right] = call.args.map(term);
    if (!left || !right || call.args.length !== 2) return null;
    const order = ORDER[call.function];
    if (order) {
      const [a, b] = [number(left), number(right)];
      return a === null || b === null ? null : `${a} ${order} ${b}`;
    }
    const equality = EQUALITY[call.function];
    if (!equality) return null;
    // Of two facts nothing is known: they may be lists.
    if (left.type === "fact" && right.type === "fact") return null;
    if (left.type !== "fact" && right.type !== "fact" && left.type !== right.type) return null;
    return `${plain(left)} ${equality} ${plain(right)}`;
  }

  function flag(found: Term | null): string | null {
    if (found?.type === "boolean") return found.code;
    return found?.type === "fact" ? helper("flagOf", found.args) : null;
  }

  function number(found: Term): string | null {
    if (found.type === "number") return found.code;
    return found.type === "fact" ? helper("numberOf", found.args) : null;
  }

  function plain(found: Term): string {
    return found.type === "fact" ? helper("fact", found.args) : found.code;
  }

  function helper(name: string, args: string): string {
    uses.add(name);
    return `${name}(${args})`;
  }

  function term(expr: Expr): Term | null {
    const constant = constantOf(expr);
    if (constant) return constant;
    const path = pathOf(expr);
    if (!path) return null;
    const [root, ...fields] = path as [string, ...string[]];
    if (root === "params" && fields.length === 1) return scope.param(fields[0]!);
    if (root === "input" && fields.length > 0) return fact(scope.artifact("input"), fields);
    const [node, port, ...rest] = fields;
    if (root === "steps" && rest.length > 0)
      return fact(scope.artifact({ node: node!, port: port! }), rest);
    return null;
  }

  function fact(artifact: string | null, fields: string[]): Term | null {
    return artifact === null
      ? null
      : { type: "fact", args: [artifact, ...fields.map(quoted)].join(", ") };
  }
}

/** The names that an expression begins paths with, and the steps it names; `everyStep` when it uses `steps` in another way. */
export function namesIn(expression: string): {
  roots: Set<string>;
  steps: Set<string>;
  everyStep: boolean;
} {
  const found = { roots: new Set<string>(), steps: new Set<string>(), everyStep: false };
  walk(parse(expression).expr);
  return found;

  function walk(value: unknown): void {
    if (Array.isArray(value)) return value.forEach(walk);
    if (typeof value !== "object" || value === null) return;
    if ("exprKind" in value) {
      const { exprKind: kind } = value as Expr;
      if (kind.case === "selectExpr" && kind.value.operand?.exprKind.case === "identExpr") {
        const { name } = kind.value.operand.exprKind.value;
        found.roots.add(name);
        if (name === "steps") found.steps.add(kind.value.field);
        return;
      }
      if (kind.case === "identExpr") {
        found.roots.add(kind.value.name);
        if (kind.value.name === "steps") found.everyStep = true;
        return;
      }
    }
    Object.values(value).forEach(walk);
  }
}

function callOf(expr: Expr): { function: string; args: Expr[] } | null {
  return expr.exprKind.case === "callExpr" ? expr.exprKind.value : null;
}

function constantOf(expr: Expr): Term | null {
  if (expr.exprKind.case !== "constExpr") return null;
  const { constantKind: kind } = expr.exprKind.value;
  switch (kind.case) {
    case "boolValue":
      return { type: "boolean", code: String(kind.value) };
    case "stringValue":
      return { type: "string", code: quoted(kind.value) };
    case "doubleValue":
      return Number.isFinite(kind.value) ? { type: "number", code: String(kind.value) } : null;
    case "int64Value":
    case "uint64Value":
      return Number.isSafeInteger(Number(kind.value))
        ? { type: "number", code: String(kind.value) }
        : null;
    case "nullValue":
      return { type: "null", code: "null" };
    default:
      return null;
  }
}

/** `a.b.c` as its names; null for anything else. */
function pathOf(expr: Expr): string[] | null {
  const kind = expr.exprKind;
  if (kind.case === "identExpr") return [kind.value.name];
  if (kind.case !== "selectExpr" || kind.value.testOnly || !kind.value.operand) return null;
  const path = pathOf(kind.value.operand);
  return path && [...path, kind.value.field];
}
