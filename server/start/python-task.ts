import { spawn } from "node:child_process";
import { constants, setPriority } from "node:os";
import { createInterface } from "node:readline";
import { join } from "node:path";
import { repoRoot } from "../home.ts";
import { LogFile } from "./log-file.ts";
import { identify } from "./process-identity.ts";
import type { ProcessInfo } from "./state.ts";

const INSTALLER = join(repoRoot, "workflows", "python", "install.ts");

export interface PythonTask {
  /** Resolves to null when the environment is there, else to what went wrong. Never rejects. */
  finished: Promise<string | null>;
  stop(): Promise<void>;
  /** Null when it has ended. */
  info(): ProcessInfo | null;
}

/** Makes the trainers' Python environment beside everything else, at low priority for the processor. */
export function startPythonTask(env: NodeJS.ProcessEnv, logFile: string): PythonTask {
  const log = new LogFile(logFile);
  const since = new Date().toISOString();
  const child = spawn(process.execPath, ["--import", "tsx", INSTALLER], {
    cwd: repoRoot,
    env,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
  let identity = child.pid === undefined ? null : identify(child.pid);
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => log.write(line));
  }
  const finished = new Promise<string | null>((resolve) => {
    const end = (problem: string | null) => {
      identity = null;
      log.close();
      resolve(problem);
    };
    child.once("error", (error) => end(error.message));
    child.once("close", (code, signal) => {
      if (code === 0) return end(null);
      const last = log.tail().findLast((line) => line.trim() !== "");
      end(last ?? `it ended by ${signal ?? `exit code ${code}`}`);
    });
  });
  return {
    finished,
    async stop() {
      if (!identity) return;
      try {
        process.kill(-identity.pid, "SIGTERM");
      } catch {
        // it has just ended
      }
      await finished;
    },
    info: () =>
      identity && {
        name: "python",
        identity,
        state: "starting",
        restarts: 0,
        since,
        stopSignal: "SIGTERM",
      },
  };
}
