import type { Database, Transaction } from "../../db/client.ts";
import { compile } from "../../workflows/core/compile.ts";
import type { StepRegistry } from "../../workflows/core/define-step.ts";
import type { PipelineDocument } from "../../workflows/core/document.ts";
import type { JsonObject } from "../../workflows/core/json.ts";
import { applyOverrides } from "../../workflows/core/overrides.ts";
import type { RunPlan } from "../../workflows/core/plan.ts";
import type { Problem } from "../../workflows/core/problems.ts";
import type { Ctx } from "../context.ts";
import { pinSources } from "../datasets/resolve-source.ts";
import type { Look } from "./look-before-start.ts";
import { documentPins } from "./pins.ts";

interface ToCompile {
  document: unknown;
  steps: StepRegistry;
  params: Record<string, unknown>;
  /** By place in the document: the one that is recorded has them applied. */
  overrides?: JsonObject;
  /** The run that is run again: sources that are as they were mean what they meant there. */
  before?: { document: PipelineDocument; plan: RunPlan };
  /** What is known of the columns of the document with its sources pinned; without it columns are not judged. */
  look?: (settled: PipelineDocument) => Promise<Look | null>;
}

/** The document as it is recorded, and its whole plan; or why it cannot run. */
type Compiled =
  | { document: PipelineDocument; plan: RunPlan }
  | { plan: null; problems: readonly Problem[] };

/**
 * Compiles a document that is to run now: its overrides are applied, its sources pinned to what they mean now, and what it
 * pins to earlier runs is put in.
 * @throws `not-found` where a source names no dataset of the workspace, `bad-request` where nothing is left of what is pinned
 */
export async function compileForRun(
  ctx: Pick<Ctx, "actor" | "artifacts"> & { db: Database | Transaction },
  { document: given, steps, params, overrides = {}, before, look }: ToCompile,
): Promise<Compiled> {
  // Sources that params give are known when the params in effect are.
  const draft = compile(given, steps, { params: { ...params, ...overrides } });
  if (!draft.plan) return { plan: null, problems: draft.problems };
  const overridden = applyOverrides(given as PipelineDocument, overrides, steps).document;
  const { document, settled } = await pinSources(ctx, overridden, draft.plan.params, before);
  const [pins, looked] = await Promise.all([documentPins(ctx, document), look?.(settled)]);
  if (settled === given && pins.size === 0 && !looked) return { document, plan: draft.plan };
  const { plan, problems } = compile(settled, steps, { params, pins, columns: looked?.columns });
  if (!plan) return { plan, problems };
  looked?.keep();
  return { document, plan };
}
