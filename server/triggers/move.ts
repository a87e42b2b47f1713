import { and, eq, isNull, sql } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";
import { trigger, triggerMoveFailed } from "../../db/schema/triggers.ts";
import type { JsonRecord } from "../../db/types.ts";
import { triggerSchema, type TriggerSpec } from "../../workflows/core/triggers.ts";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { newId } from "../ids.ts";
import { log } from "../log.ts";
import { findPipeline, findVersion } from "../pipelines/find.ts";
import { createSchedule, deleteSchedule, scheduleIdOf } from "./schedule.ts";

/** Whether a version's triggers have taken over; if not, those of the version before go on. */
export interface Moved {
  moved: boolean;
  why?: string;
}

/** Tries again to move a pipeline's triggers to its newest version. */
export async function move(ctx: Ctx, { pipeline }: { pipeline: string }): Promise<Moved> {
  authorize(ctx, "pipelines.write");
  const { id } = await findPipeline(ctx, pipeline);
  return moveTriggers(ctx, id);
}

/**
 * Moves a pipeline's triggers to its newest version. The new schedules are made first, then the rows change in one
 * transaction, which is the moment at which the version takes over, and then the old schedules go. A schedule whose version
 * is not that of its row starts nothing, so whatever fails on the way, exactly one version's triggers are in force.
 */
export async function moveTriggers(ctx: Ctx, pipelineId: string): Promise<Moved> {
  const made: string[] = [];
  try {
    const obsolete = await ctx.db.transaction((tx) => takeOver(tx, ctx, pipelineId, made));
    for (const id of obsolete) await discard(ctx, id);
    return { moved: true };
  } catch (error) {
    const version = (await findVersion(ctx.db, pipelineId))?.number ?? 0;
    log.warn({ err: error, pipelineId, version }, "the triggers could not be moved");
    const inForce = await ctx.db
      .select({ id: trigger.scheduleId })
      .from(trigger)
      .where(eq(trigger.pipelineId, pipelineId));
    for (const id of made) if (!inForce.some((row) => row.id === id)) await discard(ctx, id);
    const why = `The triggers of version ${version} could not take over, and those of the version before go on: ${reason(error)} Move them again then.`;
    await ctx.db
      .insert(triggerMoveFailed)
      .values({ pipelineId, version, why })
      .onConflictDoUpdate({
        target: triggerMoveFailed.pipelineId,
        set: { version, why, at: sql`now()` },
      });
    return { moved: false, why };
  }
}

/** Answers with the schedules that are not needed any more. */
async function takeOver(
  tx: Transaction,
  ctx: Ctx,
  pipelineId: string,
  made: string[],
): Promise<string[]> {
  await tx.execute(sql`select 1 from pipeline where id = ${pipelineId} for update`);
  const version = await findVersion(tx, pipelineId);
  await tx.delete(triggerMoveFailed).where(eq(triggerMoveFailed.pipelineId, pipelineId));
  if (!version) return [];
  const specs = ((version.document["triggers"] ?? []) as unknown[]).map((one) =>
    triggerSchema.parse(one),
  );
  const rows = await tx.select().from(trigger).where(eq(trigger.pipelineId, pipelineId));
  const live = rows.filter(({ removedAt }) => removedAt === null);
  const isDone =
    live.length === specs.length &&
    specs.every(({ id }) =>
      live.some(({ name, version: of }) => name === id && of === version.number),
    );
  if (isDone) return [];

  const wanted = specs.map((spec) => {
    const row = rows.find(({ name }) => name === spec.id);
    const id = row?.id ?? newId("trg");
    const next = { id, version: version.number, ...pauseOf(row, spec) };
    return { ...next, spec, scheduleId: scheduleIdOf(next, spec) };
  });
  for (const one of wanted) {
    if (one.scheduleId === null) continue;
    const client = await ctx.temporal();
    made.push(one.scheduleId);
    await createSchedule(client, one, one.spec);
  }
  for (const { spec, ...values } of wanted) {
    const row = {
      ...values,
      type: spec.type,
      spec: spec as unknown as JsonRecord,
      subject: subjectOf(spec),
      publishedBy: version.createdBy,
      // What a folder's files were refused for may be right now; those that have had their run get no other.
      seen: null,
      movedAt: sql`clock_timestamp()`,
      removedAt: null,
    };
    await tx
      .insert(trigger)
      .values({ ...row, workspaceId: ctx.actor.workspaceId, pipelineId, name: spec.id })
      .onConflictDoUpdate({ target: trigger.id, set: row });
  }
  for (const { id, name } of live)
    if (!specs.some((spec) => spec.id === name))
      await tx
        .update(trigger)
        .set({ removedAt: sql`now()`, scheduleId: null })
        .where(and(eq(trigger.id, id), isNull(trigger.removedAt)));
  await audit(tx, ctx.actor, {
    action: "pipeline.move-triggers",
    entity: "pipeline",
    entityId: version.document.name,
    before: { triggers: live.map(({ name, version: of }) => `${name} v${of}`) },
    after: { version: version.number, triggers: specs.map(({ id }) => id) },
  });
  return live.flatMap(({ scheduleId }) => (scheduleId === null ? [] : [scheduleId]));
}

/** What a person has paused stays so, unless the new version says otherwise than the one before. */
function pauseOf(row: typeof trigger.$inferSelect | undefined, spec: TriggerSpec) {
  const now = spec.paused ?? false;
  const before = row && row.removedAt === null ? (row.spec["paused"] ?? false) : undefined;
  return row && before === now
    ? { paused: row.paused, pauseNote: row.pauseNote }
    : { paused: now, pauseNote: now ? "Paused in the document." : null };
}

function subjectOf(spec: TriggerSpec): string | null {
  if (spec.type === "dataset") return spec.dataset;
  if (spec.type === "pipeline") return spec.pipeline;
  return spec.type === "model" ? spec.model : null;
}

/** A schedule that stays behind starts nothing, and removes itself when it comes to act. */
async function discard(ctx: Ctx, scheduleId: string): Promise<void> {
  try {
    await deleteSchedule(await ctx.temporal(), scheduleId);
  } catch (error) {
    log.warn({ err: error, scheduleId }, "a schedule that is not needed could not be removed");
  }
}

function reason(error: unknown): string {
  if (error instanceof PenstockError && error.code !== "unavailable") return error.message;
  return "Temporal could not be reached or refused the schedule.";
}
