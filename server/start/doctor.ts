import { execFile } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { browserPath, NO_BROWSER } from "../browser.ts";
import { DEFAULT_PORTS, type PenstockEnv } from "../env.ts";
import { loginsMissing } from "../../db/roles.ts";
import { readSecrets, repoRoot } from "../home.ts";
import { refusal } from "./ports.ts";
import { postgresPackage } from "./postgres-files.ts";
import { status } from "./status.ts";
import { cachedTemporal, findTemporal } from "./temporal-binary.ts";
import { askTemporal } from "./temporal.ts";

const run = promisify(execFile);
/** The Python environment, Temporal, the web build and some data. */
const WANTED_FREE_BYTES = 5e9;

export interface Finding {
  check: string;
  /** False only where Penstock cannot do its work; what is merely absent and not needed is true. */
  ok: boolean;
  found: string;
  /** What to do; always there where `ok` is false. */
  remedy?: string;
}

/** Looks at everything Penstock needs on this machine; starts and changes nothing. */
export async function doctor(env: PenstockEnv): Promise<Finding[]> {
  return await Promise.all([
    checkNode(),
    checkPackages(),
    checkPython(env),
    checkPythonEnvironment(env),
    checkPostgres(env),
    checkRoles(env),
    checkTemporal(env),
    checkGo(env),
    checkPorts(env),
    checkDisk(env),
    checkGpu(),
    checkChromium(),
  ]);
}

async function checkNode(): Promise<Finding> {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const ok = major > 20 || (major === 20 && minor >= 9);
  const remedy = ok ? undefined : "Install Node 20.9 or later.";
  return { check: "node", ok, found: process.version, remedy };
}

async function checkPackages(): Promise<Finding> {
  const wanted = ["next", "postgres", "fastify", "@temporalio/worker", "onnxruntime-node", "tsx"];
  const missing = wanted.filter((name) => !existsSync(join(repoRoot, "node_modules", name)));
  return missing.length === 0
    ? { check: "npm packages", ok: true, found: "installed" }
    : {
        check: "npm packages",
        ok: false,
        found: `missing: ${missing.join(", ")}`,
        remedy: 'Run "npm ci".',
      };
}

async function checkPython(env: PenstockEnv): Promise<Finding> {
  const names = env.python
    ? [env.python]
    : ["python3.13", "python3.12", "python3.11", "python3.10", "python3", "python"];
  const old: string[] = [];
  for (const name of names) {
    const version = await versionOf(name, ["--version"], /Python (\d+\.\d+\S*)/);
    if (version === null) continue;
    const [major = 0, minor = 0] = version.split(".").map(Number);
    if (major === 3 && minor >= 10)
      return { check: "python", ok: true, found: `${name} ${version}` };
    old.push(`${name} ${version}`);
  }
  return {
    check: "python",
    ok: false,
    found: old.join(", ") || "none",
    remedy: "Install Python 3.10 or later, or name one in PENSTOCK_PYTHON. Training needs it.",
  };
}

async function checkPythonEnvironment(env: PenstockEnv): Promise<Finding> {
  const folder = join(env.cache, "python");
  const made = (existsSync(folder) ? readdirSync(folder) : []).filter((name) =>
    existsSync(join(folder, name, "penstock-environment.json")),
  );
  const found =
    made.length > 0 ? `${made.join(", ")} in ${folder}` : "not made yet; a start makes it";
  return { check: "python environment", ok: true, found };
}

async function checkPostgres(env: PenstockEnv): Promise<Finding> {
  const check = "postgres";
  if (env.databaseUrl !== undefined) {
    return { check, ok: true, found: `DATABASE_URL names ${new URL(env.databaseUrl).host}` };
  }
  try {
    const program = join(postgresPackage().native, "bin", "postgres");
    const version = await versionOf(program, ["--version"], /(\d+(?:\.\d+)+)/);
    if (version === null) throw new Error(`${program} does not run`);
    return { check, ok: true, found: `embedded ${version}` };
  } catch (error) {
    return {
      check,
      ok: false,
      found: error instanceof Error ? error.message : String(error),
      remedy: 'Run "npm ci" (its install scripts must be allowed), or set DATABASE_URL.',
    };
  }
}

