import { and, desc, eq, ne, sql } from "drizzle-orm";
import { stepRun } from "../../db/schema/runs.ts";
import type { ArtifactRef } from "../../workflows/core/artifact.ts";
import type { PlanNode } from "../../workflows/core/plan.ts";
import { ERROR_PORT } from "../../workflows/core/ports.ts";
import { authorize, type Ctx } from "../context.ts";
import { PenstockError } from "../errors.ts";
import { countItems } from "../runs/map-counts.ts";
import { findRun } from "../runs/find.ts";
import type { PassedInput } from "./schemas.ts";

interface Passed {
  /** The step whose output it is. */
  step: { id: string; title: string; kind: string; config: Record<string, unknown> };
  artifact: ArtifactRef | null;
  /** Why nothing passed, as a sentence; null when something did. */
  why: string | null;
  /** The run whose result was taken instead of running the step. */
  reusedFrom: string | null;
  /** Of a step inside a map: which item this is of, and how many there are. */
  item: { map: string; index: number; total: number | null } | null;
  /** The run goes on, and the answer may change. */
  open: boolean;
}

/** What passed at an output in a run: the artifact, or why there is none. */
export async function passed(ctx: Ctx, input: PassedInput): Promise<Passed> {
  authorize(ctx, "workspace.read");
  const { runId, node, port } = input;
  const run = await findRun(ctx, runId);
  const open = run.finishedAt === null;
  const { nodes } = run.plan;
  const map = nodes.find(({ map: inside }) => inside?.body.some(({ id }) => id === node));
  const planned = (map?.map?.body ?? nodes).find(({ id }) => id === node);
  if (!planned)
    throw new PenstockError("not-found", `There is no step '${node}' in this run's pipeline.`);
  const index = map ? await itemOf(ctx, input) : null;
  const [last] = await ctx.db
    .select()
    .from(stepRun)
    .where(
      and(
        eq(stepRun.runId, runId),
        eq(stepRun.node, node),
        eq(stepRun.item, index === null ? "" : String(index)),
      ),
    )
    .orderBy(desc(stepRun.attempt))
    .limit(1);
  const outputs = last?.status === "done" ? last.outputs : null;
  const artifact = outputs?.[port] ?? failureOf(planned, port, last);
  const counts = map && (await countItems(ctx.db, runId, map.id, map.map!.body));
  return {
    step: {
      id: node,
      title: planned.title,
      kind: planned.kind,
      config: last?.config ?? planned.config,
    },
    artifact,
    why: artifact ? null : whyNothing({ planned, port, last, open, index }),
    reusedFrom: planned.pinned?.run ?? last?.cachedFrom ?? null,
    item: map && index !== null ? { map: map.id, index, total: counts?.total ?? null } : null,
    open,
  };
}

/** The item asked for, or the first at which the step was done; 0 when there is none yet. */
async function itemOf(ctx: Ctx, { runId, node, item }: PassedInput): Promise<number> {
  if (item !== undefined) return Number(item);
  const [first] = await ctx.db
    .select({ index: sql<number | null>`min(${stepRun.item}::int)` })
    .from(stepRun)
    .where(
      and(
        eq(stepRun.runId, runId),
        eq(stepRun.node, node),
        ne(stepRun.item, ""),
        eq(stepRun.status, "done"),
      ),
    );
  return first?.index ?? 0;
}

type Attempt = typeof stepRun.$inferSelect;

/** The failure of a step at its `error` port; it is nowhere kept beside the attempt itself. */
function failureOf({ id }: PlanNode, port: string, last: Attempt | undefined): ArtifactRef | null {
  if (port !== ERROR_PORT || last?.status !== "failed" || !last.error) return null;
  const { type, message } = last.error;
  return { type: "failure", hash: "0".repeat(64), bytes: 0, meta: { node: id, type, message } };
}

function whyNothing(about: {
  planned: PlanNode;
  port: string;
  last: Attempt | undefined;
  open: boolean;
  index: number | null;
}): string {
  const { planned, port, last, open, index } = about;
  const step = `“${planned.title}”${index === null ? "" : `, item ${index},`}`;
  switch (last?.status) {
    case undefined:
      return open
        ? `${step} has not begun yet: what it gives is shown here when it is done.`
        : `${step} did not begin before the run ended, so nothing passed here.`;
    case "running":
      return `${step} is still running: what it gives is shown here when it is done.`;
    case "waiting":
      return `${step} waits${last.waitsFor?.event ? ` for the event ${last.waitsFor.event}` : ""}: what it gives is shown here when it is done.`;
    case "skipped":
      return `${step} was skipped, so nothing passed here${last.reason ? `: ${ended(last.reason)}` : "."}`;
    case "failed":
      return `${step} failed, so nothing passed here: ${ended(last.error?.message ?? "see its log")}`;
    case "cancelled":
      return `${step} was cancelled, so nothing passed here.`;
    case "lost":
      return `The worker of ${step} was lost; it begins again on another one.`;
    case "done": {
      if (port === ERROR_PORT)
        return `${step} did not fail, so nothing passed at its error output.`;
      const taken = Object.keys(last.outputs ?? {});
      if (taken.length === 0) return `${step} is done and gave nothing at any output.`;
      if (planned.map && last.outputs?.["results"]?.meta["count"] === 0)
        return `${step} had no items, so it gave nothing here.`;
      return `${step} went to ${taken.map((one) => `“${one}”`).join(", ")}, so this way was not taken${last.reason ? `: ${ended(last.reason)}` : "."}`;
    }
  }
}

function ended(sentence: string): string {
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}
