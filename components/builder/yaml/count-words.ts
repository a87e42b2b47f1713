import { errorsOf, type Problem } from "../../../workflows/core/problems.ts";
import { plural } from "../../ui/format.ts";

/** How many problems there are: `7 errors and 1 warning are`. */
export function countWords(problems: readonly Problem[]): string {
  const errors = errorsOf(problems).length;
  const warnings = problems.length - errors;
  const words = [
    ...(errors > 0 ? [plural(errors, "error")] : []),
    ...(warnings > 0 ? [plural(warnings, "warning")] : []),
  ];
  return `${words.join(" and ")} ${problems.length === 1 ? "is" : "are"}`;
}
