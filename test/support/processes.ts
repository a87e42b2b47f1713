import { readdirSync, readFileSync } from "node:fs";

/** Process ids, by words that their command line must all contain. */
export function processesWith(...words: string[]): number[] {
  return processIds().filter((pid) => {
    const command = read(`/proc/${pid}/cmdline`);
    return words.every((word) => command.includes(word));
  });
}

/** Ids of the trainers that work in a home. */
export function trainersOf(home: string): number[] {
  return processesWith("train.py", home);
}

function processIds(): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/** Empty where the process has ended meanwhile. */
function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
