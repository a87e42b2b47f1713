import type { StepRegistry } from "./define-step.ts";
import type { PipelineDocument } from "./document.ts";
import type { KnownColumns } from "./known-columns.ts";
import type { Problem, ProblemCode } from "./problems.ts";
import { columnFixes, faultFixes, itemFixes } from "./fixes/column-fixes.ts";
import {
  kindFixes,
  missingFieldFixes,
  paramFixes,
  unknownFieldFixes,
  valueFixes,
} from "./fixes/config-fixes.ts";
import { shapeOf, type Around, type Fix } from "./fixes/fix.ts";
import {
  crossingFixes,
  deadWireFixes,
  doubleWireFixes,
  parentFixes,
  typeFixes,
  unwiredFixes,
} from "./fixes/wire-fixes.ts";

export type { Fix };

const MAKERS: Partial<Record<ProblemCode, (around: Around) => Fix[]>> = {
  P010: kindFixes,
  P011: unknownFieldFixes,
  P012: missingFieldFixes,
  P013: valueFixes,
  P020: deadWireFixes,
  P021: typeFixes,
  P022: unwiredFixes,
  P023: doubleWireFixes,
  P026: parentFixes,
  P027: crossingFixes,
  P030: paramFixes,
  P070: columnFixes,
  P072: faultFixes,
  P073: columnFixes,
  P074: itemFixes,
};

/** Codes whose fixes are a choice, which nobody makes for all of them at once. */
const CHOICES: readonly ProblemCode[] = ["P023"];

/**
 * The remedies of a problem that are certain, the best first; none where there is no such. Pure: `document` and `columns` are those
 * that the problem was found in.
 */
export function fixesOf(
  problem: Problem,
  document: PipelineDocument,
  registry: StepRegistry,
  columns: KnownColumns = {},
): Fix[] {
  const make = MAKERS[problem.code];
  if (!make) return [];
  return make({ ...shapeOf(document, registry), problem, columns });
}

/**
 * Fixes all problems of one code that have a remedy, the best of each. `problemsOf` finds those of a changed document; what was
 * given up on is not tried twice.
 */
export function fixAll(
  code: ProblemCode,
  document: PipelineDocument,
  registry: StepRegistry,
  columns: KnownColumns,
  problemsOf: (document: PipelineDocument) => readonly Problem[],
): PipelineDocument {
  if (CHOICES.includes(code)) return document;
  let current = document;
  for (let left = Infinity; ;) {
    const open = problemsOf(current).filter((problem) => problem.code === code);
    if (open.length >= left) return current;
    left = open.length;
    const fix = open.flatMap((problem) =>
      fixesOf(problem, current, registry, columns).slice(0, 1),
    )[0];
    if (!fix) return current;
    current = fix.apply(current);
  }
}
