import { and, eq, inArray } from "drizzle-orm";
import type { z } from "zod";
import { run, stepRun } from "../../db/schema/runs.ts";
import type { ArtifactRef } from "../../workflows/core/artifact.ts";
import { canonicalJson, isPlainObject, type Json } from "../../workflows/core/json.ts";
import type { PlanNode, RunPlan } from "../../workflows/core/plan.ts";
import { authorize, type Ctx } from "../context.ts";
import { sha256 } from "./cache-key.ts";
import { noRun } from "./find.ts";
import type { compareInput } from "./schemas.ts";

type Run = typeof run.$inferSelect;
type Step = typeof stepRun.$inferSelect;
interface Row<T> {
  /** In the order of the runs; null where a run has none. */
  values: (T | null)[];
  same: boolean;
}

/** Runs side by side: params, the config of every step, what went in and came out, metrics and durations. */
export async function compareRuns(ctx: Ctx, { ids }: z.output<typeof compareInput>) {
  authorize(ctx, "workspace.read");
  const runs = await findRuns(ctx, ids);
  const steps = await Promise.all(ids.map((id) => newestSteps(ctx, id)));
  const plans = runs.map(({ plan }) => nodesOf(plan));
  const nodes = new Map(plans.flatMap((plan) => [...plan]));
  return {
    runs: runs.map((one) => ({
      id: one.id,
      name: one.name,
      version: one.pipelineVersion,
      status: one.status,
      planHash: one.planHash,
      build: one.build,
      createdAt: one.createdAt,
      startedAt: one.startedAt,
      finishedAt: one.finishedAt,
      ms: duration(one),
    })),
    samePlan: same(runs.map(({ planHash }) => planHash)),
    params: byName(runs.map(({ params }) => params)),
    nodes: [...nodes.values()].map(({ id, title, kind }) =>
      compareNode(
        { node: id, title, kind },
        plans.map((plan) => plan.get(id) ?? null),
        steps.map((rows) => rows.get(id) ?? null),
      ),
    ),
  };
}

function compareNode(
  facts: { node: string; title: string; kind: string },
  plans: (PlanNode | null)[],
  steps: (Step | null)[],
) {
  const outputs = steps.map((step) => step?.outputs ?? {});
  const inputs = steps.map((step) => step?.inputs ?? {});
  const firsts = outputs.flatMap((refs) => Object.entries(refs));
  const types = new Map(firsts.map(([port, { type }]) => [port, type]));
  return {
    ...facts,
    status: steps.map((step) => step?.status ?? null),
    ms: steps.map((step) => (step ? duration(step) : null)),
    config: byName(plans.map((plan) => plan?.config ?? {})).map(({ name, ...row }) => ({
      field: name,
      ...row,
    })),
    inputs: byName(inputs.map((refs) => mapValues(refs, hashesOf)))
      .map(asPort)
      // Of a step that was pinned it is not known what went in.
      .map((row) => ({ ...row, same: same(row.hashes.filter((hash) => hash !== null)) })),
    outputs: byName(outputs.map((refs) => mapValues(refs, hashOf)))
      .map(asPort)
      .map((row) => ({ ...row, type: types.get(row.port)! })),
    metrics: byName(outputs.map(metricsOf)),
  };
}

function byName<T extends Json>(each: Record<string, T>[]): ({ name: string } & Row<T>)[] {
  const names = [...new Set(each.flatMap((values) => Object.keys(values)))];
  return names.map((name) => {
    const values = each.map((one) => one[name] ?? null);
    return { name, values, same: same(values) };
  });
}

function asPort({ name, values, same: equal }: { name: string } & Row<string>) {
  return { port: name, hashes: values, same: equal };
}

function same(values: (Json | null)[]): boolean {
  return values.every((value) => canonicalJson(value) === canonicalJson(values[0]));
}

/** What stands for the content: its hash, and for a split one over those of its parts. */
function hashOf({ type, hash, parts = {} }: ArtifactRef): string {
  return type === "split" ? sha256(Object.values(parts).map(hashOf).join()) : hash;
}

function hashesOf(refs: ArtifactRef[]): string {
  return refs.length === 1 ? hashOf(refs[0]!) : sha256(refs.map(hashOf).join());
}

function metricsOf(outputs: Record<string, ArtifactRef>): Record<string, number> {
  const found: Record<string, number> = {};
  for (const { meta } of Object.values(outputs))
    if (isPlainObject(meta["metrics"]))
      for (const [name, value] of Object.entries(meta["metrics"]))
        if (typeof value === "number") found[name] = value;
  return found;
}

function mapValues<A, B>(all: Record<string, A>, change: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(all).map(([name, value]) => [name, change(value)]));
}

function nodesOf({ nodes }: RunPlan): Map<string, PlanNode> {
  return new Map(
    nodes.flatMap((node) => [node, ...(node.map?.body ?? [])]).map((node) => [node.id, node]),
  );
}

/** In milliseconds; null while it goes on, or where it never began. */
function duration({ startedAt, finishedAt }: Pick<Run, "startedAt" | "finishedAt">): number | null {
  return startedAt && finishedAt ? finishedAt.getTime() - startedAt.getTime() : null;
}

async function findRuns({ db, actor }: Ctx, ids: readonly string[]): Promise<Run[]> {
  const rows = await db
    .select()
    .from(run)
    .where(and(inArray(run.id, [...ids]), eq(run.workspaceId, actor.workspaceId)));
  return ids.map((id) => {
    const found = rows.find((row) => row.id === id);
    if (!found) throw noRun(id);
    return found;
  });
}

/** By node, the last attempt of each step outside the items of maps. */
async function newestSteps({ db }: Ctx, id: string): Promise<Map<string, Step>> {
  const rows = await db
    .select()
    .from(stepRun)
    .where(and(eq(stepRun.runId, id), eq(stepRun.item, "")))
    .orderBy(stepRun.attempt);
  return new Map(rows.map((row) => [row.node, row]));
}