/** Of somebody else's server: whether its owner could make the logins that keep workspaces apart. */
async function checkRoles(env: PenstockEnv): Promise<Finding> {
  const check = "database roles";
  const { databaseUrl, webDatabaseUrl, systemDatabaseUrl } = env;
  if (databaseUrl === undefined)
    return { check, ok: true, found: "a start makes them in the embedded Postgres" };
  if (webDatabaseUrl !== undefined && systemDatabaseUrl !== undefined)
    return { check, ok: true, found: "named by the environment" };
  const secret = env.secret ?? readSecrets(env.home)?.authSecret;
  const why =
    secret === undefined ? "a start makes them" : await loginsMissing(databaseUrl, secret);
  return why === null
    ? { check, ok: true, found: "there: no process but migrations connects as the owner" }
    : {
        check,
        ok: true,
        found: why.split("\n")[0]!,
        remedy: why.split("\n").slice(1).join("\n     "),
      };
}

async function checkTemporal(env: PenstockEnv): Promise<Finding> {
  const check = "temporal";
  if (env.temporalAddress !== undefined) {
    const problem = await askTemporal(env.temporalAddress, env.temporalNamespace);
    return {
      check,
      ok: problem === null,
      found: `TEMPORAL_ADDRESS names ${env.temporalAddress}: ${problem ?? "it answers"}`,
      remedy: problem === null ? undefined : "Check TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE.",
    };
  }
  try {
    const binary = await findTemporal({ configured: env.temporalCli, cache: env.cache });
    const found = binary ?? "not here; a start downloads it, or builds it with Go";
    return { check, ok: true, found };
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    const remedy = `Leave PENSTOCK_TEMPORAL_CLI out, or copy the command to ${cachedTemporal(env.cache)}.`;
    return { check, ok: false, found, remedy };
  }
}

async function checkGo(env: PenstockEnv): Promise<Finding> {
  const version = await versionOf("go", ["version"], /go(\d+\.\d+\S*)/);
  const binary = await findTemporal({ cache: env.cache }).catch(() => null);
  const found = version ?? "none";
  if (version !== null || binary !== null || env.temporalAddress) {
    return { check: "go (only to build Temporal)", ok: true, found };
  }
  return {
    check: "go (only to build Temporal)",
    ok: true,
    found,
    remedy: "Without internet access, install Go 1.24 or later so that Temporal can be built.",
  };
}

async function checkPorts(env: PenstockEnv): Promise<Finding> {
  const check = "ports";
  const running = status(env.home);
  if (running.running) {
    return { check, ok: true, found: `Penstock is running: ${running.urls.web}` };
  }
  const states: string[] = [];
  const blocked: string[] = [];
  for (const name of ["web", "serving", "postgres", "temporal"] as const) {
    const port = env.ports[name] ?? DEFAULT_PORTS[name];
    const refused = await refusal(port, "127.0.0.1");
    const state = refused === null ? "free" : refused === "EACCES" ? "not allowed" : "taken";
    states.push(`${name} ${port} ${state}`);
    if (refused !== null && env.ports[name] !== undefined)
      blocked.push(`PENSTOCK_${name.toUpperCase()}_PORT`);
  }
  return {
    check,
    ok: blocked.length === 0,
    found: states.join(", "),
    remedy:
      blocked.length > 0
        ? `Set ${blocked.join(" and ")} to a free port, or leave it out: another is chosen then.`
        : undefined,
  };
}

async function checkDisk(env: PenstockEnv): Promise<Finding> {
  let folder = env.home;
  while (!existsSync(folder)) folder = dirname(folder);
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const ok = free > WANTED_FREE_BYTES;
  return {
    check: "disk",
    ok,
    found: `${(free / 1e9).toFixed(1)} GB free at ${folder}`,
    remedy: ok ? undefined : "Free some space, or set PENSTOCK_HOME to a larger disk.",
  };
}

async function checkGpu(): Promise<Finding> {
  const query = ["--query-gpu=name,memory.total", "--format=csv,noheader"];
  const found = await versionOf("nvidia-smi", query, /^(.+)$/m);
  return { check: "gpu (optional)", ok: true, found: found ?? "none" };
}

async function checkChromium(): Promise<Finding> {
  const check = "chromium";
  const file = browserPath();
  if (file === null)
    return {
      check,
      ok: true,
      found: "none",
      remedy: `To export reviews as PDF, and to run the browser tests: ${NO_BROWSER}.`,
    };
  const version = await versionOf(file, ["--version"], /(\d+(?:\.\d+)+)/);
  return { check, ok: true, found: version === null ? file : `${file} ${version}` };
}

async function versionOf(command: string, args: string[], pattern: RegExp): Promise<string | null> {
  try {
    const { stdout, stderr } = await run(command, args, { timeout: 10_000 });
    return pattern.exec(stdout)?.[1] ?? pattern.exec(stderr)?.[1] ?? null;
  } catch {
    return null;
  }
}
