import { open, stat } from "node:fs/promises";
import path from "node:path";
import { and, eq } from "drizzle-orm";
import { dataset, datasetVersion } from "../../db/schema/datasets.ts";
import { StepError } from "../../workflows/core/step-error.ts";
import { HEAD_BYTES, LOAD_DEFAULTS, loadFile } from "../../workflows/core/tabular/load.ts";
import { parquet, type Query } from "../../workflows/core/tabular/sql.ts";
import { firstOf, type Rows } from "../artifacts-api/preview.ts";
import { readable } from "../artifacts-api/readable.ts";
import { authorize, type Ctx } from "../context.ts";
import { duckdbLender } from "../duckdb.ts";
import { PenstockError } from "../errors.ts";
import { noVersion } from "./get.ts";
import { readHead } from "./read-head.ts";

const ROWS = 100;

/** More than for a look at a table: some files are loaded whole. */
const lendToBegin = duckdbLender({
  memory: "2GB",
  seconds: 120,
  atOnce: 2,
  instead: "run a pipeline that loads it, and look at what its Load step gives",
});

/** The first rows of a version, read as a Load step would; of a text file only its beginning is read. */
export async function firstRows(
  ctx: Ctx,
  { name, number }: { name: string; number: number },
): Promise<Rows> {
  authorize(ctx, "workspace.read");
  const [version] = await ctx.db
    .select({ hash: datasetVersion.hash, fileName: datasetVersion.fileName })
    .from(datasetVersion)
    .innerJoin(dataset, eq(dataset.id, datasetVersion.datasetId))
    .where(
      and(
        eq(dataset.workspaceId, ctx.actor.workspaceId),
        eq(dataset.name, name),
        eq(datasetVersion.number, number),
      ),
    );
  if (!version) throw new PenstockError("not-found", noVersion(name, number));
  const file = await readable(ctx, version.hash);
  return lendToBegin("Reading the first rows of this file", async ({ query, folder }) => {
    const table = await beginning(query, { file, name: version.fileName, folder });
    return firstOf(query, table, ROWS);
  });
}

/** The relation that holds the file's beginning, or all of it. */
async function beginning(
  query: Query,
  { file, name, folder }: { file: string; name: string; folder: string },
): Promise<string> {
  const head = await readHead(file);
  if (head.subarray(0, 4).toString("latin1") === "PAR1") return parquet(file);
  const out = path.join(folder, "beginning.parquet");
  const load = (from: string) => loadFile(query, { file: from, name, head, out }, LOAD_DEFAULTS);
  if ((await stat(file)).size <= HEAD_BYTES) {
    await load(file);
    return parquet(out);
  }
  const part = path.join(folder, "beginning");
  const handle = await open(part, "w");
  await handle.writeFile(head.subarray(0, head.lastIndexOf(0x0a) + 1));
  await handle.close();
  try {
    await load(part);
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    // The cut went through a quoted text of several lines.
    await load(file);
  }
  return parquet(out);
}
