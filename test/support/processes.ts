import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** Ids of the trainers that work in a home. */
export function trainersOf(home: string): number[] {
  return processIds().filter((pid) => {
    const command = read(`/proc/${pid}/cmdline`);
    return command.includes("train.py") && command.includes(home);
  });
}

/** Processes that have to do with a home, by their words, environment or folder; this one left out. */
export function processesOf(home: string): { pid: number; parent: number; command: string }[] {
  return processIds().flatMap((pid) => {
    const command = read(`/proc/${pid}/cmdline`).replaceAll("\0", " ").trim();
    const about = `${command}\0${read(`/proc/${pid}/environ`)}\0${folderOf(pid)}`;
    // A zombie has none of the three.
    return pid !== process.pid && about.includes(home)
      ? [{ pid, parent: parentOf(pid), command }]
      : [];
  });
}

function processIds(): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

function parentOf(pid: number): number {
  const stat = read(`/proc/${pid}/stat`);
  return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
}

function folderOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return "";
  }
}

/** Empty where the process has ended meanwhile. */
function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
