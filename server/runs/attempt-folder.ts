import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { readdir, readFile, rm } from "node:fs/promises";
import { hostname } from "node:os";
import path from "node:path";
import { identify, isAlive, type ProcessIdentity } from "../start/process-identity.ts";

type Owner = ProcessIdentity & { host: string };

/** In each folder: the process whose attempt works in it. */
const OWNER_FILE = ".owner.json";

/** Makes a folder for one attempt of a step, which removes it when it ends. */
export function makeAttemptFolder(tmp: string, node: string): string {
  mkdirSync(tmp, { recursive: true });
  const folder = mkdtempSync(path.join(tmp, `${node}-`));
  const self = identify(process.pid);
  if (self) {
    const owner: Owner = { host: hostname(), ...self };
    try {
      writeFileSync(path.join(folder, OWNER_FILE), JSON.stringify(owner));
    } catch (error) {
      // Without an owner nobody would ever remove it.
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }
  return folder;
}

/** Removes what killed workers of this machine have left behind; answers with how many folders that were. */
export async function removeAbandonedFolders(tmp: string): Promise<number> {
  const names = await readdir(tmp).catch(() => []);
  let removed = 0;
  for (const name of names) {
    const folder = path.join(tmp, name);
    const owner = await readOwner(folder);
    // Of another machine's processes nothing is known here.
    if (!owner || owner.host !== hostname() || isAlive(owner)) continue;
    // What a trainer still writes into while it ends is left to the next start.
    const gone = await rm(folder, { recursive: true, force: true }).then(
      () => true,
      () => false,
    );
    if (gone) removed++;
  }
  return removed;
}

async function readOwner(folder: string): Promise<Owner | null> {
  try {
    return JSON.parse(await readFile(path.join(folder, OWNER_FILE), "utf8")) as Owner;
  } catch {
    return null;
  }
}
