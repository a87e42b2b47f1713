import { randomBytes } from "node:crypto";
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";

/** The folder of this checkout or installation. */
export const repoRoot = dirname(dirname(fileURLToPath(import.meta.url)));

/** Where things lie under PENSTOCK_HOME. */
export function homePaths(home: string) {
  return {
    home,
    artifacts: join(home, "artifacts"),
    logs: join(home, "logs"),
    postgres: join(home, "postgres"),
    temporalDb: join(home, "temporal", "temporal.db"),
    secrets: join(home, "secrets.json"),
    ports: join(home, "ports.json"),
    state: join(home, "state.json"),
    lock: join(home, "supervisor.lock"),
    auditSeals: join(home, "audit-seals.jsonl"),
  };
}

const secretsSchema = z.object({
  /** Signs sessions. */
  authSecret: z.string().min(32),
  /** Lets `penstock` on this machine act on the local server. */
  cliToken: z.string().min(32),
  postgresPassword: z.string().min(16),
});

export type Secrets = z.infer<typeof secretsSchema>;

/** The secrets of this home, or null where none have been made yet. */
export function readSecrets(home: string): Secrets | null {
  const file = homePaths(home).secrets;
  let text: string;
  try {
    text = readFileSync(/* turbopackIgnore: true */ file, "utf8");
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
  const parsed = secretsSchema.safeParse(parseJson(text));
  if (!parsed.success) {
    throw new Error(
      `${file} is damaged: restore it from a copy, or set PENSTOCK_HOME to a new folder (the database's password is in this file).`,
    );
  }
  return parsed.data;
}

/** The secrets of this home; made on first use, readable by the owner only. */
export function ensureSecrets(home: string): Secrets {
  const existing = readSecrets(home);
  if (existing) return existing;
  const secrets: Secrets = {
    authSecret: randomBytes(32).toString("base64url"),
    cliToken: randomBytes(32).toString("base64url"),
    postgresPassword: randomBytes(24).toString("base64url"),
  };
  writeFileAtomic(homePaths(home).secrets, `${JSON.stringify(secrets, null, 2)}\n`, 0o600);
  return secrets;
}

/**
 * Makes the folder and its sub-folders, closed to others; as root, Postgres' own user may pass through it, but
 * not list it.
 */
export function ensureHome(home: string): void {
  const paths = homePaths(home);
  mkdirSync(home, { recursive: true });
  chmodSync(home, process.getuid?.() === 0 ? 0o711 : 0o700);
  for (const folder of [paths.artifacts, paths.logs, dirname(paths.temporalDb)]) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }
}

/** Writes a file so that a reader, or a crash, sees the old content or the new, never a part. */
export function writeFileAtomic(file: string, content: string, mode = 0o644): void {
  const temporary = `${file}.${process.pid}.${randomBytes(4).toString("hex")}`;
  try {
    writeFileSync(temporary, content, { mode });
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** A file's JSON, or null where the file is missing or isn't JSON. */
export function readJsonFile(file: string): unknown {
  try {
    return parseJson(readFileSync(/* turbopackIgnore: true */ file, "utf8"));
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
