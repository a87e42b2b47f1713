import { and, eq, exists, inArray } from "drizzle-orm";
import { dataset } from "../../db/schema/datasets.ts";
import { pipeline, pipelineVersion } from "../../db/schema/pipelines.ts";
import type { Ctx } from "../context.ts";
import type { Trigger } from "./find.ts";
import { isOfLooking } from "./scan-folder.ts";

/** What there is of what triggers listen to. */
export interface Heard {
  datasets: ReadonlySet<string>;
  /** Those with a published version. */
  pipelines: ReadonlySet<string>;
}

/** Reads which of the datasets and pipelines that triggers name are there. */
export async function heardBy(
  { db, actor }: Ctx,
  triggers: readonly Pick<Trigger, "spec">[],
): Promise<Heard> {
  const specs = triggers.map(({ spec }) => spec);
  const datasets = specs.flatMap((spec) => (spec.type === "dataset" ? [spec.dataset] : []));
  const pipelines = specs.flatMap((spec) => (spec.type === "pipeline" ? [spec.pipeline] : []));
  const [datasetRows, pipelineRows] = await Promise.all([
    datasets.length === 0
      ? []
      : db
          .select({ name: dataset.name })
          .from(dataset)
          .where(and(eq(dataset.workspaceId, actor.workspaceId), inArray(dataset.name, datasets))),
    pipelines.length === 0
      ? []
      : db
          .select({ name: pipeline.name })
          .from(pipeline)
          .where(
            and(
              eq(pipeline.workspaceId, actor.workspaceId),
              inArray(pipeline.name, pipelines),
              exists(
                db
                  .select({ id: pipelineVersion.id })
                  .from(pipelineVersion)
                  .where(eq(pipelineVersion.pipelineId, pipeline.id)),
              ),
            ),
          ),
  ]);
  const names = (rows: readonly { name: string }[]) => new Set(rows.map(({ name }) => name));
  return { datasets: names(datasetRows), pipelines: names(pipelineRows) };
}

/** Why a trigger that is not paused would start nothing as things are, as a sentence; null where nothing speaks against it. */
export function cannotFire(
  { spec, secret, lastError }: Pick<Trigger, "spec" | "secret" | "lastError">,
  heard: Heard,
): string | null {
  switch (spec.type) {
    case "dataset":
      return heard.datasets.has(spec.dataset)
        ? null
        : `There is no dataset '${spec.dataset}' in this workspace: it starts nothing until one is added under this name.`;
    case "pipeline":
      return heard.pipelines.has(spec.pipeline)
        ? null
        : `There is no published pipeline '${spec.pipeline}' in this workspace: it starts nothing until one is published under this name.`;
    case "webhook":
      return secret === null
        ? "It has no secret yet: until somebody makes one, every call is refused."
        : null;
    case "folder":
      return isOfLooking(lastError) ? lastError : null;
    default:
      return null;
  }
}
