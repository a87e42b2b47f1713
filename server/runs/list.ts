import { and, desc, eq, gte, inArray, lt, sql, type SQL } from "drizzle-orm";
import type { z } from "zod";
import { user } from "../../db/schema/auth.ts";
import { OPEN_STATUSES, run } from "../../db/schema/runs.ts";
import { authorize, type Ctx } from "../context.ts";
import type { listInput } from "./schemas.ts";
import { waitsOf } from "./waits-of.ts";

type Input = z.output<typeof listInput>;

/** Runs, newest first, a page at a time. */
export async function list(ctx: Ctx, input: Input) {
  authorize(ctx, "workspace.read");
  const { limit } = input;
  const rows = await ctx.db
    .select({
      id: run.id,
      name: run.name,
      version: run.pipelineVersion,
      status: run.status,
      error: run.error,
      parentRunId: run.parentRunId,
      trigger: run.trigger,
      startedBy: { id: user.id, name: user.name },
      createdAt: run.createdAt,
      startedAt: run.startedAt,
      finishedAt: run.finishedAt,
      key: sql<string>`${run.createdAt}::text`,
    })
    .from(run)
    .innerJoin(user, eq(user.id, run.startedBy))
    .where(and(eq(run.workspaceId, ctx.actor.workspaceId), ...conditions(input)))
    .orderBy(desc(run.createdAt), desc(run.id))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  const waits = await waitsOf(ctx, page);
  const items = page.map(({ key: _key, ...row }) => {
    const { position = null, wait = null } = waits.get(row.id) ?? {};
    return {
      ...row,
      pipeline: row.name,
      /** In line for a limit, of those that are queued. */
      position,
      /** What it waits for, where it is queued or waits, and that is known. */
      waitsFor: wait,
    };
  });
  const last = rows[limit - 1];
  return { items, nextCursor: rows.length > limit && last ? `${last.key}|${last.id}` : null };
}

/** What is asked for; all of it must hold. Each has an index in the list's order. */
function conditions(input: Input): (SQL | undefined)[] {
  const { cursor, pipeline, status, open, how, trigger, startedBy, since, until } = input;
  const [before, beforeId] = cursor?.split("|") ?? [];
  return [
    pipeline ? eq(run.name, pipeline) : undefined,
    status ? eq(run.status, status) : undefined,
    open ? inArray(run.status, OPEN_STATUSES) : undefined,
    how ? eq(run.how, how) : undefined,
    trigger ? eq(run.triggerId, trigger) : undefined,
    startedBy ? eq(run.startedBy, startedBy) : undefined,
    since ? gte(run.createdAt, new Date(since)) : undefined,
    until ? lt(run.createdAt, new Date(until)) : undefined,
    before && beforeId
      ? sql`(${run.createdAt}, ${run.id}) < (${before}::timestamptz, ${beforeId})`
      : undefined,
  ];
}
