import { and, desc, eq, inArray, sql } from "drizzle-orm";
import type { z } from "zod";
import { user } from "../../db/schema/auth.ts";
import { OPEN_STATUSES, run } from "../../db/schema/runs.ts";
import { authorize, type Ctx } from "../context.ts";
import { placeOf, waitingClaims } from "./position.ts";
import type { listInput } from "./schemas.ts";

/** Runs, newest first, a page at a time. */
export async function list(
  ctx: Ctx,
  { limit, cursor, pipeline, status, open }: z.output<typeof listInput>,
) {
  authorize(ctx, "workspace.read");
  const [before, beforeId] = cursor?.split("|") ?? [];
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
    .where(
      and(
        eq(run.workspaceId, ctx.actor.workspaceId),
        ...(pipeline ? [eq(run.name, pipeline)] : []),
        ...(status ? [eq(run.status, status)] : []),
        ...(open ? [inArray(run.status, OPEN_STATUSES)] : []),
        ...(before && beforeId
          ? [sql`(${run.createdAt}, ${run.id}) < (${before}::timestamptz, ${beforeId})`]
          : []),
      ),
    )
    .orderBy(desc(run.createdAt), desc(run.id))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  const queued = page.filter((row) => row.status === "queued").map(({ id }) => id);
  const claims = await waitingClaims(ctx.db, ctx.actor.workspaceId, queued);
  const places = new Map(
    claims.filter(({ node }) => node === "").map((claim) => [claim.runId, placeOf(claim)]),
  );
  const items = page.map(({ key: _key, ...row }) => ({
    ...row,
    pipeline: row.name,
    /** In line for a limit, of those that are queued. */
    position: places.get(row.id) ?? null,
  }));
  const last = rows[limit - 1];
  return { items, nextCursor: rows.length > limit && last ? `${last.key}|${last.id}` : null };
}
