import { and, asc, desc, eq, gt, inArray, isNull } from "drizzle-orm";
import type { z } from "zod";
import { pipeline } from "../../db/schema/pipelines.ts";
import { run } from "../../db/schema/runs.ts";
import { trigger, triggerFiring, triggerMoveFailed } from "../../db/schema/triggers.ts";
import { isTimed } from "../../workflows/core/triggers.ts";
import { authorize, type Ctx } from "../context.ts";
import { cannotFire, heardBy, type Heard } from "./cannot-fire.ts";
import { triggersWhere, type Trigger } from "./find.ts";
import { nextTimes } from "./next-times.ts";
import type { listInput } from "./schemas.ts";
import { sentence } from "./sentence.ts";

/** The triggers of the published versions, and the versions whose triggers could not take over. */
export async function list(ctx: Ctx, input: z.output<typeof listInput>) {
  authorize(ctx, "workspace.read");
  const { limit, cursor } = input;
  const ofPipeline = input.pipeline === undefined ? undefined : eq(pipeline.name, input.pipeline);
  const found = await triggersWhere(
    ctx.db,
    and(
      eq(trigger.workspaceId, ctx.actor.workspaceId),
      ofPipeline,
      cursor ? gt(trigger.id, cursor) : undefined,
    ),
    limit + 1,
  );
  const items = found.slice(0, limit);
  const notMoved = await ctx.db
    .select({
      pipeline: pipeline.name,
      version: triggerMoveFailed.version,
      why: triggerMoveFailed.why,
      at: triggerMoveFailed.at,
    })
    .from(triggerMoveFailed)
    .innerJoin(pipeline, eq(pipeline.id, triggerMoveFailed.pipelineId))
    .where(
      and(eq(pipeline.workspaceId, ctx.actor.workspaceId), isNull(pipeline.archivedAt), ofPipeline),
    )
    .orderBy(asc(pipeline.name));
  const last = await lastRuns(ctx, items);
  const heard = await heardBy(ctx, items);
  return {
    items: items.map((one) => ({ ...shown(one, heard), lastRun: last.get(one.id) ?? null })),
    nextCursor: found.length > limit ? items.at(-1)!.id : null,
    notMoved,
  };
}

/** What a page shows of a trigger; never its secrets. */
export function shown(one: Trigger, heard: Heard) {
  const { id, name, pipeline, version, type, spec, paused, pauseNote, lastFiredAt, lastError } =
    one;
  return {
    id,
    name,
    title: spec.title ?? null,
    pipeline,
    version,
    type,
    spec,
    sentence: sentence(spec),
    paused,
    pauseNote,
    lastFiredAt,
    lastError,
    cannotFire: paused ? null : cannotFire(one, heard),
    /** Without its jitter; null when it is not started by time, or is paused. */
    nextAt: isTimed(spec) && !paused ? (nextTimes(spec, 1)[0] ?? null) : null,
  };
}

async function lastRuns({ db }: Ctx, triggers: readonly Trigger[]) {
  const ids = triggers.map(({ id }) => id);
  if (ids.length === 0) return new Map<string, { id: string; status: string }>();
  const rows = await db
    .selectDistinctOn([triggerFiring.triggerId], {
      triggerId: triggerFiring.triggerId,
      id: run.id,
      status: run.status,
    })
    .from(triggerFiring)
    .innerJoin(run, eq(run.id, triggerFiring.runId))
    .where(inArray(triggerFiring.triggerId, ids))
    .orderBy(triggerFiring.triggerId, desc(triggerFiring.at));
  return new Map(rows.map(({ triggerId, id, status }) => [triggerId, { id, status }]));
}
