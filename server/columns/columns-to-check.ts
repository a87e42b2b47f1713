import type { StepRegistry } from "../../workflows/core/define-step.ts";
import { documentSchema, type PipelineDocument } from "../../workflows/core/document.ts";
import { isKnown, type Known, type KnownColumns } from "../../workflows/core/known-columns.ts";
import { registry } from "../../workflows/steps/index.ts";
import type { Ctx } from "../context.ts";
import { log } from "../log.ts";
import { lookAtColumns, type LookOptions } from "./columns.ts";

/**
 * What is known of the columns of a document, for `compile` to check what its steps ask of them before it is published or
 * run. What does not come in time is not judged, and neither is a source: it may come until the run, and the
 * step that reads it says so. Never throws.
 */
export async function columnsToCheck(
  ctx: Ctx,
  document: unknown,
  { steps = registry, ...options }: LookOptions,
): Promise<KnownColumns> {
  const read = documentSchema.safeParse(document);
  if (!read.success || !givesColumns(read.data, steps)) return {};
  const known = await lookAtColumns(ctx, read.data, { steps, ...options }).catch(
    (error: unknown): KnownColumns => {
      log.warn({ err: error }, "columns could not be looked at");
      return {};
    },
  );
  return Object.fromEntries(
    Object.entries(known).map(([id, outputs]) => [
      id,
      Object.fromEntries(Object.entries(outputs).map(([port, one]) => [port, judged(one)])),
    ]),
  );
}

/** Whether anything in a document can give columns. */
export function givesColumns({ nodes }: PipelineDocument, steps: StepRegistry): boolean {
  return nodes.some(({ kind, pin }) => pin || steps.get(kind)?.columns);
}

function judged(known: Known): Known {
  if (isKnown(known) || known.fault?.field !== "source") return known;
  const { unknown, of } = known;
  return { unknown, of };
}
