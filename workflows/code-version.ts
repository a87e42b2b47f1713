import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { repoRoot } from "../server/home.ts";

/** What a worker runs besides its libraries. */
const SOURCES = ["db", "server", "workflows"];
const FILES = ["package-lock.json"];
const CODE = /(?<!\.test)\.(ts|py|toml|lock)$/;

/** The release and the hash of all the code that a worker runs, its libraries' versions included: `0.1.0+3f9a…`. */
export async function codeVersion(): Promise<string> {
  const digest = createHash("sha256");
  const folders = await Promise.all(
    SOURCES.map(async (folder) =>
      (await readdir(path.join(repoRoot, folder), { recursive: true })).map((name) =>
        path.join(folder, name),
      ),
    ),
  );
  const files = [...folders.flat().filter((name) => CODE.test(name)), ...FILES].sort();
  for (const name of files)
    digest.update(`${name}\0`).update(await readFile(path.join(repoRoot, name)));
  const { version } = JSON.parse(await readFile(path.join(repoRoot, "package.json"), "utf8")) as {
    version: string;
  };
  return `${version}+${digest.digest("hex").slice(0, 12)}`;
}
