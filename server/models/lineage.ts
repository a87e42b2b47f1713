import { and, eq, inArray, isNotNull, ne, or, sql } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";
import { dataset, datasetVersion } from "../../db/schema/datasets.ts";
import { run as runTable, stepRun } from "../../db/schema/runs.ts";
import type { ArtifactRef } from "../../workflows/core/artifact.ts";
import type { PinnedOutputs, PlanNode, RunPlan } from "../../workflows/core/plan.ts";
import { parseSource, readsSource } from "../../workflows/core/sources.ts";
import type { TrainedIn } from "../../workflows/core/trained-in.ts";
import { registry } from "../../workflows/steps/index.ts";
import { itemLabel, nodeOf } from "../runs/item-label.ts";
import type { StepOfRun } from "../runs/step-transaction.ts";
import type { Training } from "./find-trainings.ts";
import { trainedEarlier } from "./trained-in.ts";

/**
 * One source the model's data came from. `hash` is of the file as it was given, `content` of the table read from it; `run` is
 * the earlier run whose step read it, where what that gave was taken. Versions of earlier releases do not say.
 */
type DataVersion = {
  node: string;
  run?: string;
  name: string;
  version: number | null;
  hash: string | null;
  content: string | null;
  rows: number | null;
};

/** What a model version was made from; stored with it and frozen in the evidence pack. */
export type Lineage = {
  runId: string;
  pipeline: string;
  pipelineVersion: number | null;
  planHash: string;
  data: DataVersion[];
  /** SHA-256 of the lock file of the environment it was trained in. */
  environment: string | null;
  training: {
    node: string | null;
    kind: string | null;
    algorithm: string | null;
    device: string | null;
    /** The earlier run whose result was taken; null where this one trained it. Versions of earlier releases do not say. */
    from?: TrainedIn | null;
  };
};

/** Finds out what led to a step's model: the run, the versions of the data upstream of it, and where it was trained. */
export async function traceLineage(
  tx: Transaction,
  source: StepOfRun,
  model: ArtifactRef,
  training: Training | null,
): Promise<Lineage> {
  const [run] = await tx
    .select({ name: runTable.name, version: runTable.pipelineVersion, plan: runTable.plan })
    .from(runTable)
    .where(eq(runTable.id, source.id));
  const plan = run!.plan;
  const fact = (name: string) => {
    const value = model.meta[name];
    return typeof value === "string" ? value : null;
  };
  return {
    runId: source.id,
    pipeline: run!.name,
    pipelineVersion: run!.version,
    planHash: source.planHash,
    data: onceEach(
      await dataBehind(
        {
          tx,
          workspaceId: source.workspaceId,
          run: { id: source.id, plan },
          training,
          trainedIn: training ? await withRunsAbove(tx, training.runId) : new Set(),
        },
        nodeOf(source.node),
      ),
    ),
    environment: fact("environment"),
    training: {
      node: training?.node ?? null,
      kind: training?.kind ?? null,
      algorithm: fact("algorithm"),
      device: fact("device"),
      from: training && (await trainedEarlier(tx, source.id, training)),
    },
  };
}

/** Several pins may lead to the same step of an earlier run. */
function onceEach(data: readonly DataVersion[]): DataVersion[] {
  return [...new Map(data.map((one) => [JSON.stringify([one.run, one.node]), one])).values()];
}

/** A run whose data is looked for, and where its model was trained. */
interface Behind {
  tx: Transaction;
  workspaceId: string;
  run: { id: string; plan: RunPlan };
  training: Training | null;
  /** The run of the training, and those above it whose sub-pipeline it is. */
  trainedIn: ReadonlySet<string>;
}

/**
 * What the load steps upstream of a node took in, with the node itself, those of sub-pipelines among them; of those beside
 * the training in its map, only what its own item did.
 */
