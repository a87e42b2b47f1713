import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { repoRoot, writeFileAtomic } from "../home.ts";

const SOURCES = ["app", "components", "server", "workflows", "db"];
const FILES = [
  "package-lock.json",
  "proxy.ts",
  "next.config.ts",
  "postcss.config.mjs",
  "tsconfig.json",
];
/** Parts of the tree that never reach the web application. */
const SKIPPED = /(?:^|\/)(?:__pycache__|node_modules)$|\.test\.tsx?$|\.py$|\.sql$|\.md$/;
const MARKER = join(".next", "penstock-build");

/** A hash over the content of everything the web application is built from. */
export function sourceHash(root: string = repoRoot): string {
  const hash = createHash("sha256");
  const add = (relative: string) => {
    hash.update(`${relative}\0`);
    hash.update(readFileSync(join(root, relative)));
  };
  const walk = (relative: string) => {
    const entries = readdirSync(join(root, relative), { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = `${relative}/${entry.name}`;
      if (SKIPPED.test(path)) continue;
      if (entry.isDirectory()) walk(path);
      else if (entry.isFile()) add(path);
    }
  };
  for (const folder of SOURCES) if (existsSync(join(root, folder))) walk(folder);
  for (const file of FILES) if (existsSync(join(root, file))) add(file);
  return hash.digest("hex");
}

/** True where the production build belongs to other sources than those there now, or there is none. */
export function isBuildStale(root: string = repoRoot): boolean {
  const marker = join(root, MARKER);
  if (!existsSync(marker) || !existsSync(join(root, ".next", "BUILD_ID"))) return true;
  return readFileSync(marker, "utf8").trim() !== sourceHash(root);
}

/**
 * Builds the web application where its sources have changed since the last build.
 * @param log takes one line at a time of what the build says
 * @returns whether it was built
 * @throws Error with the end of the build's output
 */
export async function buildIfStale(
  log: (line: string) => void = () => undefined,
  signal?: AbortSignal,
): Promise<boolean> {
  if (!isBuildStale()) return false;
  // Before the build: what is edited meanwhile makes the next one stale, not this one fresh.
  const hash = sourceHash();
  rmSync(join(repoRoot, MARKER), { force: true });
  const output = await runBuild(log, signal);
  if (output !== null) {
    const tail = output.slice(-30).join("\n  ");
    throw new Error(`The web application could not be built. The build ends:\n  ${tail}`);
  }
  writeFileAtomic(join(repoRoot, MARKER), `${hash}\n`);
  return true;
}

/** Null where the build succeeds, else its output. */
async function runBuild(
  log: (line: string) => void,
  signal?: AbortSignal,
): Promise<string[] | null> {
  const lines: string[] = [];
  const child = spawn(process.execPath, ["node_modules/next/dist/bin/next", "build"], {
    cwd: repoRoot,
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
    stdio: ["ignore", "pipe", "pipe"],
    signal,
  });
  let rest = "";
  const take = (chunk: Buffer) => {
    const parts = (rest + chunk.toString()).split("\n");
    rest = parts.pop() ?? "";
    for (const line of parts) {
      lines.push(line);
      log(line);
    }
  };
  child.stdout.on("data", take);
  child.stderr.on("data", take);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (rest !== "") take(Buffer.from("\n"));
  return code === 0 ? null : lines;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const built = await buildIfStale((line) => console.log(line));
    if (!built) console.log("The web application is built already from these sources.");
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
