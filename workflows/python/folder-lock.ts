import { randomUUID } from "node:crypto";
import { link, mkdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/** A holder touches its lock this often; one untouched for a minute is dead, whoever has its process id now. */
const TOUCH_MS = 5_000;
const STALE_MS = 60_000;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

async function isStale(file: string, holder: number): Promise<boolean> {
  const touched = await stat(file).then(
    ({ mtimeMs }) => mtimeMs,
    () => Date.now(),
  );
  return !isAlive(holder) || Date.now() - touched > STALE_MS;
}

async function holderOf(file: string): Promise<number | null> {
  const text = await readFile(file, "utf8").catch(() => "");
  const pid = Number(text);
  return Number.isInteger(pid) && pid > 0 ? pid : null;
}

/** Creates the lock with its content in one step, so that no reader ever sees it empty. */
async function tryTake(file: string): Promise<boolean> {
  const own = `${file}.${randomUUID()}`;
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
 * Runs `work` while holding a lock file that names this process. A lock whose process is dead, or that was not touched
 * for a minute, is taken over. It saves processes from doing the same work twice; two that meet in the instant of a
 * take-over may both run, so `work` must end in an atomic rename.
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
    if (holder !== null && (await isStale(file, holder))) {
      const stale = `${file}.stale-${randomUUID()}`;
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
  const touching = setInterval(() => {
    const now = new Date();
    void utimes(file, now, now).catch(() => undefined);
  }, TOUCH_MS);
  try {
    return (await options.isDone()) ?? (await work());
  } finally {
    clearInterval(touching);
    if ((await holderOf(file)) === process.pid) await rm(file, { force: true });
  }
}
