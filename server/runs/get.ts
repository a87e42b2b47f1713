import { and, desc, eq, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { user } from "../../db/schema/auth.ts";
import { run, stepRun } from "../../db/schema/runs.ts";
import { authorize, type Ctx } from "../context.ts";
import { noRun } from "./find.ts";
import { eventCursor } from "./follow.ts";
import { countItems, type MapCounts } from "./map-counts.ts";
import { placeOf, waitingClaims } from "./position.ts";
import { stepRows } from "./step-rows.ts";

const author = alias(user, "author");
const MAX_CHILDREN = 100;

/**
 * A run with everything its page begins with; `cursor` is where to follow its events from. The document is the effective
 * one: sources pinned, overrides applied. Of maps it has counts; their items are read by `items`.
 */
export async function get(ctx: Ctx, { id }: { id: string }) {
  authorize(ctx, "workspace.read");
  const { db } = ctx;
  const { workspaceId } = ctx.actor;
  // The cursor comes first: what changes while the rest is read comes again as an event.
  const cursor = await eventCursor(db, id);
  const [row] = await db
    .select({
      run,
      startedBy: { id: user.id, name: user.name },
      author: { id: author.id, name: author.name },
    })
    .from(run)
    .innerJoin(user, eq(user.id, run.startedBy))
    .innerJoin(author, eq(author.id, run.author))
    .where(and(eq(run.id, id), eq(run.workspaceId, workspaceId)));
  if (!row) throw noRun(id);
  const maps: Record<string, MapCounts> = {};
  for (const { id: node, map } of row.run.plan.nodes) {
    if (!map) continue;
    const counts = await countItems(db, id, node, map.body);
    if (counts) maps[node] = counts;
  }
  const claims = row.run.finishedAt === null ? await waitingClaims(db, workspaceId, [id]) : [];
  const own = claims.find(({ node }) => node === "");
  const {
    workspaceId: _workspace,
    workflowId: _workflow,
    how: _how,
    triggerId: _id,
    document,
    plan,
    parentRunId,
    parentNode,
    parentItem,
    ...facts
  } = row.run;
  return {
    run: {
      ...facts,
      startedBy: row.startedBy,
      author: row.author,
      parent: parentRunId ? { runId: parentRunId, node: parentNode!, item: parentItem! } : null,
      position: own ? placeOf(own) : null,
      paused: row.run.status === "paused" ? await pausedBy(ctx, id) : null,
      waitsForSomebody: row.run.status === "waiting" && (await waitsForSomebody(ctx, id)),
    },
    document,
    plan,
    steps: await stepRows(db, id, eq(stepRun.item, "")),
    maps,
    slots: claims
      .filter(({ node }) => node !== "")
      .map(({ node, item, key, place, since }) => ({ node, item, key, place, since })),
    children: await db
      .select({
        runId: run.id,
        name: run.name,
        status: run.status,
        node: run.parentNode,
        item: run.parentItem,
      })
      .from(run)
      .where(eq(run.parentRunId, id))
      .orderBy(desc(run.createdAt))
      .limit(MAX_CHILDREN),
    cursor,
  };
}

/** Who paused a run that is paused, and when; null of one that began so, or was paused by an earlier release. */
async function pausedBy({ db }: Ctx, id: string): Promise<{ by: string; at: string } | null> {
  const [found] = await db.execute<{ paused: { by: string; at: string } | null }>(sql`
    select data -> 'paused' as paused from run_event
    where run_id = ${id} and type = 'run' and data ->> 'status' = 'paused' order by tx desc, id desc limit 1`);
  return found?.paused ?? null;
}

/** Whether some step waits for more than its time: an event, or a decision. */
async function waitsForSomebody({ db }: Ctx, id: string): Promise<boolean> {
  const [found] = await db
    .select({ node: stepRun.node })
    .from(stepRun)
    .where(
      and(
        eq(stepRun.runId, id),
        eq(stepRun.status, "waiting"),
        sql`(${stepRun.waitsFor} ->> 'until' is null or ${stepRun.waitsFor} ->> 'event' is not null)`,
      ),
    )
    .limit(1);
  return found !== undefined;
}
