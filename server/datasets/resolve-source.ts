import { and, desc, eq } from "drizzle-orm";
import type { Database, Transaction } from "../../db/client.ts";
import { dataset, datasetVersion } from "../../db/schema/datasets.ts";
import { artifact } from "../../db/schema/runs.ts";
import type { ParamValues, PipelineDocument } from "../../workflows/core/document.ts";
import type { JsonObject } from "../../workflows/core/json.ts";
import type { RunPlan } from "../../workflows/core/plan.ts";
import {
  fillSources,
  mapSources,
  parseSource,
  refersToParam,
  sourceOf,
  type Source,
} from "../../workflows/core/sources.ts";
import { registry } from "../../workflows/steps/index.ts";
import type { Ctx, Services } from "../context.ts";
import { PenstockError } from "../errors.ts";

type Reader = Pick<Services, "db" | "artifacts">;

/** The file behind a source, when the workspace may read it; with where it came from, for lineage. */
export async function resolveSource(
  services: Reader,
  workspaceId: string,
  source: string,
): Promise<{ file: string; name: string; origin: JsonObject }> {
  const parsed = parseSource(source);
  if (parsed.type === "path")
    throw new PenstockError(
      "bad-request",
      `'${source}' is a file beside the document, which the server cannot read: upload it, or choose a dataset.`,
    );
  if (parsed.type === "upload") {
    if (!(await holdsContent(services, workspaceId, parsed.hash)))
      throw new PenstockError(
        "not-found",
        `There is no upload '${parsed.name}' with that content in this workspace: upload the file again.`,
      );
    return {
      file: await services.artifacts.whole(parsed.hash),
      name: parsed.name,
      origin: { type: "upload", fileName: parsed.name, hash: parsed.hash },
    };
  }
  const version = await findDatasetVersion(services, workspaceId, parsed.name, parsed.version);
  if (parsed.version === null)
    throw new PenstockError(
      "bad-request",
      `'${source}' names no version, and a run could not say later which one it read: write ${source}@${version.number}.`,
    );
  return {
    file: await services.artifacts.whole(version.hash),
    name: version.fileName,
    origin: { type: "dataset", name: parsed.name, version: version.number, hash: version.hash },
  };
}

/**
 * Turns `dataset:NAME` into `dataset:NAME@VERSION`, the newest one now, so that a run keeps to it. `document` is recorded: a
 * source that a param gives stays a reference to it. `settled` is compiled: the plan holds what that meant.
 * @param before a run that is run again: a source that a param gives, and that is as it was, means what it meant there
 */
export async function pinSources(
  ctx: Pick<Ctx, "actor"> & { db: Database | Transaction },
  given: PipelineDocument,
  params: ParamValues,
  before?: { document: PipelineDocument; plan: RunPlan },
): Promise<{ document: PipelineDocument; settled: PipelineDocument }> {
  const pin = async (source: Source, raw: string) => {
    if (source.type !== "dataset" || source.version !== null || refersToParam(raw)) return raw;
    const { number } = await findDatasetVersion(ctx, ctx.actor.workspaceId, source.name, null);
    return `dataset:${source.name}@${number}`;
  };
  const document = await mapSources(given, registry, pin);
  const filled = fillSources(document, registry, params);
  const kept = before ? keptSources(document, filled, before) : new Map<string, string>();
  const settled = await mapSources(
    filled,
    registry,
    async (source, raw, { id }) => kept.get(id) ?? (await pin(source, raw)),
  );
  return { document, settled };
}

/** By node: what a source that a param gives was pinned to before, where it is written and filled in as it was. */
function keptSources(
  document: PipelineDocument,
  filled: PipelineDocument,
  before: { document: PipelineDocument; plan: RunPlan },
): Map<string, string> {
  const sources = ({ nodes }: PipelineDocument) =>
    new Map(nodes.map((node) => [node.id, sourceOf(node, registry)]));
  const [writtenNow, writtenThen] = [sources(document), sources(before.document)];
  const filledNow = sources(filled);
  const filledThen = sources(fillSources(before.document, registry, before.plan.params));
  const kept = new Map<string, string>();
  for (const { id, config } of before.plan.nodes.flatMap((one) => [
    one,
    ...(one.map?.body ?? []),
  ])) {
    const written = writtenNow.get(id);
    if (!written || !refersToParam(written) || written !== writtenThen.get(id)) continue;
    if (filledNow.get(id) === filledThen.get(id)) kept.set(id, String(config["source"]));
  }
  return kept;
}

/** What the column of a version's number can hold. */
const LARGEST_NUMBER = 2 ** 31 - 1;

/** The version of that number of a workspace's dataset, or the newest; null when there is none. */
export async function lookUpDatasetVersion(
  { db }: { db: Database | Transaction },
  workspaceId: string,
  name: string,
  number: number | null,
) {
  if (number !== null && number > LARGEST_NUMBER) return null;
  const [found] = await db
    .select({
      number: datasetVersion.number,
      hash: datasetVersion.hash,
      fileName: datasetVersion.fileName,
      columns: datasetVersion.columns,
    })
    .from(datasetVersion)
    .innerJoin(dataset, eq(dataset.id, datasetVersion.datasetId))
    .where(
      and(
        eq(dataset.workspaceId, workspaceId),
        eq(dataset.name, name),
        ...(number === null ? [] : [eq(datasetVersion.number, number)]),
      ),
    )
    .orderBy(desc(datasetVersion.number))
    .limit(1);
  return found ?? null;
}

/** Whether a run or an upload of the workspace holds the content. */
export async function holdsContent(
  { db }: { db: Database | Transaction },
  workspaceId: string,
  hash: string,
): Promise<boolean> {
  const [found] = await db
    .select({ hash: artifact.hash })
    .from(artifact)
    .where(and(eq(artifact.workspaceId, workspaceId), eq(artifact.hash, hash)));
  return found !== undefined;
}

async function findDatasetVersion(
  services: { db: Database | Transaction },
  workspaceId: string,
  name: string,
  number: number | null,
) {
  const found = await lookUpDatasetVersion(services, workspaceId, name, number);
  if (!found)
    throw new PenstockError(
      "not-found",
      number === null
        ? `There is no dataset '${name}' in this workspace: add it under Datasets, or with 'penstock datasets add'.`
        : `The dataset '${name}' has no version ${number} in this workspace.`,
    );
  return found;
}
