import { randomBytes } from "node:crypto";
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { homePaths } from "../home.ts";
import { identify, isAlive, type ProcessIdentity } from "./process-identity.ts";

const holderSchema = z.object({ pid: z.number().int(), started: z.string() });

/** Another supervisor runs on this home. */
export class AlreadyRunningError extends Error {
  override name = "AlreadyRunningError";
  readonly holder: ProcessIdentity;

  constructor(home: string, holder: ProcessIdentity) {
    super(`Penstock is already running on ${home} (process ${holder.pid}).`);
    this.holder = holder;
  }
}

/**
 * Takes the home for this process. The lock names its holder by number and start time, so that
 * one left behind by `kill -9` or a reboot is seen to be stale.
 * @returns the release function
 * @throws AlreadyRunningError
 */
export function acquireLock(home: string): () => void {
  const file = homePaths(home).lock;
  const self = identify(process.pid);
  if (!self) throw new Error(`The start time of process ${process.pid} cannot be read.`);
  const mine = `${file}.${randomBytes(6).toString("hex")}`;
  writeFileSync(mine, JSON.stringify(self));
  try {
    // Two starts may find the same stale lock: link() lets exactly one of them have the name.
    while (!tryLink(mine, file)) {
      const holder = readHolder(file);
      if (holder && isAlive(holder)) throw new AlreadyRunningError(home, holder);
      removeStale(file, holder);
    }
  } finally {
    rmSync(mine, { force: true });
  }
  return () => {
    const holder = readHolder(file);
    if (holder?.pid === self.pid && holder.started === self.started) rmSync(file, { force: true });
  };
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

function removeStale(file: string, stale: ProcessIdentity | null): void {
  const aside = `${file}.${randomBytes(6).toString("hex")}`;
  try {
    renameSync(file, aside);
  } catch {
    return; // somebody else has moved it
  }
  const moved = readHolder(aside);
  // Between reading and moving, another start may have put its own lock there: give it back.
  if (moved && moved.started !== stale?.started && isAlive(moved)) tryLink(aside, file);
  rmSync(aside, { force: true });
}

/** Who holds the home, or null. The holder may be dead. */
function readHolder(file: string): ProcessIdentity | null {
  try {
    const parsed = holderSchema.safeParse(JSON.parse(readFileSync(file, "utf8")));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
