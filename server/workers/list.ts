import { and, desc, eq, inArray, isNull, sql } from "drizzle-orm";
import { pipeline, pipelineVersion } from "../../db/schema/pipelines.ts";
import { run, stepRun, workerProcess } from "../../db/schema/runs.ts";
import type { PipelineDocument } from "../../workflows/core/document.ts";
import { registry } from "../../workflows/steps/index.ts";
import { authorize, type Ctx } from "../context.ts";
import { log } from "../log.ts";
import { currentBuild, newestVersion } from "./newest-version.ts";
import { queueStats } from "./queue-stats.ts";
import { ALIVE_S } from "./seen.ts";

/** Longest absence of a worker that is still listed, as gone. */
const LISTED_FOR = sql`interval '1 hour'`;

/** The worker processes of this installation, and its queues: who polls them, what waits there, and which pipelines of the workspace name them. `newest`: the version that all living workers are to come to. */
export async function list(ctx: Ctx) {
  authorize(ctx, "workspace.read");
  const workers = await ctx.db
    .select({
      id: workerProcess.id,
      host: workerProcess.host,
      pid: workerProcess.pid,
      queues: workerProcess.queues,
      slots: workerProcess.slots,
      devices: workerProcess.devices,
      version: workerProcess.version,
      build: workerProcess.build,
      startedAt: workerProcess.startedAt,
      seenAt: workerProcess.seenAt,
      alive: sql<boolean>`${workerProcess.seenAt} > now() - ${ALIVE_S} * interval '1 second'`,
    })
    .from(workerProcess)
    .where(sql`${workerProcess.seenAt} > now() - ${LISTED_FOR}`)
    .orderBy(desc(workerProcess.startedAt));
  const [named, running] = await Promise.all([namedQueues(ctx), runningSteps(ctx)]);
  const names = new Set([
    ...workers.flatMap(({ queues }) => queues),
    ...named.keys(),
    ...running.keys(),
  ]);
  const client = await ctx.temporal().catch((error: unknown) => {
    log.warn({ err: error }, "the queues' backlogs are not known");
    return null;
  });
  const build = client && currentBuild(client);
  const queues = await Promise.all(
    [...names].sort().map(async (queue) => {
      const polling = workers.filter((worker) => worker.alive && worker.queues.includes(queue));
      const stats = client && (await queueStats(client, queue));
      return {
        queue,
        workers: polling.length,
        slots: polling.reduce((sum, { slots }) => sum + (slots[queue] ?? 0), 0),
        running: running.get(queue) ?? 0,
        pollers: stats?.pollers ?? 0,
        backlog: stats?.backlog ?? null,
        backlogAgeMs: stats?.backlogAgeMs ?? null,
        addRate: stats?.addRate ?? null,
        dispatchRate: stats?.dispatchRate ?? null,
        pipelines: named.get(queue) ?? [],
      };
    }),
  );
  const newest = newestVersion(workers, await build);
  return { workers, queues, newest };
}

/** By queue: the pipelines of the workspace, but for archived ones, whose newest version runs steps there. */
async function namedQueues({ db, actor }: Ctx): Promise<Map<string, string[]>> {
  const newest = await db
    .selectDistinctOn([pipelineVersion.pipelineId], {
      name: pipeline.name,
      document: pipelineVersion.document,
    })
    .from(pipelineVersion)
    .innerJoin(pipeline, eq(pipeline.id, pipelineVersion.pipelineId))
    .where(and(eq(pipeline.workspaceId, actor.workspaceId), isNull(pipeline.archivedAt)))
    .orderBy(pipelineVersion.pipelineId, desc(pipelineVersion.number));
  const named = new Map<string, string[]>();
  for (const { name, document } of newest)
    for (const queue of queuesOf(document))
      named.set(queue, [...(named.get(queue) ?? []), name].sort());
  return named;
}

function queuesOf({ nodes }: PipelineDocument): Set<string> {
  return new Set(
    nodes.flatMap(({ kind, config, policy }) => {
      const step = registry.get(kind);
      if (!step || step.run.mode !== "activity") return [];
      if (policy?.queue) return [policy.queue];
      const parsed = step.config.safeParse(config ?? {});
      return [(parsed.success && step.queueOf?.(parsed.data as never)) || step.run.queue];
    }),
  );
}

async function runningSteps({ db, actor }: Ctx): Promise<Map<string, number>> {
  const rows = await db
    .select({ queue: stepRun.queue, count: sql<number>`count(*)::int` })
    .from(stepRun)
    .innerJoin(run, eq(run.id, stepRun.runId))
    .where(
      and(
        eq(run.workspaceId, actor.workspaceId),
        inArray(run.status, ["running", "waiting", "paused"]),
        eq(stepRun.status, "running"),
      ),
    )
    .groupBy(stepRun.queue);
  return new Map(rows.map(({ queue, count }) => [queue, count]));
}
