import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** A process, told apart from a later one that got the same number by the moment at which it started. */
export interface ProcessIdentity {
  pid: number;
  /** Opaque: compare for equality only. */
  started: string;
}

/** The identity of a living process, or null where none has this number (a zombie is not living). */
export function identify(pid: number): ProcessIdentity | null {
  if (!Number.isInteger(pid) || pid <= 0) return null;
  const started = process.platform === "linux" ? linuxStart(pid) : psStart(pid);
  return started === null ? null : { pid, started };
}

/** True while exactly this process lives. */
export function isAlive(identity: ProcessIdentity): boolean {
  return identify(identity.pid)?.started === identity.started;
}

/** Sends a signal to exactly this process; false where it is gone. */
export function signalProcess(identity: ProcessIdentity, signal: NodeJS.Signals): boolean {
  if (!isAlive(identity)) return false;
  try {
    process.kill(identity.pid, signal);
    return true;
  } catch {
    return false;
  }
}

/**
 * Ends exactly this process: the signal first, SIGKILL after `withinMs`. Resolves when it is gone.
 * @returns false where it was gone already.
 */
export async function endProcess(
  identity: ProcessIdentity,
  signal: NodeJS.Signals,
  withinMs: number,
): Promise<boolean> {
  if (!signalProcess(identity, signal)) return false;
  const deadline = Date.now() + withinMs;
  let killed = false;
  while (isAlive(identity)) {
    if (!killed && Date.now() > deadline) {
      signalProcess(identity, "SIGKILL");
      killed = true;
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return true;
}

let bootId: string | undefined;

/** Clock ticks since boot at which the process started (field 22 of proc(5)'s stat), with the boot's own id. */
function linuxStart(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The command's name, in parentheses, may hold spaces and parentheses: count from the last one.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (fields[0] === "Z" || fields[0] === "X") return null;
    bootId ??= readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return `${bootId}:${fields[19]}`;
  } catch {
    return null;
  }
}

function psStart(pid: number): string | null {
  try {
    const text = execFileSync("ps", ["-o", "stat=,lstart=", "-p", String(pid)], {
      encoding: "utf8",
      env: { ...process.env, LC_ALL: "C" },
    }).trim();
    return text === "" || text.startsWith("Z") ? null : text.replace(/^\S+\s+/, "");
  } catch {
    return null;
  }
}
