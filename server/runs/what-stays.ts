import type { PinnedOutputs, RunPlan } from "../../workflows/core/plan.ts";
import type { Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { contentsExist } from "./contents-exist.ts";
import { behind, changedNodes } from "./edit-plan.ts";
import type { findRun } from "./find.ts";
import { endedSteps } from "./pins.ts";

/** What steps gave that need not run again: they were done, are the same still, and lie behind nothing that runs. */
export async function whatStays(
  ctx: Ctx,
  run: Awaited<ReturnType<typeof findRun>>,
  plan: RunPlan,
  mode: "failed" | "from",
  from: string | undefined,
): Promise<[string, PinnedOutputs][]> {
  if (run.finishedAt === null)
    throw new PenstockError(
      "conflict",
      `The run is still ${run.status}: cancel it or wait for its end, then run the rest again.`,
    );
  const ended = await endedSteps(ctx, run.id);
  const main = plan.nodes.filter(({ phase }) => !phase);
  const undone = main
    .map((node) => node.id)
    .filter((node) => !["done", "skipped"].includes(ended.get(node)?.status ?? ""));
  const changed = changedNodes(plan, run.plan as unknown as RunPlan);
  const failed = run.status === "done" ? 0 : undone.length;
  if (mode === "failed" && failed + changed.length === 0)
    throw new PenstockError(
      "conflict",
      `${undone.length > 0 ? "What failed in this run was handled there or allowed to fail" : "Nothing failed in this run"}: run all of it again, or from a step on.`,
    );
  const again = behind(plan, [...undone, ...changed, ...(from === undefined ? [] : [from])]);
  const stay: [string, PinnedOutputs][] = [];
  for (const { id, mode: how } of main) {
    const pin = ended.get(id)?.pin;
    // Conditions and the like cost nothing and say in the new run too why they went which way.
    if (!pin || how !== "activity" || again.has(id)) continue;
    if (await contentsExist(ctx.artifacts, pin.outputs)) stay.push([id, pin]);
  }
  return stay;
}
