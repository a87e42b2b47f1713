import type { z } from "zod";
import type { StepRegistry } from "../../workflows/core/define-step.ts";
import { registry } from "../../workflows/steps/index.ts";
import { authorize, type Ctx } from "../context.ts";
import { prepareRerun } from "./rerun.ts";
import type { planInput } from "./schemas.ts";
import { prepareStart } from "./start.ts";
import { walkPlan } from "./walk-plan.ts";

/** What a run would do if it were started now: which steps would run, and whose results the others would take. */
export async function preview(
  ctx: Ctx,
  input: z.output<typeof planInput>,
  steps: StepRegistry = registry,
) {
  authorize(ctx, "runs.start");
  const { plan } =
    "start" in input
      ? await prepareStart(ctx, input.start, { steps })
      : await prepareRerun(ctx, input.rerun, steps);
  const found = await walkPlan(ctx, plan);
  return {
    nodes: plan.nodes.map(({ id, title, kind }) => {
      const { outputs: _outputs, ...prospect } = found.get(id)!;
      return { node: id, title, kind, ...prospect };
    }),
  };
}
