import { WorkflowNotFoundError } from "@temporalio/client";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { findRun } from "./find.ts";
import { finishRun } from "./record-nodes.ts";

/** Asks a run to stop; its steps and what they started end within seconds. */
export async function cancel(ctx: Ctx, { id }: { id: string }) {
  authorize(ctx, "runs.control");
  const found = await findRun(ctx, id);
  if (!["queued", "running", "waiting", "paused"].includes(found.status))
    throw new PenstockError(
      "conflict",
      `The run has ended already (${found.status}): there is nothing to cancel.`,
    );
  const client = await ctx.temporal();
  await audit(ctx.db, ctx.actor, {
    action: "run.cancel",
    entity: "run",
    entityId: id,
    before: { status: found.status },
  });
  try {
    await client.workflow.getHandle(found.workflowId).cancel();
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
    // Temporal never heard of it, or knows it no more: then nobody else will record the end.
    await finishRun(ctx.db, { runId: id, status: "cancelled", error: null });
  }
  return { id };
}
