import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import type { StepContext } from "../../core/step-context.ts";
import { duckdbSettings, SESSION_START, type Query } from "../../core/tabular/sql.ts";

export interface Session {
  connection: DuckDBConnection;
  query: Query;
}

/**
 * Lends an in-memory DuckDB that spills into the attempt's own folder, takes the step's share of cores, and is
 * interrupted when the run is cancelled. It is closed whatever happens.
 */
export async function withDuckdb<T>(
  ctx: Pick<StepContext, "tmp" | "threads" | "signal">,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  ctx.signal.throwIfAborted();
  const instance = await DuckDBInstance.create(
    ":memory:",
    duckdbSettings({ tmp: ctx.tmp, threads: ctx.threads }),
  );
  const connection = await instance.connect();
  // Again and again until it is heard: an interrupt that comes just before a statement starts is lost.
  let again: NodeJS.Timeout | undefined;
  const interrupt = () => {
    connection.interrupt();
    again ??= setInterval(() => connection.interrupt(), 200);
  };
  ctx.signal.addEventListener("abort", interrupt);
  try {
    const query: Query = async (sql) => {
      ctx.signal.throwIfAborted();
      const reader = await connection.runAndReadAll(sql);
      return reader.getRowObjectsJson();
    };
    await query(SESSION_START);
    return await work({ connection, query });
  } catch (error) {
    // An interrupted statement fails in DuckDB's words; the reason for the interruption is what counts.
    ctx.signal.throwIfAborted();
    throw error;
  } finally {
    ctx.signal.removeEventListener("abort", interrupt);
    clearInterval(again);
    connection.closeSync();
    instance.closeSync();
  }
}
