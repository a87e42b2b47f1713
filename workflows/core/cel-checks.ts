import { parse } from "@bufbuild/cel";
import { celProblem } from "./cel.ts";
import type { CelChecks } from "./check-node.ts";

export const celChecks: CelChecks = { celProblem, mixedNumbers };

type Expr = ReturnType<typeof parse>["expr"];

/** What an operand certainly is: a whole number, or something of JSON, whose numbers are all decimal; null where that is open. */
type Operand = "whole" | { path: string } | null;

/** What comes as JSON. `index` is counted, and whole. */
const JSON_ROOTS = ["params", "steps", "input", "item", "run"];

const ARITHMETIC = /^_([-+*/%])_$/;

/**
 * Why an expression that parses fails wherever it is evaluated: CEL mixes no whole and decimal numbers, and takes remainders of
 * whole ones alone. Null where nothing of it is certain.
 */
function mixedNumbers(expression: string): string | null {
  let found: string | null = null;
  look(parse(expression).expr, new Set());
  return found;

  /** @param bound names that loops give to what they go over */
  function look(expr: Expr | undefined, bound: ReadonlySet<string>): Operand {
    const kind = expr?.exprKind;
    switch (kind?.case) {
      case "constExpr":
        return kind.value.constantKind.case === "int64Value" ? "whole" : null;
      case "identExpr": {
        const { name } = kind.value;
        if (bound.has(name)) return null;
        if (name === "index") return "whole";
        return JSON_ROOTS.includes(name) ? { path: name } : null;
      }
      case "selectExpr": {
        const { operand, field, testOnly } = kind.value;
        const of = look(operand, bound);
        return !testOnly && isJson(of) ? { path: `${of.path}.${field}` } : null;
      }
      case "callExpr": {
        const { function: name, target, args } = kind.value;
        look(target, bound);
        return called(
          name,
          args.map((one) => look(one, bound)),
        );
      }
      case "listExpr":
        kind.value.elements.forEach((one) => look(one, bound));
        return null;
      case "structExpr":
        for (const { keyKind, value } of kind.value.entries) {
          if (keyKind.case === "mapKey") look(keyKind.value, bound);
          look(value, bound);
        }
        return null;
      case "comprehensionExpr": {
        const { iterVar, iterVar2, iterRange, accuInit, loopCondition, loopStep, result } =
          kind.value;
        look(iterRange, bound);
        const inner = new Set([...bound, iterVar, iterVar2]);
        for (const part of [accuInit, loopCondition, loopStep, result]) look(part, inner);
        return null;
      }
      default:
        return null;
    }
  }

  function called(name: string, operands: readonly Operand[]): Operand {
    if (name === "int" || name === "size") return "whole";
    if (name === "-_" || name === "_[_]") return operands[0]!;
    const operator = ARITHMETIC.exec(name)?.[1];
    if (operator === undefined) return null;
    const json = operands.find(isJson);
    if (!json) return operands.every((one) => one === "whole") ? "whole" : null;
    if (operator === "%")
      found ??= `% takes whole numbers, and those of ${json.path} are decimal: write int(${json.path})`;
    else if (operands.includes("whole"))
      found ??= `${operator} takes no whole number beside a decimal one, as those of ${json.path} are: write 1.0 instead of 1, or int(${json.path})`;
    return json;
  }
}

function isJson(operand: Operand): operand is { path: string } {
  return operand !== null && operand !== "whole";
}
