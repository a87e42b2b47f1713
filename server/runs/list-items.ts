import { eq, inArray, and, sql } from "drizzle-orm";
import type { z } from "zod";
import { stepRun } from "../../db/schema/runs.ts";
import { combinationAt, type Grid } from "../../workflows/core/grid.ts";
import type { Json } from "../../workflows/core/json.ts";
import type { PlanNode } from "../../workflows/core/plan.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { findRun } from "./find.ts";
import { countItems, openItems, type ItemWait } from "./map-counts.ts";
import type { itemInput, itemsInput } from "./schemas.ts";
import { stepRows } from "./step-rows.ts";

interface Item {
  index: number;
  status: "running" | "waiting" | "done" | "failed" | "cancelled";
  /** The beginning of the item as JSON; empty until it has ended, where the map's config does not say what it is. */
  label: string;
  /** While it waits. */
  waits: ItemWait | null;
  error: string | null;
  startedAt: Date;
  finishedAt: Date | null;
}

/** The items of a map that have begun, in their order, a page at a time; with how many there are of each state. */
export async function items(
  ctx: Ctx,
  { id, node, status, limit, cursor }: z.output<typeof itemsInput>,
) {
  const map = await mapOf(ctx, id, node);
  const after = cursor ? Number(cursor) : -1;
  const found = await itemsWhere(ctx, id, map, { status, after, limit: limit + 1 });
  const page = found.slice(0, limit);
  const counts = await countItems(ctx.db, id, node, map.map!.body);
  return {
    items: page,
    counts: counts ?? { total: null, done: 0, failed: 0, cancelled: 0, running: 0, waiting: 0 },
    nextCursor: found.length > limit ? String(page.at(-1)!.index) : null,
  };
}

/** One item of a map with every attempt at its steps. */
export async function item(ctx: Ctx, { id, node, index }: z.output<typeof itemInput>) {
  const map = await mapOf(ctx, id, node);
  const body = map.map!.body.map((inner) => inner.id);
  const [found] = await itemsWhere(ctx, id, map, { after: index - 1, limit: 1 });
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
    label: labelOf(map, index),
    waits: null,
    error: null,
    startedAt: first.startedAt,
    finishedAt: null,
  };
  return { ...begun, steps };
}

async function itemsWhere(
  { db }: Ctx,
  runId: string,
  map: PlanNode,
  { status, after, limit }: { status?: Item["status"] | undefined; after: number; limit: number },
): Promise<Item[]> {
  const only = status === undefined ? sql`` : sql`and status = ${status}`;
  const ended = sql`
    select index, status, label, null::jsonb as waits, error, started_at, finished_at from run_item
    where run_id = ${runId} and node = ${map.id} and index > ${after} ${only}
    order by index limit ${limit}`;
  const open = sql`
    select index, status, '' as label, waits, null as error, started_at, null::timestamptz as finished_at
    from (${openItems(runId, map.id, map.map!.body)}) o where index > ${after} ${only}`;
  const isOpen = status === "running" || status === "waiting";
  const which =
    status === undefined ? sql`(${ended}) union all (${open})` : isOpen ? open : sql`(${ended})`;
  const rows = await db.execute<Record<keyof Item, never>>(sql`
    select index, status, label, waits, error, started_at as "startedAt", finished_at as "finishedAt"
    from (${which}) i order by index limit ${limit}
  `);
  return rows.map((row) => ({
    ...row,
    label: row.label || labelOf(map, row.index),
    startedAt: new Date(row.startedAt),
    finishedAt: row.finishedAt === null ? null : new Date(row.finishedAt),
  }));
}

const LABEL_LENGTH = 120;

/** The beginning of an item as JSON, where the map's config says what its items are; else empty. */
function labelOf({ config, map }: PlanNode, index: number): string {
  const value = map?.names ? undefined : itemOf(config, index);
  return value === undefined ? "" : JSON.stringify(value).slice(0, LABEL_LENGTH);
}

function itemOf({ over, list, grid }: PlanNode["config"], index: number): Json | undefined {
  if (over === "count") return index;
  if (over === "list") return (list as Json[] | undefined)?.[index];
  return over === "grid" ? combinationAt(grid as Grid, index) : undefined;
}

async function mapOf(ctx: Ctx, id: string, node: string): Promise<PlanNode> {
  authorize(ctx, "workspace.read");
  const { nodes } = (await findRun(ctx, id)).plan;
  const map = nodes.find((one) => one.id === node && one.map);
  if (!map) throw new PenstockError("not-found", `The run '${id}' has no map '${node}'.`);
  return map;
}