async function dataBehind(behind: Behind, from: string): Promise<DataVersion[]> {
  const { tx, workspaceId, run, training, trainedIn } = behind;
  const isElsewhere = training?.runId !== run.id && trainedIn.has(run.id);
  const beside = run.plan.nodes.find(
    ({ map }) => !isElsewhere && map?.body.some(({ id }) => id === training?.node),
  );
  const upstream = ancestors(run.plan, from).add(from);
  const done = await doneSteps(tx, run);
  const data: DataVersion[] = [];
  for (const node of run.plan.nodes)
    for (const step of [node, ...(node.map?.body ?? [])]) {
      if (!upstream.has(step.id)) continue;
      if (step.pinned) {
        data.push(...(await dataOfPinned(behind, step, step.pinned)));
        continue;
      }
      const own = node === beside && step !== node ? training!.item : null;
      const rows = done.filter(
        ({ node: id, item }) => id === step.id && (own === null || item === own),
      );
      const kind = registry.get(step.kind);
      if (kind?.asks === "child") data.push(...(await dataOfSubPipelines(behind, rows, step)));
      if (!readsSource(kind)) continue;
      const tables = new Set<string>();
      for (const row of rows.length > 0 ? rows : [null]) {
        const raw = (row?.config ?? step.config)["source"];
        const name = typeof raw === "string" ? raw : "";
        const table = Object.values(row?.outputs ?? {}).find(({ type }) => type === "dataset");
        // Items that load the same are told of once.
        const key = `${name} ${table?.hash}`;
        if (tables.has(key)) continue;
        tables.add(key);
        const rowCount = table?.meta["rows"];
        data.push({
          node: row ? itemLabel(row.node, row.item) : step.id,
          ...(await dataOrigin(tx, workspaceId, name)),
          content: table?.hash ?? null,
          rows: typeof rowCount === "number" ? rowCount : null,
        });
      }
    }
  return data;
}

/** What led to the outputs that stand in for a node: all of it lies in the run whose step gave them. */
async function dataOfPinned(
  behind: Behind,
  { id, kind }: PlanNode,
  pinned: PinnedOutputs,
): Promise<DataVersion[]> {
  const { tx, workspaceId, run, training } = behind;
  const [made] = await tx
    .select({ plan: runTable.plan, node: stepRun.node, item: stepRun.item })
    .from(stepRun)
    .innerJoin(runTable, eq(runTable.id, stepRun.runId))
    .where(
      and(
        eq(stepRun.runId, pinned.run),
        eq(runTable.workspaceId, workspaceId),
        eq(stepRun.kind, kind),
        eq(stepRun.status, "done"),
        sql`${stepRun.outputs} = ${JSON.stringify(pinned.outputs)}::jsonb`,
      ),
    )
    // There the step may have had another name.
    .orderBy(sql`${stepRun.node} = ${id} desc`, stepRun.node, stepRun.item)
    .limit(1);
  if (!made) return [];
  const { plan, node, item } = made;
  const trainedHere = training?.runId === run.id;
  const data = await dataBehind(
    {
      ...behind,
      run: { id: pinned.run, plan },
      training: !trainedHere
        ? training
        : training.node === id
          ? { ...training, runId: pinned.run, node, item }
          : null,
    },
    node,
  );
  return data.map((one) => ({ run: pinned.run, ...one }));
}

type DoneStep = Awaited<ReturnType<typeof doneSteps>>[number];

/** What led to the outputs that left sub-pipelines; where one of them trained the model, to its output alone. */
async function dataOfSubPipelines(
  behind: Behind,
  steps: readonly DoneStep[],
  { config }: PlanNode,
): Promise<DataVersion[]> {
  const { tx, training, trainedIn } = behind;
  const data: DataVersion[] = [];
  const children: { step: DoneStep; run: Behind["run"] }[] = [];
  for (const step of steps) {
    const [run] = await tx
      .select({ id: runTable.id, plan: runTable.plan })
      .from(runTable)
      .where(
        and(
          eq(runTable.parentRunId, step.cachedFrom ?? step.runId),
          eq(runTable.parentNode, step.node),
          eq(runTable.parentItem, step.item),
        ),
      );
    if (run) children.push({ step, run });
  }
  const own = children.filter(({ run }) => trainedIn.has(run.id));
  for (const { step, run } of own.length > 0 ? own : children) {
    const { output } = step.config ?? config;
    if (typeof output !== "string") continue;
    const [from] = output.split(".") as [string];
    const inside = await dataBehind(
      { ...behind, run, training: trainedIn.has(run.id) ? training : null },
      from,
    );
    const label = itemLabel(step.node, step.item);
    data.push(...inside.map((one) => ({ ...one, node: `${label}.${one.node}` })));
  }
  return data;
}

