import type { PipelineDocument } from "../../workflows/core/document.ts";
import type { RunPlan } from "../../workflows/core/plan.ts";
import { authorize, type Ctx } from "../context.ts";
import { findRun } from "./find.ts";
import { launch } from "./start.ts";

/** Starts the same plan again, on the same data; what was cached is reused. */
export async function rerun(ctx: Ctx, { id }: { id: string }) {
  authorize(ctx, "runs.start");
  const found = await findRun(ctx, id);
  return launch(ctx, {
    document: found.document as unknown as PipelineDocument,
    pipelineId: found.pipelineId,
    version: found.pipelineVersion,
    author: found.author,
    plan: found.plan as unknown as RunPlan,
    trigger: { type: "rerun", of: id },
  });
}
