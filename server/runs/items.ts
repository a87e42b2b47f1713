import type { Database } from "../../db/client.ts";
import { sql } from "drizzle-orm";
import type { Inputs } from "../../workflows/core/artifact.ts";
import type { StepDefinition } from "../../workflows/core/define-step.ts";
import { MAX_ITEMS } from "../../workflows/core/items.ts";
import type { Json } from "../../workflows/core/json.ts";
import type { ItemResult } from "../../workflows/core/step-context.ts";
import { StepError } from "../../workflows/core/step-error.ts";
import { storedText } from "../../workflows/core/stored-text.ts";
import type { ItemChunk, ItemList, RecordItems } from "../../workflows/pipelines/messages.ts";
import type { Artifacts } from "../artifacts.ts";
import { endItems } from "./record-nodes.ts";

/** What one child workflow takes: its history and the payload of its items stay small. */
const CHUNK_ITEMS = 200;
/** Temporal lets one workflow be told of 2,000 events at most: a step may wait for one. */
const CHUNK_STEPS = 1_000;
/** Each is a child workflow with events in the history of the run's own. */
const MOST_CHUNKS = 2_000;
const CHUNK_BYTES = 512 * 1024;
const MAX_ITEM_BYTES = 16 * 1024;

/** Puts the items of a map into artifacts, two hundred in each; fewer where many steps run for each. */
export async function storeItems(
  artifacts: Artifacts,
  items: readonly Json[],
  bodySteps = 1,
): Promise<ItemList> {
  if (items.length > MAX_ITEMS)
    throw new StepError(
      "bad-data",
      `The map has ${items.length.toLocaleString("en")} items; ${MAX_ITEMS.toLocaleString("en")} are allowed: filter them first, or map over batches.`,
    );
  const few = Math.max(1, Math.floor(CHUNK_STEPS / bodySteps));
  const most = Math.min(CHUNK_ITEMS, Math.max(few, Math.ceil(items.length / MOST_CHUNKS)));
  const chunks: ItemChunk[] = [];
  let texts: string[] = [];
  let bytes = 0;
  const flush = async (end: number) => {
    if (texts.length === 0) return;
    const { hash } = await artifacts.putText(`[${texts.join(",")}]`);
    chunks.push({ hash, from: end - texts.length, count: texts.length });
    texts = [];
    bytes = 0;
  };
  for (const [index, item] of items.entries()) {
    const text = JSON.stringify(item);
    const size = Buffer.byteLength(text);
    if (size > MAX_ITEM_BYTES)
      throw new StepError(
        "bad-data",
        `Item ${index} of the map takes ${size} bytes; ${MAX_ITEM_BYTES} are allowed: pass a reference instead of the data.`,
      );
    if (texts.length >= most || bytes + size > CHUNK_BYTES) await flush(index);
    texts.push(text);
    bytes += size;
  }
  await flush(items.length);
  return { count: items.length, chunks };
}

/**
 * Records how items ended and how far the map has come, in one statement; then that nothing of those that were given up goes
 * on. A second delivery changes nothing.
 */
export async function recordItems(
  db: Database,
  { runId, node, total, items: given }: RecordItems,
): Promise<void> {
  const items = given.map((item) => ({
    ...item,
    label: storedText(item.label),
    error: item.error === null ? null : storedText(item.error),
  }));
  await db.execute(sql`
    with given as (
      select * from jsonb_to_recordset(${JSON.stringify(items)}::jsonb)
        as i(index int, status text, label text, error text, "startedAt" timestamptz)
    ), ended as (
      insert into run_item (run_id, node, index, status, label, error, started_at, finished_at)
      select ${runId}, ${node}, index, status, label, error, coalesce("startedAt", now()), now() from given
      on conflict do nothing
      returning status
    ), counted as (
      select count(*)::int as ended, (count(*) filter (where status = 'failed'))::int as failed from ended
    ), moved as (
      update step_run s set progress = jsonb_build_object('total', ${total}::int,
        'done', coalesce((s.progress ->> 'done')::int, 0) + c.ended,
        'failed', coalesce((s.progress ->> 'failed')::int, 0) + c.failed)
      from counted c
      where c.ended > 0 and s.run_id = ${runId} and s.node = ${node} and s.item = '' and s.status = 'running'
      returning s.attempt, s.progress
    )
    insert into run_event (run_id, node, item, attempt, type, data)
    select ${runId}, ${node}, '', attempt, 'progress', progress from moved
  `);
  const cancelled = items.flatMap(({ index, status }) =>
    status === "cancelled" ? [String(index)] : [],
  );
  if (cancelled.length > 0) await endItems(db, { runId, node, items: cancelled });
}

/** How the items of a map went, and what its `result` input took of each, in their order. */
export async function itemResults(
  db: Database,
  runId: string,
  node: string,
  result: { node: string; port: string } | null,
): Promise<ItemResult[]> {
  const rows = await db.execute<Record<keyof ItemResult, never>>(sql`
    select i.index, i.status, i.error, s.outputs -> ${result?.port ?? ""}::text as output
    from run_item i left join step_run s on s.run_id = i.run_id and s.node = ${result?.node ?? ""}
      and s.item = i.index::text and s.status = 'done'
    where i.run_id = ${runId} and i.node = ${node} order by i.index
  `);
  return [...rows] as unknown as ItemResult[];
}

/** Takes lists apart where an input takes several values: each item that gave one brings it. */
export async function expandLists(
  step: StepDefinition,
  inputs: Inputs,
  artifacts: Artifacts,
): Promise<Inputs> {
  const expanded: Inputs = {};
  for (const [port, refs] of Object.entries(inputs)) {
    const { multiple, type, title } = step.inputs[port] ?? {};
    const found: Inputs[string] = [];
    for (const ref of refs) {
      if (ref.type !== "list" || !multiple) {
        found.push(ref);
        continue;
      }
      const items = await artifacts.json<ItemResult[]>(ref.hash);
      for (const { output, index } of items) {
        if (!output) continue;
        if (type !== "any" && type !== "artifact" && output.type !== type)
          throw new StepError(
            "bad-data",
            `The input '${title}' takes values of type ${type}, but item ${index} of the list gave a ${output.type}: wire another output to the map's result.`,
          );
        found.push(output);
      }
    }
    if (found.length > 0) expanded[port] = found;
  }
  return expanded;
}
