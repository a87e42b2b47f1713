import { DuckDBInstance } from "@duckdb/node-api";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { duckdbSettings, SESSION_START, type Query } from "../workflows/core/tabular/sql.ts";

interface Limits {
  /** As DuckDB writes it. */
  memory?: string;
  /** A statement that runs so long after the beginning is interrupted. */
  seconds?: number;
}

/** Lends an in-memory DuckDB and an empty folder for one piece of work in the server; both are gone afterwards. */
export async function withDuckdb<T>(
  work: (lent: { query: Query; folder: string }) => Promise<T>,
  { memory, seconds }: Limits = {},
): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), "penstock-table-"));
  try {
    const instance = await DuckDBInstance.create(":memory:", {
      ...duckdbSettings({ tmp: folder, threads: 2 }),
      ...(memory === undefined ? {} : { memory_limit: memory }),
    });
    const connection = await instance.connect();
    const stop =
      seconds === undefined ? undefined : setTimeout(() => connection.interrupt(), seconds * 1_000);
    try {
      const query: Query = async (sql) => (await connection.runAndReadAll(sql)).getRowObjectsJson();
      await query(SESSION_START);
      return await work({ query, folder });
    } finally {
      clearTimeout(stop);
      connection.closeSync();
      instance.closeSync();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
