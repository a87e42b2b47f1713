import { setTimeout as sleep } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { sql } from "drizzle-orm";
import { get } from "../../server/runs/get.ts";
import { list } from "../../server/runs/list.ts";
import { items } from "../../server/runs/list-items.ts";
import { startTestEngine, type TestEngine } from "../support/engine.ts";
import { startByHand } from "./by-hand.ts";
import { benchCase, machine, type BenchCase, type BenchResult } from "./result.ts";
import { timed } from "./timed.ts";
import { until } from "../support/until.ts";

const RUNS = 100_000;
const ITEMS = 10_000;
const OPEN_RUNS = 500;
const PAGE = { limit: 50 };

/**
 * What many runs, many items and many open runs cost. Pages are timed at the verbs that the API calls, beside the limit of
 * 100 ms; the memory of an open run is beside that of a hand-written workflow that is open, in the same process.
 * @param only `memory`, `items` or `list`
 */
export async function run(only = "", rounds?: number): Promise<BenchResult> {
  const engine = await startTestEngine();
  const cases = [];
  for (const [name, measure] of Object.entries({ memory: openRuns, items: runPage, list: runList }))
    if (name.includes(only)) cases.push(...(await measure(engine, rounds)));
  return { name: "scale", cases, machine: machine() };
}

async function runList(engine: TestEngine, rounds?: number): Promise<BenchCase[]> {
  const ctx = engine.as.designer;
  const { workspaceId, userId } = ctx.actor;
  const other = engine.as.reviewer.actor.userId;
  const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
  // A quarter, all of them of triggers, is of another person. Of 50 pipelines one fails now and then, and another has not run for long.
  await ctx.db.execute(sql`
    insert into run (id, workspace_id, name, status, document, plan, plan_hash, params, started_by, author, trigger,
      workflow_id, created_at, started_at, finished_at)
    select 'run_bench' || i, ${workspaceId}, case when i < 100 then 'long-ago' else 'pipeline-' || i % 50 end,
      case when i % 2500 = 0 then 'failed' when i % 977 = 0 then 'cancelled' else 'done' end,
      jsonb_build_object('apiVersion', 'penstock/v1', 'name', 'bench', 'nodes', jsonb_build_array(), 'text', repeat('x', 1000)),
      '{"nodes": []}', md5(i::text), '{}',
      case when i % 4 = 0 then ${other} else ${userId} end, ${userId}, case
        when i < 100 then jsonb_build_object('type', 'rerun', 'of', 'run_bench' || i, 'mode', 'all')
        when i % 2 = 0 then jsonb_build_object('type', 'schedule', 'trigger', 'trg_' || i % 50, 'name', 'nightly')
        else '{"type": "api"}' end, 'bench-' || i,
      at, at, at + interval '1 minute'
    from generate_series(1, ${RUNS}::int) i,
      lateral (select now() - (${RUNS}::int - i) * interval '1 minute' as at) as moments
  `);
  // Only the owner may; whoever else asks is told of it in a notice, and nothing more.
  await engine.database.db.execute(sql`analyze run`);
  const page = { ...PAGE, cursor: null };
  const { nextCursor } = await list(ctx, { ...page, limit: 200 });
  const rare = { status: "cancelled", pipeline: "pipeline-3" } as const;
  const asked: [string, Parameters<typeof list>[1]][] = [
    ["first page", page],
    ["next page", { ...page, cursor: nextCursor }],
    ["of one pipeline", { ...page, pipeline: "pipeline-7" }],
    ["of a pipeline that has not run for long", { ...page, pipeline: "long-ago" }],
    ["failed", { ...page, status: "failed" }],
    ["running, none", { ...page, status: "running" }],
    ["failed of one pipeline", { ...page, pipeline: "pipeline-0", status: "failed" }],
    ["failed of another, none", { ...page, pipeline: "pipeline-7", status: "failed" }],
    ["of any trigger", { ...page, how: "trigger" }],
    ["reruns, long ago", { ...page, how: "rerun" }],
    ["reproductions, none", { ...page, how: "reproduce" }],
    ["of one trigger", { ...page, trigger: "trg_8" }],
    ["of a trigger, none", { ...page, trigger: "trg_none" }],
    ["of one person", { ...page, startedBy: other }],
    ["of somebody else, none", { ...page, startedBy: engine.as.admin.actor.userId }],
    ["of the last week", { ...page, since: daysAgo(7) }],
    ["of a week long ago", { ...page, since: daysAgo(60), until: daysAgo(53) }],
    ["cancelled ones of a pipeline for one person, none", { ...page, ...rare, startedBy: other }],
    ["by the API of who has only triggers, none", { ...page, how: "api", startedBy: other }],
    [
      "reruns of one person in a week, none",
      { ...page, how: "rerun", since: daysAgo(7), startedBy: other },
    ],
    ["of one pipeline by the API, none", { ...page, pipeline: "pipeline-8", how: "api" }],
  ];
  const cases = [];
  for (const [name, input] of asked)
    cases.push(
      await timed(
        `${RUNS.toLocaleString("en")} runs: ${name}`,
        100,
        () => list(ctx, input),
        rounds,
      ),
    );
  return cases;
}

