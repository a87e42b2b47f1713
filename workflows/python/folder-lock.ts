import { link, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

async function holderOf(file: string): Promise<number | null> {
  const text = await readFile(file, "utf8").catch(() => "");
  const pid = Number(text);
  return Number.isInteger(pid) && pid > 0 ? pid : null;
}

/** Creates the lock with its content in one step, so that no reader ever sees it empty. */
async function tryTake(file: string): Promise<boolean> {
  const own = `${file}.${process.pid}`;
  await writeFile(own, String(process.pid));
  try {
    await link(own, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    await rm(own, { force: true });
  }
}

/**
 * Runs `work` while holding a lock file that names this process. A lock whose process is dead is taken over. It saves processes from doing
 * the same work twice; two that meet in the instant of a take-over may both run, so `work` must end in an atomic rename.
 */
export async function withFolderLock<T>(
  file: string,
  work: () => Promise<T>,
  options: { onWait: (pid: number) => void; isDone: () => Promise<T | null>; signal?: AbortSignal },
): Promise<T> {
  await mkdir(dirname(file), { recursive: true });
  let told = false;
  while (!(await tryTake(file))) {
    options.signal?.throwIfAborted();
    const holder = await holderOf(file);
    if (holder !== null && !isAlive(holder)) {
      const stale = `${file}.stale-${process.pid}`;
      await rename(file, stale).catch(() => undefined);
      await rm(stale, { force: true });
      continue;
    }
    if (holder !== null && !told) options.onWait(holder);
    told = true;
    await delay(300, undefined, { signal: options.signal });
    const done = await options.isDone();
    if (done !== null) return done;
  }
  try {
    return (await options.isDone()) ?? (await work());
  } finally {
    if ((await holderOf(file)) === process.pid) await rm(file, { force: true });
  }
}
