import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { bundleWorkflowCode } from "@temporalio/worker";

const here = path.dirname(fileURLToPath(import.meta.url));
const SOURCES = ["core", "pipelines"].map((folder) => path.join(here, folder));
const LOCK_FILE = path.join(here, "..", "package-lock.json");

/** The workflows as one script for Temporal's sandbox, kept in `folder` under the hash of what it was made from. */
export async function workflowBundle(folder: string): Promise<{ codePath: string; build: string }> {
  const build = (await sourceHash()).slice(0, 16);
  const codePath = path.join(folder, `workflows-${build}.js`);
  const kept = await readFile(codePath).catch(() => null);
  if (kept) return { codePath, build };
  const { code } = await bundleWorkflowCode({
    workflowsPath: path.join(here, "pipelines", "index.ts"),
    preloadModules: [path.join(here, "pipelines", "stack-frames.ts")],
    // One file, with `import()` as a way to run a module later.
    webpackConfigHook: (config) => ({
      ...config,
      module: {
        ...config.module,
        parser: { ...config.module?.parser, javascript: { dynamicImportMode: "eager" } },
      },
    }),
    logger: { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} },
  });
  await mkdir(folder, { recursive: true });
  const aside = `${codePath}.${process.pid}`;
  await writeFile(aside, code);
  await rename(aside, codePath);
  return { codePath, build };
}

async function sourceHash(): Promise<string> {
  const digest = createHash("sha256");
  const files = await Promise.all(
    SOURCES.map(async (folder) =>
      (await readdir(folder, { recursive: true })).map((name) => path.join(folder, name)),
    ),
  );
  for (const file of [
    ...files
      .flat()
      .filter((name) => /(?<!\.test)\.ts$/.test(name))
      .sort(),
    LOCK_FILE,
  ])
    digest.update(file.slice(here.length)).update(await readFile(file));
  return digest.digest("hex");
}
