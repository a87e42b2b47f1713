import type { PipelineDocument } from "../../../workflows/core/document.ts";
import type { Problem } from "../../../workflows/core/problems.ts";
import { anchorKey, triggerField } from "../store/trigger-key.ts";

/** The problems of one step or trigger, by its key; null for the pipeline's own. */
interface ProblemGroup {
  key: string | null;
  problems: readonly Problem[];
}

/** Problems as they are listed: errors before warnings, the pipeline's own first, then in the order of the steps. */
export function groupProblems(
  problems: readonly Problem[],
  document: PipelineDocument,
): { severity: Problem["severity"]; groups: ProblemGroup[] }[] {
  const place = new Map(document.nodes.map(({ id }, index) => [id, index]));
  return (["error", "warning"] as const).flatMap((severity) => {
    const groups = new Map<string | null, Problem[]>();
    for (const problem of problems) {
      if (problem.severity !== severity) continue;
      const key = anchorKey(problem.anchor, document);
      const group = groups.get(key);
      if (group) group.push(problem);
      else groups.set(key, [problem]);
    }
    if (groups.size === 0) return [];
    const rank = (key: string | null) => (key === null ? -1 : (place.get(key) ?? Infinity));
    const sorted = [...groups].sort(([a], [b]) => rank(a) - rank(b) || 0);
    return [{ severity, groups: sorted.map(([key, list]) => ({ key, problems: list })) }];
  });
}

/** All problems in the order of the list. */
export function listed(problems: readonly Problem[], document: PipelineDocument): Problem[] {
  return groupProblems(problems, document).flatMap(({ groups }) =>
    groups.flatMap((group) => group.problems),
  );
}

/** What tells a problem from others, also when it was found again. */
export function problemKey({ code, anchor, message }: Problem): string {
  return [code, anchor.node, anchor.port, anchor.field, message].join("\n");
}

/** The field of a form where a problem lies; null where it lies in none. */
export function fieldOf({ anchor }: Problem): string | null {
  const field = triggerField(anchor.field) || null;
  return anchor.port || field?.startsWith("nodes.") || field?.startsWith("wires.") ? null : field;
}

/** Whether it is of a field of a step's config that is missing or does not fit; the compiler calls it by its path. */
export const isOfConfig = ({ code }: Problem) => code === "P012" || code === "P013";
