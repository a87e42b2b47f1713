import { readEnv, type PenstockEnv } from "../env.ts";
import { ensureHome } from "../home.ts";
import { acquireLock } from "./lock.ts";
import type { Ports } from "./ports.ts";
import type { ProcessInfo } from "./state.ts";
import { Supervisor, type ProcessName } from "./supervisor.ts";

export interface StackOptions {
  /** What the environment says; by default that of this process. */
  env?: PenstockEnv;
  home?: string;
  cache?: string;
  host?: string;
  /** Ports to insist on; 0 is any that is free. 'any' is that for all of them, as tests want it. */
  ports?: Partial<Ports> | "any";
  /** Which processes to run; all by default. A worker needs postgres and temporal, web and serving need postgres. */
  processes?: readonly ProcessName[];
  /** Compile pages as they are asked for. */
  dev?: boolean;
  /** Takes the lines for the person who started Penstock; nothing is printed by default. */
  log?: (line: string) => void;
  /** Gives up a start that is under way. */
  signal?: AbortSignal;
}

export interface StackUrls {
  web: string | null;
  serving: string | null;
  /** Temporal's own pages; its host and port where the server is another's. */
  temporal: string | null;
}

export interface Stack {
  /** What a child process needs to know: addresses, the secret, ports, folders. */
  env: Record<string, string>;
  urls: StackUrls;
  /** Stops all in reverse order and gives the home free. */
  stop(): Promise<void>;
  /** Sends a signal to a process; false where it does not run. A killed process is started again. */
  kill(name: ProcessName, signal: NodeJS.Signals): boolean;
  processes(): ProcessInfo[];
}

/**
 * Starts Penstock, or a part of it, on one home; resolves when everything asked for is ready.
 * The Python environment may still be in the making then.
 * @throws AlreadyRunningError where another supervisor has the home; Error that says which part does not start, and why.
 */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const env = options.env ?? readEnv();
  const home = options.home ?? env.home;
  ensureHome(home);
  const release = acquireLock(home);
  let supervisor: Supervisor | undefined;
  try {
    supervisor = new Supervisor({ ...options, env, home }, release);
    await supervisor.start();
    return supervisor;
  } catch (error) {
    if (supervisor) await supervisor.stop();
    else release();
    throw error;
  }
}
