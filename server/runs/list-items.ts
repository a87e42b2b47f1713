import { eq, inArray, and, sql } from "drizzle-orm";
import type { z } from "zod";
import { stepRun } from "../../db/schema/runs.ts";
import type { RunPlan } from "../../workflows/core/plan.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { findRun } from "./find.ts";
import { bodyOf, countItems, runningItems } from "./map-counts.ts";
import type { itemInput, itemsInput } from "./schemas.ts";
import { stepRows } from "./step-rows.ts";

interface Item {
  index: number;
  status: "running" | "done" | "failed" | "cancelled";
  /** The beginning of the item as JSON; empty until it has ended. */
  label: string;
  error: string | null;
  startedAt: Date;
  finishedAt: Date | null;
}

/** The items of a map that have begun, in their order, a page at a time; with how many there are of each state. */
export async function items(
  ctx: Ctx,
  { id, node, status, limit, cursor }: z.output<typeof itemsInput>,
) {
  const body = await bodyOfMap(ctx, id, node);
  const after = cursor ? Number(cursor) : -1;
  const found = await itemsWhere(ctx, id, node, body, { status, after, limit: limit + 1 });
  const page = found.slice(0, limit);
  const counts = await countItems(ctx.db, id, node, body);
  return {
    items: page,
    counts: counts ?? { total: null, done: 0, failed: 0, cancelled: 0, running: 0 },
    nextCursor: found.length > limit ? String(page.at(-1)!.index) : null,
  };
}

/** One item of a map with every attempt at its steps. */
export async function item(ctx: Ctx, { id, node, index }: z.output<typeof itemInput>) {
  const body = await bodyOfMap(ctx, id, node);
  const [found] = await itemsWhere(ctx, id, node, body, { after: index - 1, limit: 1 });
  const steps = await stepRows(
    ctx.db,
    id,
    and(inArray(stepRun.node, body), eq(stepRun.item, String(index)))!,
  );
  if (found?.index === index) return { ...found, steps };
  const first = steps[0];
  if (!first)
    throw new PenstockError("not-found", `Item ${index} of '${node}' has not begun in this run.`);
  // Between two of its steps nothing of it runs.
  const begun: Item = {
    index,
    status: "running",
    label: "",
    error: null,
    startedAt: first.startedAt,
    finishedAt: null,
  };
  return { ...begun, steps };
}

async function itemsWhere(
  { db }: Ctx,
  runId: string,
  map: string,
  body: readonly string[],
  { status, after, limit }: { status?: Item["status"] | undefined; after: number; limit: number },
): Promise<Item[]> {
  const ended = sql`
    select index, status, label, error, started_at, finished_at from run_item
    where run_id = ${runId} and node = ${map} and index > ${after}
      ${status === undefined ? sql`` : sql`and status = ${status}`}
    order by index limit ${limit}`;
  const running = sql`
    select index, 'running' as status, '' as label, null as error, started_at, null::timestamptz as finished_at
    from (${runningItems(runId, map, body)}) r where index > ${after}`;
  const rows = await db.execute<Record<keyof Item, never>>(sql`
    select index, status, label, error, started_at as "startedAt", finished_at as "finishedAt" from (
      ${status === "running" ? sql`` : sql`(${ended})`}
      ${status === undefined ? sql`union all` : sql``}
      ${status === undefined || status === "running" ? sql`(${running})` : sql``}
    ) i order by index limit ${limit}
  `);
  return rows.map((row) => ({
    ...row,
    startedAt: new Date(row.startedAt),
    finishedAt: row.finishedAt === null ? null : new Date(row.finishedAt),
  }));
}

async function bodyOfMap(ctx: Ctx, id: string, node: string): Promise<string[]> {
  authorize(ctx, "workspace.read");
  const { plan } = await findRun(ctx, id);
  const body = bodyOf(plan as unknown as RunPlan, node);
  if (!body) throw new PenstockError("not-found", `The run '${id}' has no map '${node}'.`);
  return body;
}
