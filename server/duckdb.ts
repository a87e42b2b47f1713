import { DuckDBInstance } from "@duckdb/node-api";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { duckdbSettings, SESSION_START, type Query } from "../workflows/core/tabular/sql.ts";
import { causesOf, PenstockError } from "./errors.ts";

/** What one kind of work may take of the server, which answers everybody; steps have their own, larger limits. */
interface Limits {
  /** As DuckDB writes it. */
  memory: string;
  /** Work that takes longer is stopped. */
  seconds: number;
  /** More pieces of this work wait for their turn. */
  atOnce: number;
  /** What to do where these limits do not suffice; ends the sentence that says so. */
  instead: string;
}

type Work<T> = (lent: { query: Query; folder: string }) => Promise<T>;

/**
 * Makes a function that lends an in-memory DuckDB and an empty folder for one piece of work in the server, in its turn; both
 * are gone afterwards. It is told what the work does, as a sentence begins: 'Reading a.csv'. Work that would take more than
 * its limits throws `too-large`.
 */
export function duckdbLender(limits: Limits): <T>(what: string, work: Work<T>) => Promise<T> {
  let working = 0;
  const waiting: (() => void)[] = [];
  return async (what, work) => {
    if (working >= limits.atOnce) await new Promise<void>((go) => waiting.push(go));
    else working += 1;
    try {
      return await lend(what, work, limits);
    } finally {
      const next = waiting.shift();
      if (next) next();
      else working -= 1;
    }
  };
}

async function lend<T>(
  what: string,
  work: Work<T>,
  { memory, seconds, instead }: Limits,
): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), "penstock-table-"));
  try {
    const instance = await DuckDBInstance.create(":memory:", {
      ...duckdbSettings({ tmp: folder, threads: 2 }),
      memory_limit: memory,
    });
    const connection = await instance.connect();
    let tooLong: PenstockError | undefined;
    let again: NodeJS.Timeout | undefined;
    const stop = setTimeout(() => {
      tooLong = new PenstockError(
        "too-large",
        `${what} takes longer than ${seconds} seconds and was stopped: ${instead}.`,
      );
      connection.interrupt();
      // Again and again until it is heard: an interrupt that comes just before a statement starts is lost.
      again = setInterval(() => connection.interrupt(), 200);
    }, seconds * 1_000);
    try {
      const query: Query = async (sql) => {
        if (tooLong) throw tooLong;
        return (await connection.runAndReadAll(sql)).getRowObjectsJson();
      };
      await query(SESSION_START);
      return await work({ query, folder });
    } catch (error) {
      // What the work made of an interrupted statement does not count.
      if (tooLong) throw tooLong;
      if (causesOf(error).some(({ message }) => message.startsWith("Out of Memory")))
        throw new PenstockError(
          "too-large",
          `${what} takes more than the ${memory} of memory that the server has for it: ${instead}.`,
        );
      throw error;
    } finally {
      clearTimeout(stop);
      clearInterval(again);
      connection.closeSync();
      instance.closeSync();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
