import type { PipelineDocument } from "../../../workflows/core/document.ts";
import { combinations, countCombinations, type Grid } from "../../../workflows/core/grid.ts";
import type { PinnedOutputs, PlanNode, RunPlan } from "../../../workflows/core/plan.ts";
import { authorize, type Ctx } from "../../context.ts";
import { PenstockError } from "../../errors.ts";
import { ALL, behind, refreshed } from "../edit-plan.ts";
import { findRun } from "../find.ts";
import { launch } from "../launch.ts";
import { endedSteps, type Ended } from "../pins.ts";
import { isNotRepeated, pinnedIn } from "./not-repeated.ts";

/**
 * Runs a recorded plan again, on the recorded data, with nothing taken from the cache. Steps that register, review, deploy,
 * notify or wait are not repeated: what they gave stands in for them; where they gave nothing, what lies behind is left out.
 * What the document pins to an earlier run stays pinned.
 */
export async function reproduce(ctx: Ctx, { id }: { id: string }): Promise<{ runId: string }> {
  authorize(ctx, "runs.start");
  const found = await findRun(ctx, id);
  if (found.finishedAt === null)
    throw new PenstockError(
      "conflict",
      `The run is still ${found.status}: it can be reproduced when it has ended.`,
    );
  const document = found.document;
  const whole = found.plan;
  const plan = reproducingPlan(whole, document, await endedSteps(ctx, id));
  if (plan.nodes.every(({ pinned }) => pinned))
    throw new PenstockError(
      "conflict",
      "Nothing of this run can be made again: all of its steps are pinned to earlier runs, or wait, register, review, deploy or notify. Take a pin off and run it again instead.",
    );
  return launch(ctx, {
    document,
    plan,
    pipelineId: found.pipelineId,
    version: found.pipelineVersion,
    author: found.author,
    overrides: found.overrides,
    trigger: { type: "reproduce", of: id },
  });
}

/**
 * The plan with what the run took as given: what its document pins, and what is not repeated. Results that stood in because
 * the run went on after another, or began in the middle, are those of the same steps on the same inputs: they are made again.
 */
function reproducingPlan(
  plan: RunPlan,
  document: PipelineDocument,
  ended: ReadonlyMap<string, Ended>,
): RunPlan {
  const given = pinnedIn(document);
  const pinOf = ({ pinned, ...node }: PlanNode): PinnedOutputs | null => {
    if (pinned && given.has(node.id)) return pinned;
    return isNotRepeated(node) ? (ended.get(node.id)?.pin ?? null) : null;
  };
  const absent = plan.nodes.filter((node) => isNotRepeated(node) && !pinOf(node));
  const left = behind(
    plan,
    absent.map(({ id }) => id),
  );
  const repeated = (node: PlanNode): PlanNode => {
    const { pinned: _pinned, ...own } = node;
    const pin = pinOf(node);
    return pin ? { ...own, pinned: pin } : withItsItems(own);
  };
  const nodes = plan.nodes.filter(({ id }) => !left.has(id)).map(repeated);
  return refreshed({ ...plan, nodes }, ALL);
}

/** The list that a map takes at most. */
const MAX_LIST = 10_000;

/** A map of a run of an earlier release had the combinations of its grid in the order of its names: they become a list. */
function withItsItems(node: PlanNode): PlanNode {
  const grid = node.config["grid"] as Grid;
  if (!node.map?.names || countCombinations(grid) > MAX_LIST) return node;
  const { names, ...map } = node.map;
  return {
    ...node,
    map,
    config: { ...node.config, over: "list", list: combinations(grid, names) },
  };
}
