import { celChecks } from "./cel-checks.ts";
import { compileWith, type CompileOptions, type CompileResult } from "./compile-with.ts";
import type { StepRegistry } from "./define-step.ts";

/**
 * Compiles a document to a plan. Pure, and total: whatever the input, it returns a plan or problems and never throws.
 * The same meaning gives the same plan: layout, titles of the pipeline and the order of keys leave no trace in it.
 */
export function compile(
  input: unknown,
  registry: StepRegistry,
  options: CompileOptions = {},
): CompileResult {
  return compileWith(celChecks, input, registry, options);
}
