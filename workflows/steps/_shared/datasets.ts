import { join } from "node:path";
import type { ArtifactRef, Inputs } from "../../core/artifact.ts";
import type { JsonObject } from "../../core/json.ts";
import type { StepContext } from "../../core/step-context.ts";
import { countRows, datasetMeta, describe } from "../../core/tabular/columns.ts";
import { copyToParquet, parquet, type Query } from "../../core/tabular/sql.ts";

/** The one artifact wired to a required input. */
export function input(inputs: Inputs, port: string): ArtifactRef {
  const ref = inputs[port]?.[0];
  if (!ref) throw new Error(`The input '${port}' is required, yet nothing came in.`);
  return ref;
}

/** Stores a query's rows as a dataset artifact. */
export async function storeDataset(
  ctx: Pick<StepContext, "tmp" | "artifacts">,
  query: Query,
  name: string,
  sql: string,
  meta: JsonObject = {},
): Promise<ArtifactRef> {
  const file = join(ctx.tmp, `${name}.parquet`);
  await query(copyToParquet(sql, file));
  return keepDataset(ctx, query, file, meta);
}

/** Moves a Parquet file into the store as a dataset artifact. */
export async function keepDataset(
  ctx: Pick<StepContext, "artifacts">,
  query: Query,
  file: string,
  meta: JsonObject = {},
): Promise<ArtifactRef> {
  const rows = await countRows(query, parquet(file));
  const columns = await describe(query, parquet(file));
  return ctx.artifacts.putFile(file, {
    type: "dataset",
    meta: { ...datasetMeta(rows, columns), ...meta },
  });
}
