import type { ValidationCheck } from "../../core/contents/validation-report.ts";
import { isRowCheck, columnsOf, type Check } from "./checks.ts";

/** The result of one check: whether as many rows fail as it tolerates, and a sentence. */
export function result(
  check: Check,
  rows: number,
  outcome: { failing: number; message?: string; examples?: ValidationCheck["examples"] },
): ValidationCheck {
  const { failing, examples = [] } = outcome;
  const mostly = isRowCheck(check) ? check.mostly : 1;
  // A share such as 0.99 is not exact in binary; a row must not fail for that.
  const passed = failing <= rows * (1 - mostly) + 1e-6;
  const columns = columnsOf(check);
  return {
    check: check.check,
    ...(columns.length > 0 ? { column: columns.join(", ") } : {}),
    severity: check.severity,
    mostly,
    passed,
    failing,
    fraction: rows === 0 ? 0 : Number((failing / rows).toPrecision(6)),
    message: outcome.message ?? sentence(check, rows, failing, passed, mostly, examples),
    examples,
  };
}

function sentence(
  check: Check,
  rows: number,
  failing: number,
  passed: boolean,
  mostly: number,
  examples: ValidationCheck["examples"],
): string {
  const name = `${check.check} of ${columnsOf(check)
    .map((column) => `'${column}'`)
    .join(", ")}`;
  if (failing === 0) return `${name}: all ${rows} rows pass.`;
  const first = examples[0];
  const example = first
    ? `, for instance ${check.check === "not_null" ? "" : `'${first.value}' in `}row ${first.row}`
    : "";
  const tolerated = `${Number(((1 - mostly) * 100).toFixed(4))} %`;
  return `${name}: ${failing} of ${rows} rows fail (${percent(failing / rows)})${example}; ${passed ? "within" : "more than"} the ${tolerated} that are tolerated.`;
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}
