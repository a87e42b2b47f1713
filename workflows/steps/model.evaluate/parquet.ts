import type { StepContext } from "../../core/step-context.ts";
import { countRows, describe, type Column } from "../../core/tabular/columns.ts";
import { ident, parquet } from "../../core/tabular/sql.ts";
import { withDuckdb } from "../_shared/duckdb.ts";

/** What is asked of a column: its values as numbers (true is 1), or as text. */
export interface Wanted {
  name: string;
  as: "number" | "text";
}

/** Values by the column asked for, in the order asked; null where missing. */
interface Batch {
  rows: number;
  columns: (number | string | null)[][];
}

/** A Parquet file of the artifact store, read in batches of about 2,000 rows. */
export interface ParquetFile {
  rows: number;
  columns: Map<string, Column["type"]>;
  batches: (wanted: readonly Wanted[]) => AsyncGenerator<Batch>;
}

/** Opens the file for as long as `use` runs. */
export async function withParquet<T>(
  ctx: StepContext,
  hash: string,
  use: (file: ParquetFile) => Promise<T>,
): Promise<T> {
  return withDuckdb(ctx, async ({ connection, query }) => {
    const from = parquet(ctx.artifacts.path(hash));
    async function* batches(wanted: readonly Wanted[]): AsyncGenerator<Batch> {
      const select = wanted.map(
        ({ name, as }) => `${ident(name)}::${as === "number" ? "DOUBLE" : "VARCHAR"}`,
      );
      const result = await connection.stream(`SELECT ${select.join(", ")} FROM ${from}`);
      for (;;) {
        ctx.signal.throwIfAborted();
        const chunk = await result.fetchChunk();
        if (!chunk || chunk.rowCount === 0) return;
        yield { rows: chunk.rowCount, columns: chunk.getColumns() as Batch["columns"] };
      }
    }
    const columns = await describe(query, from);
    return use({
      rows: await countRows(query, from),
      columns: new Map(columns.map(({ name, type }) => [name, type])),
      batches,
    });
  });
}
