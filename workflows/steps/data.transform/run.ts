import { StatementType, type DuckDBConnection } from "@duckdb/node-api";
import { join } from "node:path";
import { implement } from "../../core/define-step.ts";
import { StepError } from "../../core/step-error.ts";
import { describe, plainColumn } from "../../core/tabular/columns.ts";
import { withOneSelect } from "../../core/tabular/one-select.ts";
import { copyToParquet, ident, literal, parquet } from "../../core/tabular/sql.ts";
import { keepDataset } from "../_shared/datasets.ts";
import { withDuckdb } from "../_shared/duckdb.ts";
import { refuseOtherSql, sqlError } from "../../core/tabular/guard-sql.ts";
import { step } from "./step.ts";

const TABLES = ["input", "input2", "input3"];

export default implement(step, async ({ config, inputs, ctx }) => {
  refuseOtherSql(config.sql);
  const out = join(ctx.tmp, "transformed.parquet");
  return withDuckdb(ctx, async ({ connection, query }) => {
    const paths = [out];
    for (const table of TABLES) {
      const ref = inputs[table]?.[0];
      if (!ref) continue;
      const file = ctx.artifacts.path(ref.hash);
      paths.push(file);
      await query(`CREATE VIEW ${ident(table)} AS SELECT * FROM ${parquet(file)}`);
    }
    // From here on nothing but the inputs can be read and nothing but the output written, and no statement can undo it.
    await query("SET max_temp_directory_size = '50GB'");
    await query(`SET allowed_paths = [${paths.map(literal).join(", ")}]`);
    await query("SET enable_external_access = false");
    await query("SET lock_configuration = true");
    const sql = await oneQuery(connection, config.sql);
    const relation = `(\n${sql}\n)`;
    ctx.progress(0, 1, "Running the SQL");
    try {
      const columns = await describe(query, relation);
      await query(
        copyToParquet(`SELECT ${columns.map(plainColumn).join(", ")} FROM ${relation}`, out),
      );
    } catch (error) {
      ctx.signal.throwIfAborted();
      throw sqlError(error, 1);
    }
    const data = await keepDataset(ctx, query, out);
    if (data.meta["rows"] === 0)
      throw new StepError(
        "bad-data",
        "The SQL gives no rows: look at its WHERE and JOIN conditions, and at what comes in.",
      );
    ctx.log("info", `The SQL gave ${data.meta["rows"]} rows.`);
    return { data };
  });
});

/** The text of the one query, checked by DuckDB's own parser and binder, without a closing semicolon. */
async function oneQuery(connection: DuckDBConnection, sql: string): Promise<string> {
  try {
    return await withOneSelect(connection, sql, StatementType.SELECT, ({ text }) => text);
  } catch (error) {
    throw sqlError(error, 0);
  }
}
