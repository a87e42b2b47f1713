import type { z } from "zod";
import type { StepRegistry } from "../../workflows/core/define-step.ts";
import type { PipelineDocument } from "../../workflows/core/document.ts";
import { canonicalJson, type JsonObject } from "../../workflows/core/json.ts";
import { splitGiven, whyPinned } from "../../workflows/core/overrides.ts";
import { registry } from "../../workflows/steps/index.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { findUnarchived } from "../pipelines/find.ts";
import { refuse } from "../pipelines/refuse.ts";
import { compileForRun } from "./compile-for-run.ts";
import { ALL, refreshed } from "./edit-plan.ts";
import { findRun } from "./find.ts";
import type { PreparedRun } from "./insert-run.ts";
import { lookBeforeStart } from "./look-before-start.ts";
import { launch } from "./launch.ts";
import { restOf } from "./rest-of-run.ts";
import type { rerunInput } from "./schemas.ts";

type RerunInput = z.output<typeof rerunInput>;

/** Runs again what a run has recorded, on the same data, with the edits given; all of it, or only what has to. */
export async function rerun(
  ctx: Ctx,
  input: RerunInput,
  steps: StepRegistry = registry,
): Promise<{ runId: string }> {
  authorize(ctx, "runs.start");
  const { id: of, mode = "all", from } = input;
  return launch(ctx, {
    ...(await prepareRerun(ctx, input, steps)),
    trigger: { type: "rerun", of, mode, ...(from === undefined ? {} : { from }) },
  });
}

export async function prepareRerun(
  ctx: Ctx,
  { id, mode = "all", from, config = {}, params: given = {}, fresh }: RerunInput,
  steps: StepRegistry = registry,
): Promise<PreparedRun> {
  const found = await findRun(ctx, id);
  if (found.pipelineId !== null) await findUnarchived(ctx, found.name);
  const recorded = found.document;
  const edited = withConfig(recorded, config);
  const { params: values, overrides } = splitGiven(given);
  const params = { ...found.params, ...values };
  // What only has to run again is not judged again: it is as it was.
  const changed = Object.keys(config).length + Object.keys(given).length > 0;
  const compiled = await compileForRun(ctx, {
    document: edited.document,
    steps,
    params,
    overrides,
    before: { document: recorded, plan: found.plan },
    look: changed ? (settled) => lookBeforeStart(ctx, settled, params, steps) : undefined,
  });
  if (!compiled.plan) return refuse(compiled.problems);
  const { document, plan: whole } = compiled;
  // A run up to a step recorded the whole document, and ran a part of it.
  const ran = new Set(found.plan.nodes.map((node) => node.id));
  const plan = { ...whole, nodes: whole.nodes.filter((node) => ran.has(node.id)) };
  const left = mode === "all" ? plan : await restOf(ctx, plan, { run: found, from, of: "run" });
  return {
    document,
    plan: fresh ? refreshed(left, ALL) : left,
    pipelineId: found.pipelineId,
    version: found.pipelineVersion,
    author: found.author,
    overrides: { ...found.overrides, ...edited.overrides, ...overrides },
  };
}

/** The document with the configs given, and what that sets, field by field; a field that was taken out becomes null. */
function withConfig(
  document: PipelineDocument,
  configs: NonNullable<RerunInput["config"]>,
): { document: PipelineDocument; overrides: JsonObject } {
  const overrides: JsonObject = {};
  const nodes = structuredClone(document.nodes);
  for (const [id, config] of Object.entries(configs)) {
    const node = nodes.find((candidate) => candidate.id === id);
    if (!node) throw new PenstockError("bad-request", `The pipeline has no step '${id}'.`);
    const before = node.config ?? {};
    for (const field of new Set([...Object.keys(before), ...Object.keys(config)])) {
      const value = (config[field] ?? null) as JsonObject[string];
      if (canonicalJson(value) === canonicalJson(before[field] ?? null)) continue;
      const path = `${id}.config.${field}`;
      const why = whyPinned(node, nodes);
      if (why) throw new PenstockError("bad-request", `'${path}' ${why}`);
      overrides[path] = value;
    }
    node.config = config;
  }
  return { document: { ...document, nodes }, overrides };
}
