import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { repoRoot } from "../../home.ts";

const SOURCES = path.join(repoRoot, "workflows");
/** `import … from "x"`, `export … from "x"`, `import "x"` and `import("x")`, as the formatter writes them. */
const IMPORT =
  /^(?:import|export)\s[^"'`;]*?\sfrom "([^"]+)"|^import "([^"]+)"|\bimport\("([^"]+)"\)/gm;

export interface CopiedSources {
  /** By path under `src/`. */
  files: Map<string, string>;
  /** Packages that the files import. */
  packages: Set<string>;
}

/**
 * The product's own sources that an ejected project needs: the entries, by path under `workflows/`, with everything they
 * import, and the files beside them that they read when they run (trainers, locks of the Python environment).
 */
export async function copySources(entries: readonly string[]): Promise<CopiedSources> {
  const files = new Map<string, string>();
  const packages = new Set<string>();
  const pending = [...entries];
  while (pending.length > 0) {
    const file = pending.pop()!;
    if (files.has(file)) continue;
    const text = await readFile(path.join(SOURCES, file), "utf8");
    files.set(file, text);
    for (const [, from, bare, called] of text.matchAll(IMPORT)) {
      const name = (from ?? bare ?? called)!;
      if (name.startsWith(".")) pending.push(path.posix.join(path.posix.dirname(file), name));
      else if (!name.startsWith("node:")) packages.add(packageOf(name));
    }
  }
  const folders = new Set([...files.keys()].map((file) => path.posix.dirname(file)));
  const assets = (await Promise.all([...folders].map(assetsOf))).flat();
  if (assets.some((file) => file.endsWith(".py"))) assets.push(...(await pythonPackage()));
  for (const file of assets) files.set(file, await readFile(path.join(SOURCES, file), "utf8"));
  return { files, packages };
}

/** Python programs of a step, and the locks of the environments. */
async function assetsOf(folder: string): Promise<string[]> {
  const names = await readdir(path.join(SOURCES, folder));
  return names
    .filter((name) => /\.(py|lock)$/.test(name))
    .map((name) => path.posix.join(folder, name));
}

async function pythonPackage(): Promise<string[]> {
  const folder = "python/penstock_train";
  if (!existsSync(path.join(SOURCES, folder))) return [];
  const names = await readdir(path.join(SOURCES, folder));
  return names.filter((name) => name.endsWith(".py")).map((name) => `${folder}/${name}`);
}

function packageOf(name: string): string {
  const parts = name.split("/");
  return name.startsWith("@") ? `${parts[0]}/${parts[1]}` : parts[0]!;
}
