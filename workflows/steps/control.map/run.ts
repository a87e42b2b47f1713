import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { z } from "zod";
import type { Inputs, Outputs } from "../../core/artifact.ts";
import { implement, type StepResult } from "../../core/define-step.ts";
import { combinations, countCombinations } from "../../core/grid.ts";
import { MAX_ITEMS } from "../../core/items.ts";
import type { Json } from "../../core/json.ts";
import { mayFail } from "../../core/may-fail.ts";
import type { ItemResult, StepContext } from "../../core/step-context.ts";
import { StepError } from "../../core/step-error.ts";
import { describe } from "../../core/tabular/columns.ts";
import { literal, parquet } from "../../core/tabular/sql.ts";
import { storeDataset } from "../_shared/datasets.ts";
import { withDuckdb } from "../_shared/duckdb.ts";
import { step } from "./step.ts";

type Config = z.output<typeof step.config>;

/** Failures that the sentence of a failed map names. */
const NAMED = 3;

export default implement(step, async ({ config, inputs, ctx }): Promise<StepResult> => {
  const { event } = ctx;
  if (!event) {
    const items = await listItems(config, inputs, ctx);
    ctx.log("info", `${items.length} items, ${config.window} at once.`);
    return { items };
  }
  const ended = await ctx.lookup.itemResults();
  const total = Number(event.payload["total"]);
  refuseFailures(config, ended, total);
  return gathered(ended, ctx);
});

async function listItems(config: Config, inputs: Inputs, ctx: StepContext): Promise<Json[]> {
  switch (config.over) {
    case "list":
      return config.list!;
    case "grid":
      refuseTooMany(countCombinations(config.grid!));
      return combinations(config.grid!);
    case "count":
      return Array.from({ length: config.count! }, (_, index) => index);
    case "files":
      return (await ctx.files(config.folder!, config.pattern)).map((file) => ({ ...file }));
    case "rows": {
      const table = inputs["table"]?.[0];
      if (!table)
        throw new StepError(
          "bad-config",
          "The map runs over the rows of a table, but none is wired to its input 'Table': wire one, or choose other items.",
        );
      refuseTooMany(Number(table.meta["rows"] ?? 0));
      return withDuckdb(ctx, async ({ query }) => {
        const relation = parquet(ctx.artifacts.path(table.hash));
        const whole = (await describe(query, relation)).filter(({ type }) => type === "integer");
        const rows = await query(`SELECT * FROM ${relation}`);
        for (const row of rows) for (const { name } of whole) row[name] = wholeNumber(row[name]!);
        return rows;
      });
    }
  }
}

/** DuckDB gives these as text; one that no number holds exactly stays so. */
function wholeNumber(value: Json): Json {
  const number = Number(value);
  return value !== null && Number.isSafeInteger(number) ? number : value;
}

function refuseTooMany(count: number): void {
  if (count > MAX_ITEMS)
    throw new StepError(
      "bad-data",
      `The map would have ${count.toLocaleString("en")} items; ${MAX_ITEMS.toLocaleString("en")} are allowed: filter them first, or map over batches.`,
    );
}

/** Fails when more items failed than the config lets pass. */
function refuseFailures(
  { onFailure, tolerate }: Config,
  ended: readonly ItemResult[],
  total: number,
): void {
  const failed = ended.filter(({ status }) => status === "failed");
  const share = { "fail-fast": 0, collect: 100, tolerate }[onFailure];
  if (failed.length <= mayFail(share, total)) return;
  const named = failed
    .slice(0, NAMED)
    .map(({ index, error }) => `item ${index}: ${(error ?? "no reason").replace(/\.$/, "")}`);
  throw new StepError(
    "check-failed",
    `${failed.length} of ${total} items failed (${onFailure === "tolerate" ? `${tolerate} % may` : "none may"}); ${named.join("; ")}${failed.length > NAMED ? "; and others" : ""}.`,
  );
}

async function gathered(ended: ItemResult[], ctx: StepContext): Promise<Outputs> {
  const done = ended.filter(({ status }) => status === "done").length;
  const types = new Set(ended.flatMap(({ output }) => (output ? [output.type] : [])));
  const results = await ctx.artifacts.putJson(ended as unknown as Json, {
    type: "list",
    meta: {
      count: ended.length,
      done,
      failed: ended.length - done,
      of: types.size === 1 ? [...types][0]! : null,
    },
  });
  if (ended.length === 0) return { results };
  const lines = ended.map(({ index, status, error, output }) =>
    JSON.stringify({ index, status, error, ...flatFacts(output?.meta ?? null, "result") }),
  );
  const file = join(ctx.tmp, "items.jsonl");
  await writeFile(file, lines.join("\n"));
  const table = await withDuckdb(ctx, ({ query }) =>
    storeDataset(
      ctx,
      query,
      "items",
      `SELECT * FROM read_json(${literal(file)}, format = 'newline_delimited', sample_size = -1) ORDER BY index`,
    ),
  );
  return { results, table };
}

/** Facts as columns of a table: nested names joined by underscores, lists left out. */
function flatFacts(facts: Json, prefix: string): Record<string, string | number | boolean> {
  if (facts === null) return {};
  if (typeof facts !== "object") return { [prefix]: facts };
  if (Array.isArray(facts)) return {};
  return Object.assign(
    {},
    ...Object.entries(facts).map(([name, inner]) => flatFacts(inner, `${prefix}_${name}`)),
  ) as Record<string, string | number | boolean>;
}
