import { spawn, type ChildProcess } from "node:child_process";
import path from "node:path";
import type { Answer } from "../../workflows/core/column-flow.ts";
import { definedOnly } from "../../workflows/core/json.ts";
import type { KnownColumn } from "../../workflows/core/known-columns.ts";
import { repoRoot } from "../home.ts";
import type { SqlAnswer, SqlQuestion } from "./sql-process.ts";

/** Longest that one query may take to be bound; such a one takes milliseconds. */
const LONGEST_MS = 4_000;
const START_MS = 60_000;
const IDLE_MS = 120_000;
const TOO_MUCH: Answer = {
  unknown: "Its SQL takes too much time or memory to look at: what it gives is known after a run.",
};

// On the global object: Next's development server loads this module anew with each edit, and processes must not pile up.
const kept = globalThis as typeof globalThis & { penstockSqlProcess?: SqlProcess };

/** The columns of a query over empty tables with these columns, bound by DuckDB in a process of its own. Never throws. */
export function bindSql(
  sql: string,
  tables: Record<string, readonly KnownColumn[]>,
): Promise<Answer> {
  kept.penstockSqlProcess ??= new SqlProcess();
  return kept.penstockSqlProcess.ask(sql, tables);
}

/** One question after the other; started for the first, ended when nobody asks any more, replaced when it dies. */
class SqlProcess {
  private child: Promise<ChildProcess> | null = null;
  private last: Promise<unknown> = Promise.resolve();
  private idle: NodeJS.Timeout | undefined;
  private asked = 0;

  ask(sql: string, tables: SqlQuestion["tables"]): Promise<Answer> {
    const answer = this.last.then(() => this.askNow(sql, tables)).catch(() => TOO_MUCH);
    this.last = answer;
    return answer;
  }

  private async askNow(sql: string, tables: SqlQuestion["tables"]): Promise<Answer> {
    clearTimeout(this.idle);
    const child = await (this.child ??= this.start());
    // It died while nobody asked.
    if (!child.connected) {
      this.child = null;
      return this.askNow(sql, tables);
    }
    const id = ++this.asked;
    hold(child, true);
    const answer = await new Promise<Answer>((resolve) => {
      const end = (found: Answer) => {
        clearTimeout(overdue);
        child.off("message", onMessage);
        child.off("exit", onExit);
        resolve(found);
      };
      const onMessage = (message: unknown) => {
        const said = message as SqlAnswer;
        if (said.id === id) end(said.answer);
      };
      const onExit = () => {
        this.child = null;
        end(TOO_MUCH);
      };
      const overdue = setTimeout(() => child.kill("SIGKILL"), LONGEST_MS);
      child.on("message", onMessage);
      child.once("exit", onExit);
      child.send({ id, sql, tables } satisfies SqlQuestion, (error) => error && onExit());
    });
    hold(child, false);
    this.idle = setTimeout(() => this.stop(), IDLE_MS).unref();
    return answer;
  }

  private stop(): void {
    void this.child?.then((child) => child.disconnect());
    this.child = null;
  }

  private async start(): Promise<ChildProcess> {
    const { PATH, HOME, TMPDIR } = process.env;
    const child = spawn(
      process.execPath,
      ["--import", "tsx", path.join(repoRoot, "server", "columns", "sql-process.ts")],
      {
        cwd: repoRoot,
        stdio: ["ignore", "ignore", "ignore", "ipc"],
        // Hostile SQL finds no secrets in its environment.
        env: { NODE_ENV: "production", ...definedOnly({ PATH, HOME, TMPDIR }) },
      },
    );
    try {
      await new Promise<void>((resolve, reject) => {
        child.once("message", () => resolve());
        child.once("error", reject);
        child.once("exit", () => reject(new Error("The process that looks at SQL did not start.")));
        setTimeout(() => reject(new Error("It takes too long to start.")), START_MS).unref();
      });
    } catch (error) {
      this.child = null;
      child.kill("SIGKILL");
      throw error;
    }
    return child;
  }
}

/** Only while it is asked does it keep this process from ending. */
function hold(child: ChildProcess, on: boolean): void {
  const how = on ? "ref" : "unref";
  child[how]();
  child.channel?.[how]();
}
