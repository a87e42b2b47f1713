import { createHash, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { copyFile, mkdir, readdir, readFile, rename, rm, rmdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";

/** In every ejected folder: the files that were ejected, each with the SHA-256 of its content. */
const MANIFEST = ".ejected.json";

const manifestSchema = z.object({ files: z.record(z.string(), z.string()) });
type Hashes = Record<string, string>;

/**
 * Writes a project into a folder: beside it first, then by a rename. With `force` an ejected folder's own files are
 * replaced, those that are no more part of it removed, and all others left alone.
 * @throws Error when the folder holds something else, was ejected before and `force` is not set, or a file of the project
 *   was changed since: then nothing is written
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
  const before = there.length > 0 ? await readManifest(folder, target) : {};
  if (there.length > 0 && !force)
    throw new Error(
      `'${folder}' holds an ejected project, which may have been changed since: replace its files with --force, which leaves yours alone, or name another folder.`,
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
    const now: Hashes = {};
    for (const file of [...files.keys(), ...copies.keys()].sort())
      now[file] = (await hashOf(path.join(aside, file)))!;
    await writeFile(path.join(aside, MANIFEST), `${JSON.stringify({ files: now }, null, 2)}\n`);
    if (there.length > 0) await replace(folder, aside, before, now);
    else {
      await rm(target, { recursive: true, force: true });
      await rename(aside, target);
    }
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

async function readManifest(folder: string, target: string): Promise<Hashes> {
  const text = await readFile(path.join(target, MANIFEST), "utf8").catch(() => null);
  if (text !== null) {
    const { success, data } = manifestSchema.safeParse(parse(text));
    const within = (file: string) => path.join(target, file).startsWith(target + path.sep);
    if (success && Object.keys(data.files).every(within)) return data.files;
  }
  const wasEjected = existsSync(path.join(target, "src", "workflow.ts"));
  throw new Error(
    text !== null || wasEjected
      ? `'${folder}' does not say in ${MANIFEST} which of its files were ejected: name a new or an empty folder with --to.`
      : `'${folder}' is not empty: name a new or an empty folder with --to.`,
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Puts each file where the one of before was. What was stopped half-way is finished by doing the same again. */
async function replace(folder: string, made: string, before: Hashes, now: Hashes): Promise<void> {
  const target = path.resolve(folder);
  const mine: string[] = [];
  for (const file of new Set([...Object.keys(before), ...Object.keys(now)])) {
    const found = await hashOf(path.join(target, file));
    if (found !== null && found !== before[file] && found !== now[file]) mine.push(file);
  }
  if (mine.length > 0)
    throw new Error(
      `Nothing was written: in '${folder}' these files are not as they were ejected: ${mine.sort().join(", ")}. Move them away and eject again, then bring your changes back; or name another folder.`,
    );
  for (const file of Object.keys(now)) {
    await mkdir(path.dirname(path.join(target, file)), { recursive: true });
    await rename(path.join(made, file), path.join(target, file));
  }
  for (const file of Object.keys(before)) if (!(file in now)) await remove(target, file);
  await rename(path.join(made, MANIFEST), path.join(target, MANIFEST));
}

/** Removes a file, and the folders that are empty then. */
async function remove(target: string, file: string): Promise<void> {
  await rm(path.join(target, file), { force: true });
  for (let folder = path.dirname(file); folder !== "."; folder = path.dirname(folder))
    await rmdir(path.join(target, folder)).catch(() => undefined);
}

/** The SHA-256 of a file; null where there is none, and another word for what is no file. */
async function hashOf(file: string): Promise<string | null> {
  try {
    return createHash("sha256")
      .update(await readFile(file))
      .digest("hex");
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? null : "no file";
  }
}
