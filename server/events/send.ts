import { and, eq, inArray, sql } from "drizzle-orm";
import type { z } from "zod";
import { run, stepRun } from "../../db/schema/runs.ts";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { tellWorkflows } from "../outbox/tell-workflows.ts";
import type { sendInput } from "./schemas.ts";

const MAX_PAYLOAD_BYTES = 16 * 1024;

/**
 * Lets go on every step of the workspace that waits for the event of this name, with the payload for each. The messages
 * to their workflows are written in one transaction: all hear of it, or none.
 */
export async function send(
  ctx: Ctx,
  { name, payload, run: only }: z.output<typeof sendInput>,
): Promise<{ sent: { runId: string; node: string; item: string }[] }> {
  authorize(ctx, "runs.control");
  const bytes = Buffer.byteLength(JSON.stringify(payload));
  if (bytes > MAX_PAYLOAD_BYTES)
    throw new PenstockError(
      "too-large",
      `The event's payload takes ${bytes} bytes; ${MAX_PAYLOAD_BYTES} are allowed: send a reference to the data instead.`,
    );
  return ctx.db.transaction(async (tx) => {
    const waiting = await tx
      .select({
        runId: stepRun.runId,
        node: stepRun.node,
        item: stepRun.item,
        waitsFor: stepRun.waitsFor,
      })
      .from(stepRun)
      .innerJoin(run, eq(run.id, stepRun.runId))
      .where(
        and(
          eq(stepRun.status, "waiting"),
          sql`${stepRun.waitsFor} ->> 'event' = ${name}`,
          eq(run.workspaceId, ctx.actor.workspaceId),
          inArray(run.status, ["running", "waiting", "paused"]),
          ...(only === undefined ? [] : [eq(run.id, only)]),
        ),
      );
    if (waiting.length === 0)
      throw new PenstockError(
        "not-found",
        `No step ${only === undefined ? "in this workspace" : `of the run '${only}'`} waits for the event '${name}': check its name, or send it when the step has begun to wait.`,
      );
    await tellWorkflows(
      tx,
      waiting.map(({ waitsFor }) => ({
        workflowId: waitsFor!.workflowId,
        event: { key: waitsFor!.key, actorId: ctx.actor.userId, payload },
      })),
    );
    await audit(tx, ctx.actor, {
      action: "event.send",
      entity: "event",
      entityId: name,
      after: { runs: [...new Set(waiting.map(({ runId }) => runId))], steps: waiting.length },
    });
    return { sent: waiting.map(({ waitsFor: _waits, ...step }) => step) };
  });
}
