import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";

const exec = promisify(execFile);

export interface GitCommit {
  hash: string;
  /** Its subject and body. */
  message: string;
}

/**
 * The last commit that touched a file; null where there is none: outside of git, or for a file that is not as it was
 * committed.
 */
export async function commitOf(file: string): Promise<GitCommit | null> {
  const git = async (...args: string[]) => {
    const { stdout } = await exec("git", ["-C", path.dirname(path.resolve(file)), ...args]);
    return stdout;
  };
  const name = path.basename(file);
  try {
    if ((await git("status", "--porcelain", "--", name)).trim() !== "") return null;
    const said = await git("log", "-1", "--format=%H%n%B", "--", name);
    const [hash = "", ...message] = said.trim().split("\n");
    return hash === "" ? null : { hash, message: message.join("\n").trim() };
  } catch {
    return null;
  }
}
