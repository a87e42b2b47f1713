import { and, eq, inArray, isNotNull, ne, or, sql } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";
import { dataset, datasetVersion } from "../../db/schema/datasets.ts";
import { run as runTable, stepRun } from "../../db/schema/runs.ts";
import type { ArtifactRef, Outputs } from "../../workflows/core/artifact.ts";
import type { PlanNode, RunPlan } from "../../workflows/core/plan.ts";
import { parseSource } from "../../workflows/core/sources.ts";
import type { StepOfRun } from "../runs/step-transaction.ts";
import type { Training } from "./find-training.ts";

/** One source the model's data came from. `hash` is of the file as it was given, `content` of the table read from it. */
type DataVersion = {
  node: string;
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
  const plan = run!.plan as unknown as RunPlan;
  const fact = (name: string) => {
    const value = model.meta[name];
    return typeof value === "string" ? value : null;
  };
  return {
    runId: source.id,
    pipeline: run!.name,
    pipelineVersion: run!.version,
    planHash: source.planHash,
    data: await dataBehind(tx, source, plan, training),
    environment: fact("environment"),
    training: {
      node: training?.node ?? null,
      kind: training?.kind ?? null,
      algorithm: fact("algorithm"),
      device: fact("device"),
    },
  };
}

/** What the load steps upstream of a step took in; of those beside the training in its map, only what its own item did. */
async function dataBehind(
  tx: Transaction,
  source: StepOfRun,
  plan: RunPlan,
  training: Training | null,
): Promise<DataVersion[]> {
  const beside = plan.nodes.find(({ map }) => map?.body.some(({ id }) => id === training?.node));
  const upstream = ancestors(plan, source.node.replace(/\[\d+\]$/, ""));
  const done = await doneLoads(tx, source.id);
  const data: DataVersion[] = [];
  for (const node of plan.nodes)
    for (const load of [node, ...(node.map?.body ?? [])]) {
      if (load.kind !== "data.load" || !upstream.has(load.id)) continue;
      const own = node === beside && load !== node ? training!.item : null;
      const rows = done.filter(
        ({ node: id, item }) => id === load.id && (own === null || item === own),
      );
      const tables = new Set<string>();
      for (const row of rows.length > 0 ? rows : [null]) {
        const raw = (row?.config ?? load.config)["source"];
        const name = typeof raw === "string" ? raw : "";
        const table = (row?.outputs as Outputs | null | undefined)?.["data"];
        // Items that load the same are told of once.
        const key = `${name} ${table?.hash}`;
        if (tables.has(key)) continue;
        tables.add(key);
        const rowCount = table?.meta["rows"];
        data.push({
          node: row?.item ? `${load.id}[${row.item}]` : load.id,
          ...(await dataOrigin(tx, source.workspaceId, name)),
          content: table?.hash ?? null,
          rows: typeof rowCount === "number" ? rowCount : null,
        });
      }
    }
  return data;
}

/** The load steps that are done in a run; of a map whose results it took from another run, those inside it there. */
async function doneLoads(tx: Transaction, runId: string) {
  const reused = tx
    .select({ id: stepRun.cachedFrom })
    .from(stepRun)
    .where(
      and(eq(stepRun.runId, runId), eq(stepRun.kind, "control.map"), isNotNull(stepRun.cachedFrom)),
    );
  return tx
    .select({
      node: stepRun.node,
      item: stepRun.item,
      config: stepRun.config,
      outputs: stepRun.outputs,
    })
    .from(stepRun)
    .where(
      and(
        eq(stepRun.kind, "data.load"),
        eq(stepRun.status, "done"),
        or(eq(stepRun.runId, runId), and(inArray(stepRun.runId, reused), ne(stepRun.item, ""))),
      ),
    )
    .orderBy(stepRun.node, sql`length(${stepRun.item})`, stepRun.item);
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
    needs.set(outer.id, result ? [...above, result.node] : above);
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
