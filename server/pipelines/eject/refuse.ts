import type { PlanNode } from "../../../workflows/core/plan.ts";
import { namesIn } from "./translate-cel.ts";
import type { Ejected } from "./workflow-code.ts";

/** @throws Error with a sentence for each node that has no counterpart in plain code. */
export function refuseWhatCannotBeEjected({ plan }: Ejected): void {
  const reasons = plan.nodes.flatMap((node) => {
    const why = reasonAgainst(node);
    return why ? [`'${node.id}' cannot be ejected: ${why}.`] : [];
  });
  if (reasons.length > 0) throw new Error(reasons.join("\n"));
}

function reasonAgainst(node: PlanNode): string | null {
  if (node.pinned)
    return `the output of run ${node.pinned.run} is pinned in its place; unpin it first`;
  if (node.concurrencyKey !== undefined)
    return `its concurrency key '${node.concurrencyKey}' is a limit that only Penstock keeps; remove the key`;
  const expressions = [
    node.when ?? "",
    node.mode === "condition" ? String(node.config["expression"]) : "",
  ];
  if (expressions.some((expression) => expression !== "" && namesIn(expression).everyStep))
    return "its condition uses 'steps' otherwise than as steps.NODE.PORT; name the steps it looks at";
  return null;
}
