import assert from "node:assert/strict";
import { and, eq } from "drizzle-orm";
import { pipeline } from "../../db/schema/pipelines.ts";
import { run } from "../../db/schema/runs.ts";
import type { Ctx } from "../../server/context.ts";
import { newId } from "../../server/ids.ts";
import { findPipeline } from "../../server/pipelines/find.ts";
import { insertVersion } from "../../server/pipelines/publish.ts";
import { lockPipeline } from "../../server/triggers/find.ts";
import { moveTriggers, type Moved } from "../../server/triggers/move.ts";
import type { PipelineDocument } from "../../workflows/core/document.ts";
import type { RunTrigger } from "../../workflows/core/run-trigger.ts";
import type { TriggerSpec } from "../../workflows/core/triggers.ts";

export type ToPublish = Omit<PipelineDocument, "apiVersion" | "nodes" | "triggers"> & {
  nodes?: PipelineDocument["nodes"];
  triggers: TriggerSpec[];
};

/** Publishes a pipeline of the tests' own kinds of step, which the product's compiler does not know, and moves its triggers. */
export async function publishTest(
  ctx: Ctx,
  toPublish: ToPublish,
): Promise<{ number: number; triggers: Moved }> {
  const { id, number } = await insertTest(ctx, toPublish);
  return { number, triggers: await moveTriggers(ctx, id) };
}

/** The same up to the version itself, as if the process had ended then. */
export async function insertTest(
  ctx: Ctx,
  { nodes = [{ id: "work", kind: "test.noop" }], ...more }: ToPublish,
): Promise<{ id: string; number: number }> {
  const document: PipelineDocument = { apiVersion: "penstock/v1", nodes, ...more };
  const { name } = document;
  return ctx.db.transaction(async (tx) => {
    await tx
      .insert(pipeline)
      .values({
        id: newId("pipeline"),
        workspaceId: ctx.actor.workspaceId,
        name,
        createdBy: ctx.actor.userId,
      })
      .onConflictDoNothing();
    const { id } = await findPipeline(ctx, name, tx);
    await lockPipeline(tx, id);
    return {
      id,
      number: await insertVersion(tx, ctx, {
        pipelineId: id,
        document,
        source: null,
        note: "For a test",
      }),
    };
  });
}

/** The workspace's runs of a pipeline, the oldest first. */
export function runsOf({ db, actor }: Ctx, name: string) {
  return db
    .select()
    .from(run)
    .where(and(eq(run.name, name), eq(run.workspaceId, actor.workspaceId)))
    .orderBy(run.createdAt);
}

/** The trigger that started a run, with what had happened. */
export function firedBy({ trigger }: { trigger: RunTrigger }) {
  assert.ok("trigger" in trigger);
  return trigger;
}
