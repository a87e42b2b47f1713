import { randomUUID } from "node:crypto";
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { withFolderLock } from "../python/folder-lock.ts";

/** The file's JSON; null where there is no such file. */
export async function readJsonFile<T>(file: string): Promise<T | null> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as T;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

/** Writes the file so that a reader, or a crash, sees the old content or the new, never a part. */
export async function writeJsonFile(file: string, value: unknown): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const aside = `${file}.${randomUUID()}`;
  try {
    const handle = await open(aside, "w");
    await handle.writeFile(`${JSON.stringify(value, null, 2)}\n`);
    await handle.sync();
    await handle.close();
    await rename(aside, file);
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
}

/** Changes the file while no other process does; `change` may alter what it is given, and its answer is passed on. */
export async function changeJsonFile<T, R>(
  file: string,
  initial: T,
  change: (content: T) => R,
): Promise<R> {
  const work = async () => {
    const content = (await readJsonFile<T>(file)) ?? structuredClone(initial);
    const result = change(content);
    await writeJsonFile(file, content);
    return result;
  };
  return withFolderLock(`${file}.lock`, work, {
    onWait: () => undefined,
    isDone: () => Promise.resolve(null),
  });
}
