import { canonicalJson } from "../../workflows/core/json.ts";
import type { PinnedOutputs, RunPlan } from "../../workflows/core/plan.ts";
import type { Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { contentsExist } from "./contents-exist.ts";
import { behind, changedNodes, nodeOrItsMap, pinned, refreshed } from "./edit-plan.ts";
import type { findRun } from "./find.ts";
import { endedSteps, type Ended } from "./pins.ts";
import { pinnedIn } from "./reproduce/not-repeated.ts";

type FoundRun = Awaited<ReturnType<typeof findRun>>;

interface Rest {
  run: FoundRun;
  /** The step to begin with, which runs anew; without one what did not get done is what is left. */
  from: string | undefined;
  /** What the plan is of, to whoever named a step that it does not have. */
  of: "pipeline" | "run";
}

/** The plan with what an earlier run gave in the place of steps that need not run again. */
export async function restOf(ctx: Ctx, plan: RunPlan, { run, from, of }: Rest): Promise<RunPlan> {
  const first = from === undefined ? undefined : nodeOrItsMap(plan, from, of).id;
  const stays = await whatStays(ctx, run, plan, first);
  const rest = pinned(plan, stays);
  return from === undefined ? rest : refreshed(rest, new Set([from]));
}

/** What steps gave that need not run again: they were done, are the same still, and lie behind nothing that runs. */
async function whatStays(
  ctx: Ctx,
  run: FoundRun,
  plan: RunPlan,
  from: string | undefined,
): Promise<Map<string, PinnedOutputs>> {
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
  const changed = [...changedNodes(plan, run.plan), ...repinned(plan, run, ended)];
  if (from === undefined && run.status === "done" && changed.length === 0) {
    const failed = [...ended.values()].some(({ status }) => status === "failed");
    throw new PenstockError(
      "conflict",
      `${failed ? "What failed in this run was handled there or allowed to fail" : "Nothing failed in this run"}: run all of it again, or from a step on.`,
    );
  }
  const again = behind(plan, [...undone, ...changed, ...(from === undefined ? [] : [from])]);
  const stay = new Map<string, PinnedOutputs>();
  for (const { id, mode, pinned: standsIn } of main) {
    const pin = ended.get(id)?.pin;
    // Conditions and the like cost nothing and say in the new run too why they went which way.
    if (!pin || mode !== "activity" || standsIn || again.has(id)) continue;
    if (await contentsExist(ctx.artifacts, pin.outputs)) stay.set(id, pin);
  }
  return stay;
}

/** Nodes that the document pins to something else than they gave then, or pins no more. */
function repinned(plan: RunPlan, run: FoundRun, ended: ReadonlyMap<string, Ended>): string[] {
  const before = pinnedIn(run.document);
  const then = new Map(run.plan.nodes.map(({ id, pinned }) => [id, pinned]));
  const moved = plan.nodes.filter(({ id, pinned }) => {
    if (!pinned) return before.has(id);
    const gave = then.get(id) ?? ended.get(id)?.pin;
    return canonicalJson(pinned.outputs) !== canonicalJson(gave?.outputs ?? null);
  });
  return moved.map(({ id }) => id);
}