/** The loads and sub-pipelines that are done in a run; of a map whose results it took from another run, those inside it there. */
async function doneSteps(tx: Transaction, { id: runId, plan }: Behind["run"]) {
  const bodies = new Map(plan.nodes.flatMap(({ id, map }) => (map ? [[id, map.body]] : [])));
  const reused = await tx
    .select({ node: stepRun.node, from: stepRun.cachedFrom })
    .from(stepRun)
    .where(
      and(
        eq(stepRun.runId, runId),
        inArray(stepRun.node, [...bodies.keys()]),
        isNotNull(stepRun.cachedFrom),
      ),
    );
  // That run may have gone through other maps too, which this one has gone through itself.
  const inside = reused.map(({ node, from }) => {
    const nodes = bodies.get(node)!.map(({ id }) => id);
    return and(eq(stepRun.runId, from!), inArray(stepRun.node, nodes), ne(stepRun.item, ""));
  });
  const kinds = [...registry.values()].filter((kind) => readsSource(kind) || kind.asks === "child");
  return tx
    .select({
      runId: stepRun.runId,
      cachedFrom: stepRun.cachedFrom,
      node: stepRun.node,
      item: stepRun.item,
      config: stepRun.config,
      outputs: stepRun.outputs,
    })
    .from(stepRun)
    .where(
      and(
        inArray(
          stepRun.kind,
          kinds.map(({ kind }) => kind),
        ),
        eq(stepRun.status, "done"),
        or(eq(stepRun.runId, runId), ...inside),
      ),
    )
    .orderBy(stepRun.node, sql`length(${stepRun.item})`, stepRun.item);
}

/** A run, and those above it whose sub-pipeline it is. */
async function withRunsAbove(tx: Transaction, runId: string): Promise<Set<string>> {
  const rows = await tx.execute<{ id: string }>(sql`
    with recursive above as (
      select id, parent_run_id from run where id = ${runId}
      union all select r.id, r.parent_run_id from run r join above a on r.id = a.parent_run_id
    ) select id from above
  `);
  return new Set(rows.map(({ id }) => id));
}

async function dataOrigin(
  tx: Transaction,
  workspaceId: string,
  raw: string,
): Promise<Pick<DataVersion, "name" | "version" | "hash">> {
  const source = parseSource(raw);
  if (source.type === "upload") return { name: source.name, version: null, hash: source.hash };
  if (source.type === "path") return { name: source.path, version: null, hash: null };
  const [found] = await tx
    .select({ hash: datasetVersion.hash })
    .from(datasetVersion)
    .innerJoin(dataset, eq(dataset.id, datasetVersion.datasetId))
    .where(
      and(
        eq(dataset.workspaceId, workspaceId),
        eq(dataset.name, source.name),
        source.version === null ? sql`true` : eq(datasetVersion.number, source.version),
      ),
    )
    .orderBy(sql`${datasetVersion.number} desc`)
    .limit(1);
  return { name: source.name, version: source.version, hash: found?.hash ?? null };
}

/** What lies upstream of a node: of a map what leads to its results, of a node inside one also what its map needs. */
function ancestors(plan: RunPlan, node: string): Set<string> {
  const needs = new Map<string, string[]>();
  for (const outer of plan.nodes) {
    const above = wiredTo(outer);
    const { body = [], result = null } = outer.map ?? {};
    // What stands in for a node was made of nothing that lies above it here.
    needs.set(outer.id, outer.pinned ? [] : result ? [...above, result.node] : above);
    for (const inner of body) needs.set(inner.id, [...above, ...wiredTo(inner)]);
  }
  const found = new Set<string>();
  const open = [node];
  for (let next = open.pop(); next !== undefined; next = open.pop())
    for (const above of needs.get(next) ?? [])
      if (!found.has(above)) {
        found.add(above);
        open.push(above);
      }
  return found;
}

function wiredTo({ needs }: PlanNode): string[] {
  return Object.values(needs).flatMap((wires) => wires.map((wire) => wire.node));
}
