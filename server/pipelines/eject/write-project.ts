import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { copyFile, mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";

/** In every ejected folder: what says that it may be replaced. */
const MARKER = "pipeline.yaml";

/**
 * Writes a project into a folder, all of it or nothing: beside it first, then by a rename. An ejected folder is replaced
 * only with `force`; its `data` and `node_modules` stay.
 * @throws Error when the folder holds something else, or was ejected before and `force` is not set.
 */
export async function writeProject(
  folder: string,
  files: ReadonlyMap<string, string>,
  copies: ReadonlyMap<string, string>,
  { force = false }: { force?: boolean } = {},
): Promise<void> {
  const target = path.resolve(folder);
  const there = await readdir(target).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error.code === "ENOTDIR"
      ? new Error(`'${folder}' is a file: name another folder with --to.`)
      : error;
  });
  const wasEjected =
    existsSync(path.join(target, MARKER)) && existsSync(path.join(target, "src", "workflow.ts"));
  if (there.length > 0 && !wasEjected)
    throw new Error(`'${folder}' is not empty: name a new or an empty folder with --to.`);
  if (there.length > 0 && !force)
    throw new Error(
      `'${folder}' holds an ejected project, which may have been changed since: replace it with --force, or name another folder.`,
    );

  await mkdir(path.dirname(target), { recursive: true });
  const aside = `${target}.${randomUUID().slice(0, 8)}`;
  try {
    for (const [file, text] of files) {
      await mkdir(path.dirname(path.join(aside, file)), { recursive: true });
      await writeFile(path.join(aside, file), text);
    }
    for (const [file, from] of copies) {
      await mkdir(path.dirname(path.join(aside, file)), { recursive: true });
      await copyFile(from, path.join(aside, file));
    }
    await replace(target, aside, there);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

const KEPT = ["node_modules", "data"];

async function replace(target: string, made: string, there: readonly string[]): Promise<void> {
  const old = `${made}.old`;
  if (there.length === 0) await rm(target, { recursive: true, force: true });
  else await rename(target, old);
  try {
    await rename(made, target);
  } catch (error) {
    if (there.length > 0) await rename(old, target);
    throw error;
  }
  for (const name of KEPT)
    if (there.includes(name)) await keep(path.join(old, name), path.join(target, name));
  await rm(old, { recursive: true, force: true });
}

/** Moves what is not there yet from one folder into the other. */
async function keep(from: string, to: string): Promise<void> {
  if (!existsSync(to)) return rename(from, to);
  for (const name of await readdir(from).catch(() => []))
    await keep(path.join(from, name), path.join(to, name)).catch(() => undefined);
}
