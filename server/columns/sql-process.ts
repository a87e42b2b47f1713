import { DuckDBInstance, StatementType, type DuckDBConnection } from "@duckdb/node-api";
import type { Answer } from "../../workflows/core/column-flow.ts";
import type { KnownColumn } from "../../workflows/core/known-columns.ts";
import { columnType, plainType, STORED_AS } from "../../workflows/core/tabular/columns.ts";
import { refuseOtherSql, sqlError } from "../../workflows/core/tabular/guard-sql.ts";
import { withOneSelect } from "../../workflows/core/tabular/one-select.ts";
import { ident, SESSION_START } from "../../workflows/core/tabular/sql.ts";
import { exitWithParent } from "../start/exit-with-parent.ts";
import { mistakeIn } from "./sql-mistake.ts";

/** What the web process asks of this one. */
export interface SqlQuestion {
  id: number;
  sql: string;
  tables: Record<string, readonly KnownColumn[]>;
}

export interface SqlAnswer {
  id: number;
  answer: Answer;
}

const MAX_MEMORY = 900 * 1024 * 1024;
const LOOK_EVERY_MS = 20;
/** Nothing of this type can be calculated with: SQL that touches it is not judged. */
const UNKNOWN_TYPE = "BLOB";

/**
 * A process of its own that binds SQL to empty tables. It never runs a statement, yet a binder works out constant arguments:
 * what grows beyond a limit ends this process, not the web's.
 */
async function main(): Promise<void> {
  exitWithParent();
  setInterval(() => {
    // Not `exit`, which would wait for the statement.
    if (process.memoryUsage.rss() > MAX_MEMORY) process.kill(process.pid, "SIGKILL");
  }, LOOK_EVERY_MS).unref();
  const connection = await open();
  process.on("message", (message) => {
    const { id, sql, tables } = message as SqlQuestion;
    void bind(connection, sql, tables).then((answer) =>
      process.send!({ id, answer } satisfies SqlAnswer),
    );
  });
  process.send!({ ready: true });
}

/** A database that reads no file and no network, and whose settings no statement can change. */
async function open(): Promise<DuckDBConnection> {
  const instance = await DuckDBInstance.create(":memory:", {
    memory_limit: "512MB",
    threads: "1",
    temp_directory: "",
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
  });
  const connection = await instance.connect();
  await connection.run(SESSION_START);
  // The optimizer would work out expressions that are only to be bound.
  await connection.run("PRAGMA disable_optimizer");
  await connection.run("SET enable_external_access = false");
  await connection.run("SET lock_configuration = true");
  return connection;
}

async function bind(
  connection: DuckDBConnection,
  sql: string,
  tables: SqlQuestion["tables"],
): Promise<Answer> {
  let certain = true;
  try {
    refuseOtherSql(sql);
    for (const [name, columns] of Object.entries(tables)) {
      certain &&= columns.every(({ type, stored }) => type !== "other" || stored !== undefined);
      await makeTable(connection, name, columns);
    }
    return { columns: await columnsOf(connection, sql) };
  } catch (error) {
    if (!certain) return { unknown: "It reads columns of types that are known after a run alone." };
    const names = Object.values(tables).flatMap((columns) => columns.map(({ name }) => name));
    const { sentence, instead } = mistakeIn(error, sql, names);
    return { unknown: sentence ?? sqlError(error, 0).message, fault: instead ? { instead } : {} };
  } finally {
    for (const name of Object.keys(tables))
      await connection.run(`DROP TABLE IF EXISTS ${ident(name)}`);
  }
}

async function makeTable(
  connection: DuckDBConnection,
  name: string,
  columns: readonly KnownColumn[],
): Promise<void> {
  const list = columns.map((column) => {
    const { type } = column;
    const stored = type === "other" ? (column.stored ?? UNKNOWN_TYPE) : STORED_AS[type];
    return `${ident(column.name)} ${stored}`;
  });
  const statements = await connection.extractStatements(
    `CREATE TABLE ${ident(name)} (${list.join(", ")})`,
  );
  if (statements.count !== 1) throw new Error(`The types of '${name}' are not types.`);
  const prepared = await statements.prepare(0);
  await prepared.run();
}

/** What the query would give, as a Transform step stores it. */
function columnsOf(connection: DuckDBConnection, sql: string): Promise<KnownColumn[]> {
  return withOneSelect(connection, sql, StatementType.SELECT, ({ prepared, names }) =>
    names.map((name, index) => {
      const stored = plainType(prepared.columnType(index).toString());
      const type = columnType(stored);
      return type === "other" ? { name, type, stored } : { name, type };
    }),
  );
}

await main();