async function runPage(engine: TestEngine, rounds?: number): Promise<BenchCase[]> {
  const ctx = engine.as.designer;
  const id = await engine.run({
    nodes: [
      { id: "each", kind: "control.map", config: { over: "count", count: 3 } },
      { id: "work", kind: "test.noop", parent: "each" },
    ],
  });
  await engine.until(id, ["done"]);
  // The rest of its items as copies of the last one.
  await ctx.db.execute(sql`
    insert into run_item (run_id, node, index, status, label, error, started_at, finished_at)
    select run_id, node, n, case when n % 100 = 0 then 'failed' else status end, n::text, error, started_at, finished_at
    from run_item, generate_series(3, ${ITEMS - 1}::int) n where run_id = ${id} and index = 2
  `);
  await ctx.db.execute(sql`
    insert into step_run (run_id, node, item, attempt, kind, status, queue, host, config, inputs, outputs, started_at, finished_at)
    select run_id, node, n::text, attempt, kind, status, queue, host, config, inputs, outputs, started_at, finished_at
    from step_run, generate_series(3, ${ITEMS - 1}::int) n where run_id = ${id} and node = 'work' and item = '2'
  `);
  await ctx.db.execute(sql`analyze step_run, run_item`);
  const name = `run of ${ITEMS.toLocaleString("en")} items`;
  const page = { ...PAGE, id, node: "each", cursor: null, status: undefined };
  const bytes = JSON.stringify([await get(ctx, { id }), await items(ctx, page)]).length;
  return [
    await timed(`${name}: its page`, 100, () => get(ctx, { id }), rounds),
    await timed(`${name}: first items`, 100, () => items(ctx, page), rounds),
    await timed(
      `${name}: failed items`,
      100,
      () => items(ctx, { ...page, status: "failed" }),
      rounds,
    ),
    benchCase(`${name}: page and first items, limit as baseline`, "bytes", [bytes], [100_000]),
  ];
}

async function openRuns(engine: TestEngine): Promise<BenchCase[]> {
  const byHand = await startByHand(engine);
  const { db } = engine.as.designer;
  const open = () => engine.run({ nodes: [{ id: "ask", kind: "test.ask" }] });
  const waiting = (runs: number) => async () => {
    const [row] = await db.execute<{ n: number }>(
      sql`select count(*)::int as n from run where status = 'waiting'`,
    );
    return row!.n === runs;
  };
  // What comes with the first of each is not counted.
  await open();
  await byHand.start("waitByHand", 0);
  await until("the first run waits", waiting(1));
  const idle = await settledMemory();
  for (let count = 0; count < OPEN_RUNS; count++) await open();
  await until("all runs wait", waiting(OPEN_RUNS + 1), 120_000);
  const withOurs = await settledMemory();
  for (let count = 0; count < OPEN_RUNS; count++) await byHand.start("waitByHand", 0);
  const withBoth = await settledMemory();
  await byHand.stop();
  return [
    benchCase(`worker with ${OPEN_RUNS} open runs, idle as baseline`, "MB", [withOurs], [idle]),
    benchCase(
      `${OPEN_RUNS} open runs`,
      "MB per run",
      [(withOurs - idle) / OPEN_RUNS],
      [(withBoth - withOurs) / OPEN_RUNS],
    ),
  ];
}

/** Resident megabytes when nothing moves any more. */
async function settledMemory(): Promise<number> {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  let last = Infinity;
  for (;;) {
    await sleep(2_000);
    collect();
    const now = process.memoryUsage.rss() / 2 ** 20;
    if (Math.abs(now - last) < 2) return now;
    last = now;
  }
}
