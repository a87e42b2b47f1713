import { and, eq, sql } from "drizzle-orm";
import type { Transaction } from "../../db/client.ts";
import { dataset, datasetVersion } from "../../db/schema/datasets.ts";
import { run as runTable, stepRun } from "../../db/schema/runs.ts";
import type { ArtifactRef, Outputs } from "../../workflows/core/artifact.ts";
import type { RunPlan } from "../../workflows/core/plan.ts";
import { parseSource } from "../../workflows/core/sources.ts";
import type { StepOfRun } from "../runs/step-transaction.ts";

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
): Promise<Lineage> {
  const [run] = await tx
    .select({ name: runTable.name, version: runTable.pipelineVersion, plan: runTable.plan })
    .from(runTable)
    .where(eq(runTable.id, source.id));
  const plan = run!.plan as unknown as RunPlan;
  const done = await tx
    .select({ node: stepRun.node, kind: stepRun.kind, outputs: stepRun.outputs })
    .from(stepRun)
    .where(and(eq(stepRun.runId, source.id), eq(stepRun.status, "done")));
  const outputs = new Map(done.map((row) => [row.node, (row.outputs ?? {}) as unknown as Outputs]));
  const upstream = ancestors(plan, source.node);
  const loads = plan.nodes.filter(({ id, kind }) => kind === "data.load" && upstream.has(id));
  const data: DataVersion[] = [];
  for (const load of loads) {
    const raw = load.config["source"];
    const table = outputs.get(load.id)?.["data"];
    const origin = await dataOrigin(tx, source.workspaceId, typeof raw === "string" ? raw : "");
    const rows = table?.meta["rows"];
    data.push({
      node: load.id,
      ...origin,
      content: table?.hash ?? null,
      rows: typeof rows === "number" ? rows : null,
    });
  }
  const trainer = done.find(
    ({ node, kind }) =>
      kind.startsWith("train.") &&
      Object.values(outputs.get(node) ?? {}).some(({ hash }) => hash === model.hash),
  );
  const fact = (name: string) => {
    const value = model.meta[name];
    return typeof value === "string" ? value : null;
  };
  return {
    runId: source.id,
    pipeline: run!.name,
    pipelineVersion: run!.version,
    planHash: source.planHash,
    data,
    environment: fact("environment"),
    training: {
      node: trainer?.node ?? null,
      kind: trainer?.kind ?? null,
      algorithm: fact("algorithm"),
      device: fact("device"),
    },
  };
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

function ancestors(plan: RunPlan, node: string): Set<string> {
  const needs = new Map(
    (plan.nodes ?? []).map(({ id, needs: ends }) => [
      id,
      Object.values(ends).flatMap((wires) => wires.map((wire) => wire.node)),
    ]),
  );
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
