import { setTimeout as sleep } from "node:timers/promises";
import { and, eq, sql } from "drizzle-orm";
import { pipeline } from "../../db/schema/pipelines.ts";
import { run } from "../../db/schema/runs.ts";
import type { PipelineDocument } from "../../db/types.ts";
import type { Ctx } from "../../server/context.ts";
import { newId } from "../../server/ids.ts";
import { findPipeline } from "../../server/pipelines/find.ts";
import { insertVersion } from "../../server/pipelines/publish.ts";
import { moveTriggers, type Moved } from "../../server/triggers/move.ts";
import type { TriggerSpec } from "../../workflows/core/triggers.ts";

export interface ToPublish {
  name: string;
  triggers: TriggerSpec[];
  nodes?: { id: string; kind: string; parent?: string; config?: Record<string, unknown> }[];
  wires?: { from: string; to: string }[];
  params?: Record<string, unknown>;
  concurrency?: { runs: number };
}

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
  {
    name,
    triggers,
    nodes = [{ id: "work", kind: "test.noop" }],
    wires,
    params,
    concurrency,
  }: ToPublish,
): Promise<{ id: string; number: number }> {
  const document = {
    apiVersion: "penstock/v1",
    name,
    ...(params ? { params } : {}),
    ...(concurrency ? { concurrency } : {}),
    nodes,
    ...(wires ? { wires } : {}),
    triggers,
  } as unknown as PipelineDocument;
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
    await tx.execute(sql`select 1 from pipeline where id = ${id} for update`);
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

/** Looks until there is something to see; fails after 30 s with what was waited for. */
export async function until<T>(what: string, look: () => Promise<T | null | false>): Promise<T> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const found = await look();
    if (found !== null && found !== false) return found;
    if (Date.now() > deadline) throw new Error(`Waited 30 s for ${what}.`);
    await sleep(50);
  }
}
