import { and, desc, eq, inArray, isNull, lt, sql } from "drizzle-orm";
import type { z } from "zod";
import { user } from "../../db/schema/auth.ts";
import { pipelineVersion } from "../../db/schema/pipelines.ts";
import { run, type RunStatus } from "../../db/schema/runs.ts";
import { authorize, type Ctx } from "../context.ts";
import { findPipeline } from "./find.ts";
import type { versionsInput } from "./schemas.ts";

/** The published versions, newest first, each with the runs made with it: how many, and the last one. */
export async function versions(ctx: Ctx, { name, limit, cursor }: z.output<typeof versionsInput>) {
  authorize(ctx, "workspace.read");
  const { id } = await findPipeline(ctx, name);
  const rows = await ctx.db
    .select({
      number: pipelineVersion.number,
      note: pipelineVersion.note,
      commit: pipelineVersion.commit,
      createdAt: pipelineVersion.createdAt,
      author: { id: user.id, name: user.name },
    })
    .from(pipelineVersion)
    .innerJoin(user, eq(user.id, pipelineVersion.createdBy))
    .where(
      and(
        eq(pipelineVersion.pipelineId, id),
        ...(cursor == null ? [] : [lt(pipelineVersion.number, Number(cursor))]),
      ),
    )
    .orderBy(desc(pipelineVersion.number))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  const runs = await runsOf(
    ctx,
    id,
    page.map(({ number }) => number),
  );
  const items = page.map((row) => ({
    ...row,
    runs: runs.get(row.number)?.count ?? 0,
    lastRun: runs.get(row.number)?.last ?? null,
  }));
  return { items, nextCursor: rows.length > limit ? String(page.at(-1)!.number) : null };
}

interface Runs {
  count: number;
  last: { id: string; status: RunStatus };
}

async function runsOf(ctx: Ctx, pipelineId: string, numbers: number[]): Promise<Map<number, Runs>> {
  if (numbers.length === 0) return new Map();
  const rows = await ctx.db
    .select({
      number: run.pipelineVersion,
      count: sql<number>`count(*)::int`,
      last: sql<
        Runs["last"]
      >`(array_agg(jsonb_build_object('id', ${run.id}, 'status', ${run.status}) order by ${run.createdAt} desc))[1]`,
    })
    .from(run)
    .where(
      and(
        eq(run.pipelineId, pipelineId),
        inArray(run.pipelineVersion, numbers),
        isNull(run.parentRunId),
      ),
    )
    .groupBy(run.pipelineVersion);
  return new Map(rows.map(({ number, ...runs }) => [number!, runs]));
}
