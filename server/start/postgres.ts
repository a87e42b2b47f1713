import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";
import type { ChildSpec } from "./child.ts";
import type { PostgresFiles } from "./postgres-files.ts";
import { endProcess, identify } from "./process-identity.ts";

const SETTINGS = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: "200",
  shared_buffers: "128MB",
  log_min_messages: "warning",
  log_line_prefix: "%m [%p] ",
};

/** What Postgres calls fatal, but is only a connection that came or went at the wrong moment. */
const PASSING = /starting up|shutting down|recovery|terminating connection|not yet accepting/;

/** The address of a database of the embedded server. */
export function embeddedUrl(port: number, password: string, database = "penstock"): string {
  return `postgres://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
}

/** Makes the data folder on first use. An initialisation that was cut off is begun anew. */
export async function initialisePostgres(files: PostgresFiles, password: string): Promise<void> {
  if (existsSync(join(files.data, "PG_VERSION")) && existsSync(join(files.data, DONE))) return;
  mkdirSync(files.data, { recursive: true, mode: 0o700 });
  for (const entry of readdirSync(files.data)) {
    rmSync(join(files.data, entry), { recursive: true, force: true });
  }
  const passwordFile = join(tmpdir(), `penstock-${randomBytes(8).toString("hex")}`);
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  try {
    if (files.user) chownSync(passwordFile, files.user.uid, files.user.gid);
    await runInitdb(files, passwordFile);
    writeFileSync(join(files.data, DONE), "");
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/** Written last by an initialisation that came to its end. */
const DONE = "penstock-initialised";

async function runInitdb(files: PostgresFiles, passwordFile: string): Promise<void> {
  const child = spawn(
    join(files.bin, "initdb"),
    [
      `--pgdata=${files.data}`,
      `--pwfile=${passwordFile}`,
      "--username=postgres",
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--locale=C",
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
    ],
    { ...files.user, cwd: "/", stdio: ["ignore", "pipe", "pipe"] },
  );
  let output = "";
  child.stdout.on("data", (chunk) => (output += String(chunk)));
  child.stderr.on("data", (chunk) => (output += String(chunk)));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code !== 0) {
    throw new Error(`Postgres' data folder ${files.data} could not be made:\n${output.trim()}`);
  }
}

/**
 * Ends a server that an earlier supervisor left on this data folder, even where its number was never written down:
 * the folder's own lock file names it.
 * @returns false where none ran.
 */
export async function endStrayPostgres(data: string): Promise<boolean> {
  let lines: string[];
  try {
    lines = readFileSync(join(data, "postmaster.pid"), "utf8").split("\n");
  } catch {
    return false;
  }
  const identity = identify(Number(lines[0]));
  if (!identity || !isPostgresOn(identity.pid, data)) return false;
  return await endProcess(identity, "SIGINT", 20_000);
}

function isPostgresOn(pid: number, data: string): boolean {
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
    return words.includes(data) && (words[0] ?? "").endsWith("postgres");
  } catch {
    return false;
  }
}

/** The embedded server as a supervised process. SIGINT is Postgres' fast shutdown. */
export function postgresSpec(files: PostgresFiles, port: number, url: string): ChildSpec {
  const settings = Object.entries(SETTINGS).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  return {
    name: "postgres",
    command: join(files.bin, "postgres"),
    args: ["-D", files.data, "-p", String(port), ...settings],
    cwd: files.data,
    env: { PATH: process.env["PATH"], TZ: "UTC", LC_ALL: "C" },
    user: files.user,
    ipc: false,
    stopSignal: "SIGINT",
    stopWithinMs: 20_000,
    // Crash recovery after a kill may take its time.
    readyWithinMs: 120_000,
    ready: async (_child, died) => {
      await untilAnswers(url.replace(/\/[^/]*$/, "/postgres"), died);
      await createDatabase(url);
    },
    notable: (line) => {
      const grave = /\b(FATAL|PANIC): +(.*)$/.exec(line);
      return grave && !PASSING.test(line) ? `${grave[1]}: ${grave[2]}` : undefined;
    },
  };
}

/** Resolves when the server answers a query; throws when `died` aborts or the password is refused. */
export async function untilAnswers(url: string, died: AbortSignal): Promise<void> {
  for (;;) {
    const sql = postgres(url, { max: 1, connect_timeout: 5, onnotice: () => undefined });
    try {
      await sql`select 1`;
      return;
    } catch (error) {
      const code = error instanceof Error && "code" in error ? String(error.code) : "";
      // 57P03: the server is starting up. Connection errors have no SQLSTATE.
      if (/^(28|3D)/.test(code)) throw error;
    } finally {
      await sql.end({ timeout: 1 });
    }
    await sleep(40, undefined, { signal: died });
  }
}

async function createDatabase(url: string): Promise<void> {
  const name = new URL(url).pathname.slice(1);
  const sql = postgres(url.replace(/\/[^/]*$/, "/postgres"), { max: 1, onnotice: () => undefined });
  try {
    const found = await sql`select 1 from pg_database where datname = ${name}`;
    if (found.length === 0) await sql`create database ${sql(name)}`;
  } finally {
    await sql.end({ timeout: 1 });
  }
}
