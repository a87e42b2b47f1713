import { and, eq } from "drizzle-orm";
import { run, stepRun } from "../../db/schema/runs.ts";
import { flowColumns, type Answer, type ColumnResolver } from "../../workflows/core/column-flow.ts";
import type { StepRegistry } from "../../workflows/core/define-step.ts";
import {
  documentSchema,
  MAX_NODES,
  type ParamValues,
  type PipelineDocument,
} from "../../workflows/core/document.ts";
import type { KnownColumn, KnownColumns } from "../../workflows/core/known-columns.ts";
import { applyOverrides, splitGiven } from "../../workflows/core/overrides.ts";
import { registry } from "../../workflows/steps/index.ts";
import { authorize, type Ctx } from "../context.ts";
import { bindSql } from "./bind-sql.ts";
import { cached } from "./cache.ts";
import { sourceColumns } from "./source-columns.ts";

/** Longest that somebody who asks for columns waits. */
const LONGEST_MS = 20_000;
/** Files read at once. */
const WINDOW = 2;

export interface LookOptions {
  /** As a run takes them: values of params, and overrides. */
  params?: Record<string, unknown> | undefined;
  /** Longest that it may take, in milliseconds; what is not known then is said so, and found at once the next time. */
  ms: number;
  steps?: StepRegistry;
}

/**
 * The columns that leave each output of a document, worked out without running it; of what is not known, why. A document
 * that is none has none.
 */
export async function columns(
  ctx: Ctx,
  { document, params }: { document: Record<string, unknown>; params?: ParamValues | undefined },
): Promise<{ nodes: KnownColumns }> {
  authorize(ctx, "workspace.read");
  const read = documentSchema.safeParse(document);
  if (!read.success) return { nodes: {} };
  return { nodes: await lookAtColumns(ctx, read.data, { params, ms: LONGEST_MS }) };
}

/** As {@link columns}, whoever asks. */
export async function lookAtColumns(
  ctx: Ctx,
  document: PipelineDocument,
  { params = {}, ms, steps = registry }: LookOptions,
): Promise<KnownColumns> {
  if (document.nodes.length > MAX_NODES) return {};
  const { params: values, overrides } = splitGiven(params);
  const signal = AbortSignal.timeout(ms);
  const late = (what: string): Answer => ({
    unknown: `It takes long to look at ${what}: it will be known in a moment.`,
  });
  const timeUp = new Promise<void>((resolve) =>
    signal.addEventListener("abort", () => resolve(), { once: true }),
  );
  /** What was begun goes on beyond the time, and is there when it is asked for again. */
  const inTime = (what: string, answer: Promise<Answer>) =>
    Promise.race([answer, timeUp.then(() => late(what))]);
  const turn = turns(WINDOW);
  const sources = new Map<string, Promise<Answer>>();
  const resolver: ColumnResolver = {
    source: (source, options) => {
      // Many steps may read the same source; it is looked up once.
      const key = JSON.stringify([source, options]);
      const before = sources.get(key);
      if (before) return before;
      const answer = inTime(
        "its source",
        turn(() => (signal.aborted ? late("its source") : sourceColumns(ctx, source, options))),
      );
      sources.set(key, answer);
      return answer;
    },
    sql: (sql, tables) =>
      inTime(
        "its SQL",
        cached(ctx, { sql, tables }, async () =>
          signal.aborted ? late("its SQL") : bindSql(sql, tables),
        ),
      ),
    pinned: (pin, output) => pinnedColumns(ctx, pin, output),
  };
  return flowColumns(applyOverrides(document, overrides, steps).document, steps, resolver, values);
}

/** What a step gave in a run of the workspace; null where that is no table. */
async function pinnedColumns(
  ctx: Ctx,
  pin: { run: string; node: string },
  output: string,
): Promise<Answer | null> {
  const [row] = await ctx.db
    .select({ outputs: stepRun.outputs })
    .from(stepRun)
    .innerJoin(run, eq(run.id, stepRun.runId))
    .where(
      and(
        eq(run.workspaceId, ctx.actor.workspaceId),
        eq(run.id, pin.run),
        eq(stepRun.node, pin.node),
        eq(stepRun.item, ""),
        eq(stepRun.status, "done"),
      ),
    )
    .limit(1);
  if (!row) return { unknown: `There is no result of '${pin.node}' in the run ${pin.run}.` };
  const ref = row.outputs?.[output];
  if (ref?.type !== "dataset" && ref?.type !== "split") return null;
  const listed = ref.meta["columns"] as KnownColumn[] | undefined;
  return listed ? { columns: listed } : { unknown: "The table is too wide to list its columns." };
}

/** Lets so many pieces of work go on at once; the others wait. */
function turns(width: number): <T>(work: () => T | Promise<T>) => Promise<T> {
  let free = width;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (free === 0) await new Promise<void>((go) => waiting.push(go));
    else free -= 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}
