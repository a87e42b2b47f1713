import type { StepRegistry } from "../../workflows/core/define-step.ts";
import type { PipelineDocument } from "../../workflows/core/document.ts";
import { isKnown, type KnownColumns } from "../../workflows/core/known-columns.ts";
import { columnsToCheck, givesColumns } from "../columns/columns-to-check.ts";
import type { Ctx } from "../context.ts";
import { hashJson } from "../hash-json.ts";

/** Longest that a start waits for columns which nobody has asked for before, in milliseconds. */
const LONGEST_MS = 200;
const KEPT = 2_000;

/** What was found in order lately: what runs again and again is looked at once. */
const inOrder = new Set<string>();

export interface Look {
  columns: KnownColumns;
  /** The document compiles with these columns: the next start need not look. */
  keep: () => void;
}

/**
 * What is known of the columns of a document that is about to run; null where there is nothing to check.
 * @param document with its sources pinned: its columns follow from it alone
 */
export async function lookBeforeStart(
  ctx: Ctx,
  document: PipelineDocument,
  params: Record<string, unknown>,
  steps: StepRegistry,
): Promise<Look | null> {
  if (!givesColumns(document, steps)) return null;
  const { nodes, wires, params: declared } = document;
  const key = hashJson([ctx.actor.workspaceId, { nodes, wires, declared }, params]);
  if (inOrder.has(key)) return null;
  const columns = await columnsToCheck(ctx, document, { params, ms: LONGEST_MS, steps });
  const keep = () => {
    // What is not known has not been judged, and may be known the next time.
    const found = Object.values(columns).flatMap((outputs) => Object.values(outputs));
    if (found.length === 0 || !found.every(isKnown)) return;
    if (inOrder.size >= KEPT) inOrder.delete(inOrder.values().next().value!);
    inOrder.add(key);
  };
  return { columns, keep };
}
