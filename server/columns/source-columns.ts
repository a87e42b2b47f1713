import { eq } from "drizzle-orm";
import { dataset } from "../../db/schema/datasets.ts";
import type { Answer } from "../../workflows/core/column-flow.ts";
import { canonicalJson } from "../../workflows/core/json.ts";
import type { KnownColumn } from "../../workflows/core/known-columns.ts";
import { nearest } from "../../workflows/core/nearest.ts";
import { parseSource, type Source } from "../../workflows/core/sources.ts";
import { plainType } from "../../workflows/core/tabular/columns.ts";
import { fileColumns, LOAD_DEFAULTS, type LoadOptions } from "../../workflows/core/tabular/load.ts";
import { StepError } from "../../workflows/core/step-error.ts";
import type { Ctx } from "../context.ts";
import { duckdbLender } from "../duckdb.ts";
import { PenstockError } from "../errors.ts";
import { cached } from "./cache.ts";
import { readHead } from "../datasets/read-head.ts";
import { holdsContent, lookUpDatasetVersion } from "../datasets/resolve-source.ts";

type Reader = Pick<Ctx, "db" | "artifacts" | "actor">;

interface Content {
  hash: string;
  name: string;
  /** Those found when it was registered, with the settings that Load has by itself. */
  columns: readonly KnownColumn[] | null;
}

/** Of one file. A Load step takes what it needs; here somebody waits. */
const lendForColumns = duckdbLender({
  memory: "1GB",
  seconds: 15,
  atOnce: 3,
  instead: "its columns are known after a run",
});

/** The columns of a source as a Load step would read it, when the actor's workspace may. Never throws, an outage aside. */
export async function sourceColumns(
  ctx: Reader,
  source: string,
  given: LoadOptions,
): Promise<Answer> {
  const content = await findContent(ctx, parseSource(source), source);
  if ("unknown" in content) return content;
  const { format, delimiter, header, nullValues, types } = given;
  const options = { format, delimiter, header, nullValues, types };
  const { hash, name, columns } = content;
  const certain = columns?.every(({ type }) => type !== "other");
  if (columns && certain && canonicalJson(options) === canonicalJson(LOAD_DEFAULTS))
    return { columns };
  return cached(ctx, { hash, ending: /\.[^.]*$/.exec(name)?.[0], options }, async () => {
    if (!(await ctx.artifacts.has(hash)))
      return { unknown: `The content of ${name} is not in the artifact store: upload it again.` };
    return readColumns(ctx.artifacts.path(hash), name, options);
  });
}

/** The columns of a file, read as a Load step would read it. */
export async function readColumns(
  file: string,
  name: string,
  options: LoadOptions,
): Promise<Answer> {
  try {
    const head = await readHead(file);
    const columns = await lendForColumns(`Reading ${name}`, ({ query }) =>
      fileColumns(query, { file, name, head }, options),
    );
    return {
      columns: columns.map(({ name: column, type, duckdbType }) =>
        type === "other"
          ? { name: column, type, stored: plainType(duckdbType) }
          : { name: column, type },
      ),
    };
  } catch (error) {
    if (error instanceof PenstockError) return { unknown: error.message };
    if (error instanceof StepError && (error.type === "bad-config" || error.type === "bad-data"))
      return { unknown: error.message, fault: {} };
    return { unknown: `${name} could not be read just now: its columns are known after a run.` };
  }
}

/** What a source names, if the workspace has it. */
async function findContent(
  ctx: Reader,
  source: Source,
  raw: string,
): Promise<Content | Extract<Answer, { unknown: string }>> {
  const { workspaceId } = ctx.actor;
  if (source.type === "path")
    return { unknown: `'${raw}' is a file beside the document, which the server cannot read.` };
  if (source.type === "upload") {
    return (await holdsContent(ctx, workspaceId, source.hash))
      ? { hash: source.hash, name: source.name, columns: null }
      : {
          unknown: `There is no upload '${source.name}' with that content in this workspace: upload the file again.`,
          fault: {},
        };
  }
  const { name, version } = source;
  const found = await lookUpDatasetVersion(ctx, workspaceId, name, version);
  if (found)
    return { hash: found.hash, name: found.fileName, columns: found.columns as KnownColumn[] };
  const names = await ctx.db
    .select({ name: dataset.name })
    .from(dataset)
    .where(eq(dataset.workspaceId, workspaceId))
    .limit(1_000);
  if (names.some((one) => one.name === name))
    return { unknown: `The dataset '${name}' has no version ${version ?? "yet"} here.`, fault: {} };
  const near = nearest(
    name,
    names.map((one) => one.name),
  );
  return {
    unknown: `There is no dataset '${name}' in this workspace${near ? `; did you mean '${near}'?` : ": add it under Datasets, or choose another."}`,
    fault: near ? { instead: { from: `dataset:${name}`, to: `dataset:${near}` } } : {},
  };
}
