import type { StepRegistry } from "./define-step.ts";
import type { PipelineDocument } from "./document.ts";
import type { Problem, ProblemCode } from "./problems.ts";
import { columnFixes, faultFixes, itemFixes } from "./fixes/column-fixes.ts";
import {
  kindFixes,
  missingFieldFixes,
  paramFixes,
  unknownFieldFixes,
  valueFixes,
} from "./fixes/config-fixes.ts";
import { datasetFixes, pipelineFixes } from "./fixes/name-fixes.ts";
import { shapeOf, type Around, type Fix, type Known } from "./fixes/fix.ts";
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
  P075: pipelineFixes,
  P076: datasetFixes,
};

/**
 * The remedies of a problem that are certain, the best first; none where there is no such. Pure: `document` and what is `known` are
 * those that the problem was found with.
 */
export function fixesOf(
  problem: Problem,
  document: PipelineDocument,
  registry: StepRegistry,
  { columns = {}, pipelines = NONE, datasets = NONE }: Known = {},
): Fix[] {
  const make = MAKERS[problem.code];
  if (!make) return [];
  return make({ ...shapeOf(document, registry), problem, columns, pipelines, datasets });
}

const NONE: ReadonlySet<string> = new Set();

/**
 * Fixes all problems of one code whose best remedy is no choice. `problemsOf` finds those of a changed document.
 */
export function fixAll(
  code: ProblemCode,
  document: PipelineDocument,
  registry: StepRegistry,
  known: Known,
  problemsOf: (document: PipelineDocument) => readonly Problem[],
): PipelineDocument {
  let current = document;
  for (let left = Infinity; ;) {
    const open = problemsOf(current).filter((problem) => problem.code === code);
    const fix = open.length < left ? bestOf(open, current) : null;
    if (!fix) return current;
    left = open.length;
    current = fix.apply(current);
  }

  function bestOf(problems: readonly Problem[], of: PipelineDocument): Fix | null {
    for (const problem of problems) {
      const [fix] = fixesOf(problem, of, registry, known);
      if (fix && !fix.choice) return fix;
    }
    return null;
  }
}
