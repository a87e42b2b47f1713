import { execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { arch, platform } from "node:os";
import { delimiter, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream as WebStream } from "node:stream/web";
import { promisify } from "node:util";

/** The version that is downloaded or built; its server is 1.29.1. */
const TEMPORAL_CLI_VERSION = "1.5.1";

const OFFLINE_AFTER_MS = 10_000;
const run = promisify(execFile);

export interface FindOptions {
  /** PENSTOCK_TEMPORAL_CLI. */
  configured?: string;
  cache: string;
  say: (line: string) => void;
  signal?: AbortSignal;
}

/** Where the binary of our version is kept, shared by all checkouts of this user. */
export function cachedTemporal(cache: string): string {
  const suffix = platform() === "win32" ? ".exe" : "";
  return join(cache, "temporal", `temporal-${TEMPORAL_CLI_VERSION}${suffix}`);
}

/** The binary that is there without fetching anything, or null. */
export async function findTemporal(options: Pick<FindOptions, "configured" | "cache">) {
  if (options.configured !== undefined) {
    await checkRuns(options.configured).catch((error: unknown) => {
      throw new Error(
        `PENSTOCK_TEMPORAL_CLI is ${options.configured}, which does not run (${reason(error)}): set it to Temporal's command, or leave it out.`,
      );
    });
    return options.configured;
  }
  for (const candidate of [...onPath("temporal"), cachedTemporal(options.cache)]) {
    if (existsSync(candidate) && (await runs(candidate))) return candidate;
  }
  return null;
}

/**
 * Finds Temporal's command, or gets it: downloads it, or else builds it with Go (some minutes, once).
 * @throws Error that names every way.
 */
export async function obtainTemporal(options: FindOptions): Promise<string> {
  const found = await findTemporal(options);
  if (found !== null) return found;
  const target = cachedTemporal(options.cache);
  const work = join(
    options.cache,
    "temporal",
    `work-${process.pid}-${randomBytes(4).toString("hex")}`,
  );
  mkdirSync(work, { recursive: true });
  const failures: string[] = [];
  try {
    for (const way of [download, build]) {
      try {
        const binary = await way(work, options);
        await checkRuns(binary);
        renameSync(binary, target);
        return target;
      } catch (error) {
        if (options.signal?.aborted) throw error;
        failures.push(`${way === download ? "download" : "build with Go"}: ${reason(error)}`);
      }
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  throw new Error(
    [
      "Temporal was not found and could not be got.",
      ...failures,
      `Any of these helps: set TEMPORAL_ADDRESS to a Temporal server that runs; put the command "temporal" on the PATH or name it in PENSTOCK_TEMPORAL_CLI; copy it to ${target}; install Go 1.24 or later, with access to its module proxy.`,
    ].join("\n  "),
  );
}

async function download(work: string, { say, signal }: FindOptions): Promise<string> {
  say(`downloading Temporal's command ${TEMPORAL_CLI_VERSION}`);
  const systems: Record<string, string> = { win32: "windows", darwin: "darwin", linux: "linux" };
  const cpus: Record<string, string> = { x64: "amd64", arm64: "arm64" };
  const system = systems[platform()];
  const cpu = cpus[arch()];
  if (!system || !cpu) throw new Error(`there is none for ${platform()} on ${arch()}`);
  const stalled = new AbortController();
  const stop = () => stalled.abort(new Error(`no answer within ${OFFLINE_AFTER_MS / 1000} s`));
  const timer = setTimeout(stop, OFFLINE_AFTER_MS);
  const either = signal ? AbortSignal.any([signal, stalled.signal]) : stalled.signal;
  try {
    const address = `https://temporal.download/cli/archive/v${TEMPORAL_CLI_VERSION}?platform=${system}&arch=${cpu}`;
    const response = await fetch(address, { signal: either });
    if (!response.ok || !response.body) throw new Error(`the server answers ${response.status}`);
    const tar = spawn("tar", ["-xzf", "-", "-C", work], { stdio: ["pipe", "ignore", "ignore"] });
    const unpacked = new Promise<void>((resolve, reject) => {
      tar.once("error", reject);
      tar.once("close", (code) =>
        code === 0 ? resolve() : reject(new Error("the archive could not be unpacked")),
      );
    });
    const body = Readable.fromWeb(response.body as WebStream);
    body.on("data", () => timer.refresh());
    await Promise.all([pipeline(body, tar.stdin), unpacked]);
  } finally {
    clearTimeout(timer);
  }
  const binary = join(work, platform() === "win32" ? "temporal.exe" : "temporal");
  chmodSync(binary, 0o755);
  return binary;
}

async function build(work: string, { say, signal }: FindOptions): Promise<string> {
  await run("go", ["version"]).catch(() => {
    throw new Error("Go is not installed");
  });
  say(`building Temporal's command ${TEMPORAL_CLI_VERSION} with Go: 3 to 6 minutes, this once`);
  const module = `github.com/temporalio/cli/cmd/temporal@v${TEMPORAL_CLI_VERSION}`;
  const child = spawn("go", ["install", "-trimpath", "-ldflags", "-s -w", module], {
    env: { ...process.env, GOBIN: work, GOFLAGS: "" },
    stdio: ["ignore", "ignore", "pipe"],
    signal,
  });
  let complaint = "";
  child.stderr.on("data", (chunk) => (complaint = (complaint + String(chunk)).slice(-2000)));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code !== 0) throw new Error(complaint.trim().split("\n").slice(-3).join(" "));
  return join(work, platform() === "win32" ? "temporal.exe" : "temporal");
}

async function checkRuns(binary: string): Promise<void> {
  const { stdout } = await run(binary, ["--version"], { timeout: 20_000 });
  if (!/^temporal version/i.test(stdout)) throw new Error("it is not the command of Temporal");
}

async function runs(binary: string): Promise<boolean> {
  return await checkRuns(binary).then(
    () => true,
    () => false,
  );
}

function onPath(name: string): string[] {
  const file = platform() === "win32" ? `${name}.exe` : name;
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter(Boolean);
  return folders.map((folder) => join(folder, file));
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : "";
  return `${error.message}${cause}`;
}
