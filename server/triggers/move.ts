import { eq, sql } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";
import { trigger, triggerMoveFailed } from "../../db/schema/triggers.ts";
import type { TriggerSpec } from "../../workflows/core/triggers.ts";
import { audit } from "../audit.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { newId } from "../ids.ts";
import { log } from "../log.ts";
import { findUnarchived, findVersion } from "../pipelines/find.ts";
import { lockPipeline, triggersWhere, type Trigger } from "./find.ts";
import { deleteSchedule, putSchedule, scheduleIdOf } from "./schedule.ts";

/** Whether a version's triggers have taken over; if not, those of the version before go on. */
export interface Moved {
  moved: boolean;
  why?: string;
}

/** Tries again to move a pipeline's triggers to its newest version. */
export async function move(ctx: Ctx, { pipeline }: { pipeline: string }): Promise<Moved> {
  authorize(ctx, "pipelines.write");
  const { id } = await findUnarchived(ctx, pipeline);
  return moveTriggers(ctx, id);
}

/**
 * Moves a pipeline's triggers to its newest version. Each keeps its schedule, with what runs and what waits there. The
 * schedules are changed first and then the rows, in one transaction, which is the moment at which the version takes over:
 * which version a schedule's action starts is said by the row. When a schedule cannot be changed, those before it get back
 * what they were. What is cut short on the way, the worker finishes (`keepSchedules`), and what a schedule starts waits for it.
 * @param unlessFailed leave it where it has failed before: that is for a person to try again
 */
export async function moveTriggers(
  ctx: Ctx,
  pipelineId: string,
  { unlessFailed = false } = {},
): Promise<Moved> {
  await ctx.db.transaction((tx) => makeRows(tx, ctx, pipelineId));
  const { obsolete = [], ...moved } = await ctx.db.transaction((tx) =>
    tryToMove(tx, ctx, pipelineId, unlessFailed),
  );
  if (obsolete.length > 0) await discard(ctx, pipelineId, obsolete);
  return moved;
}

/** A new trigger has its id, and with it the name of its schedule, before it is in force: another try finds them again. */
async function makeRows(tx: Transaction, ctx: Ctx, pipelineId: string): Promise<void> {
  await lockPipeline(tx, pipelineId);
  const version = await findVersion(tx, pipelineId);
  const specs = version?.document.triggers ?? [];
  if (!version || specs.length === 0) return;
  await tx
    .insert(trigger)
    .values(
      specs.map((spec) => ({
        id: newId("trg"),
        workspaceId: ctx.actor.workspaceId,
        pipelineId,
        name: spec.id,
        version: 0,
        type: spec.type,
        spec,
        publishedBy: version.createdBy,
        removedAt: sql`now()`,
      })),
    )
    .onConflictDoNothing({ target: [trigger.pipelineId, trigger.name] });
}

/** Whoever has the pipeline's lock sees a move done, or failed and noted, or cut short. */
async function tryToMove(
  tx: Transaction,
  ctx: Ctx,
  pipelineId: string,
  unlessFailed: boolean,
): Promise<Moved & { obsolete?: string[] }> {
  await lockPipeline(tx, pipelineId);
  const version = await findVersion(tx, pipelineId);
  if (!version) return { moved: true };
  const before = await failureOf(tx, pipelineId);
  if (unlessFailed && before?.version === version.number) return { moved: false, why: before.why };
  const changed: Changed[] = [];
  try {
    const obsolete = await tx.transaction((inner) => takeOver(inner, ctx, version, changed));
    return { moved: true, obsolete };
  } catch (error) {
    log.warn(
      { err: error, pipelineId, version: version.number },
      "the triggers could not be moved",
    );
    const live = await triggersWhere(tx, eq(trigger.pipelineId, pipelineId), 1);
    const goesOn = live.length > 0 ? ", and those of the version before go on" : "";
    const why = `The triggers of version ${version.number} could not take over${goesOn}: ${reason(error)}`;
    await giveBack(tx, ctx, changed);
    const failure = { version: version.number, why };
    await tx
      .insert(triggerMoveFailed)
      .values({ pipelineId, ...failure })
      .onConflictDoUpdate({
        target: triggerMoveFailed.pipelineId,
        set: { ...failure, at: sql`now()` },
      });
    return { moved: false, why };
  }
}

/** The move that failed, where one has. */
export async function failureOf(tx: Transaction, pipelineId: string) {
  const [found] = await tx
    .select({ version: triggerMoveFailed.version, why: triggerMoveFailed.why })
    .from(triggerMoveFailed)
    .where(eq(triggerMoveFailed.pipelineId, pipelineId));
  return found;
}

/** A trigger whose schedule was changed, or may have been. */
type Changed = Pick<Trigger, "id"> & { scheduleId: string };

