import { fixAll, fixesOf, type Fix } from "../../../workflows/core/fixes.ts";
import type { Problem, ProblemCode } from "../../../workflows/core/problems.ts";
import { registry } from "../../../workflows/steps/index.ts";
import { knowledgeOf } from "../knowledge/knowledge-store.ts";
import type { EditorStore } from "../store/editor-store.ts";
import { problemsOf } from "../store/use-problems.ts";

/** The remedies of a problem, in the document as it is now. */
export function fixesNow(store: EditorStore, problem: Problem): Fix[] {
  return fixesOf(problem, store.getState().document, registry, knownOf(store));
}

/** Applies the remedy of that name, or else the one that is no choice, as one step of undo; false where there is none any more. */
export function applyFix(store: EditorStore, problem: Problem, title?: string): boolean {
  const fixes = fixesNow(store, problem);
  const fix = fixes.find((one) => (title === undefined ? !one.choice : one.title === title));
  if (!fix) return false;
  store.getState().edit(fix.apply);
  return true;
}

/** Applies the best remedy of each problem with this code, as one step of undo. */
export function applyAll(store: EditorStore, code: ProblemCode): void {
  const { columns, ...names } = knownOf(store);
  store
    .getState()
    .edit((document) =>
      fixAll(code, document, registry, { columns, ...names }, (one) =>
        problemsOf(one, columns, names),
      ),
    );
}

/** What the problems of the document were found with. */
function knownOf(store: EditorStore) {
  const { nodes: columns, pipelines, datasets } = knowledgeOf(store).getState();
  return { columns, pipelines, datasets };
}
