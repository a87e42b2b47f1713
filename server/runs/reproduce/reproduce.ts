import type { PipelineDocument } from "../../../workflows/core/document.ts";
import type { PlanNode, RunPlan } from "../../../workflows/core/plan.ts";
import { authorize, type Ctx } from "../../context.ts";
import { PenstockError } from "../../errors.ts";
import { behind, refreshed } from "../edit-plan.ts";
import { findRun } from "../find.ts";
import { launch } from "../launch.ts";
import { endedSteps, type Ended } from "../pins.ts";
import { isNotRepeated } from "./not-repeated.ts";

/**
 * Runs a recorded plan again, on the recorded data, with nothing taken from the cache. Steps that register, review, deploy,
 * notify or wait are not repeated: what they gave stands in for them; where they gave nothing, what lies behind is left out.
 */
export async function reproduce(ctx: Ctx, { id }: { id: string }): Promise<{ runId: string }> {
  authorize(ctx, "runs.start");
  const found = await findRun(ctx, id);
  if (found.finishedAt === null)
    throw new PenstockError(
      "conflict",
      `The run is still ${found.status}: it can be reproduced when it has ended.`,
    );
  const plan = reproducingPlan(found.plan as unknown as RunPlan, await endedSteps(ctx, id));
  if (plan.nodes.length === 0)
    throw new PenstockError("conflict", "No step of this run can be repeated.");
  return launch(ctx, {
    document: found.document as unknown as PipelineDocument,
    plan,
    pipelineId: found.pipelineId,
    version: found.pipelineVersion,
    author: found.author,
    overrides: found.overrides,
    trigger: { type: "reproduce", of: id },
  });
}

function reproducingPlan(plan: RunPlan, ended: ReadonlyMap<string, Ended>): RunPlan {
  const absent = plan.nodes.filter((node) => isNotRepeated(node) && !ended.get(node.id)?.pin);
  const left = behind(
    plan,
    absent.map(({ id }) => id),
  );
  const repeated = ({ pinned: _pinned, ...node }: PlanNode): PlanNode =>
    isNotRepeated(node) ? { ...node, pinned: ended.get(node.id)!.pin! } : node;
  const nodes = plan.nodes.filter(({ id }) => !left.has(id)).map(repeated);
  return refreshed({ ...plan, nodes }, { has: () => true });
}