/** Answers with the schedules that are not needed any more. */
async function takeOver(
  tx: Transaction,
  ctx: Ctx,
  version: NonNullable<Awaited<ReturnType<typeof findVersion>>>,
  changed: Changed[],
): Promise<string[]> {
  const { pipelineId } = version;
  const specs = version.document.triggers ?? [];
  const rows = await tx.select().from(trigger).where(eq(trigger.pipelineId, pipelineId));
  const live = rows.filter(({ removedAt }) => removedAt === null);
  const isDone =
    live.length === specs.length &&
    specs.every(({ id }) =>
      live.some(({ name, version: of }) => name === id && of === version.number),
    );
  const wanted = specs.map((spec) => {
    const row = rows.find(({ name }) => name === spec.id)!;
    return {
      id: row.id,
      version: version.number,
      ...pauseOf(row, spec),
      spec,
      scheduleId: scheduleIdOf(row, spec),
    };
  });
  for (const { spec, scheduleId, ...one } of isDone ? [] : wanted) {
    if (scheduleId === null) continue;
    const client = await ctx.temporal();
    changed.push({ id: one.id, scheduleId });
    await putSchedule(client, { ...one, scheduleId }, spec);
  }
  await tx.delete(triggerMoveFailed).where(eq(triggerMoveFailed.pipelineId, pipelineId));
  if (isDone) return [];

  for (const { id, spec, ...values } of wanted)
    await tx
      .update(trigger)
      .set({
        ...values,
        type: spec.type,
        spec,
        subject: subjectOf(spec),
        publishedBy: version.createdBy,
        // What a folder's files were refused for may be right now; those that have had their run get no other.
        seen: null,
        movedAt: sql`clock_timestamp()`,
        // It was about the version before.
        lastError: null,
        removedAt: null,
      })
      .where(eq(trigger.id, id));
  for (const { id, name } of live)
    if (!specs.some((spec) => spec.id === name))
      await tx
        .update(trigger)
        .set({ removedAt: sql`now()`, scheduleId: null })
        .where(eq(trigger.id, id));
  await audit(tx, ctx.actor, {
    action: "pipeline.move-triggers",
    entity: "pipeline",
    entityId: version.document.name,
    before: { triggers: live.map(({ name, version: of }) => `${name} v${of}`) },
    after: { version: version.number, triggers: specs.map(({ id }) => id) },
  });
  return live.flatMap(({ scheduleId }) =>
    scheduleId === null || wanted.some((one) => one.scheduleId === scheduleId) ? [] : [scheduleId],
  );
}

/** Where Temporal is away now too, the worker does it later; what a schedule starts meanwhile is held back. */
async function giveBack(tx: Transaction, ctx: Ctx, changed: readonly Changed[]): Promise<void> {
  try {
    for (const { id, scheduleId } of changed) {
      const client = await ctx.temporal();
      const [before] = await triggersWhere(tx, eq(trigger.id, id));
      if (before?.scheduleId === scheduleId)
        await putSchedule(client, { ...before, scheduleId }, before.spec);
      else await deleteSchedule(client, scheduleId);
    }
  } catch (error) {
    log.warn({ err: error, changed }, "schedules of a failed move could not be given back");
  }
}

/** What a person has paused stays so, unless the new version says otherwise than the one before. */
function pauseOf(row: typeof trigger.$inferSelect, spec: TriggerSpec) {
  const now = spec.paused ?? false;
  const before = row.removedAt === null ? (row.spec["paused"] ?? false) : undefined;
  return before === now
    ? {
        paused: row.paused,
        pauseNote: row.pauseNote,
        pausedBy: row.pausedBy,
        pausedAt: row.pausedAt,
      }
    : {
        paused: now,
        pauseNote: now ? "Paused in the document." : null,
        pausedBy: null,
        pausedAt: null,
      };
}

function subjectOf(spec: TriggerSpec): string | null {
  if (spec.type === "dataset") return spec.dataset;
  if (spec.type === "pipeline") return spec.pipeline;
  return spec.type === "model" ? spec.model : null;
}

/** Removes schedules of a pipeline that no trigger has any more. One that stays behind starts nothing, and removes itself when it comes to act. */
async function discard(ctx: Ctx, pipelineId: string, scheduleIds: string[]): Promise<void> {
  try {
    await ctx.db.transaction(async (tx) => {
      await lockPipeline(tx, pipelineId);
      const needed = await triggersWhere(tx, eq(trigger.pipelineId, pipelineId));
      const client = await ctx.temporal();
      for (const id of scheduleIds)
        if (!needed.some(({ scheduleId }) => scheduleId === id)) await deleteSchedule(client, id);
    });
  } catch (error) {
    log.warn({ err: error, scheduleIds }, "schedules that are not needed could not be removed");
  }
}

function reason(error: unknown): string {
  if (error instanceof PenstockError && error.code !== "unavailable") return error.message;
  return "Temporal, which keeps the schedules, did not answer or failed. Move them again when it is there.";
}
