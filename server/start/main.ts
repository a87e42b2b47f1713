import { setTimeout as sleep } from "node:timers/promises";
import { loadDotEnv, readEnv, type PenstockEnv } from "../env.ts";
import { pad, seconds } from "./child.ts";
import { AlreadyRunningError } from "./lock.ts";
import { startStack, type Stack, type StackOptions } from "./stack.ts";
import { runningState, status } from "./status.ts";
import { PROCESS_NAMES } from "./supervisor.ts";

/** How long another supervisor may take to say where it runs, or to stop. */
const WAIT_FOR_OTHER_MS = 60_000;

export interface StartOptions extends Pick<StackOptions, "dev" | "processes" | "ports"> {
  /** Says once what runs, as `penstock status --json` does, on standard output; the lines go to standard error. */
  json?: boolean;
}

/**
 * `penstock start`: brings everything up as the environment says, prints the ready line, and keeps it running until
 * SIGINT, SIGTERM or SIGHUP. A second signal ends everything at once.
 * @returns the exit code
 * @throws EnvError, or Error that says which part does not start
 */
export async function start({ json, ...options }: StartOptions = {}): Promise<number> {
  loadDotEnv();
  const env = readEnv();
  const print = (line: string) => (json ? process.stderr : process.stdout).write(`${line}\n`);
  const printStatus = () => process.stdout.write(`${JSON.stringify(status(env.home))}\n`);
  const signals = new Signals();
  const began = Date.now();
  const settings = { ...options, env, log: print, signal: signals.first };
  const stack = await startUnlessRunning(settings).catch((error: unknown) => {
    if (signals.first.aborted) return null;
    throw error;
  });
  if (stack === null) return 130;
  if (typeof stack === "string") {
    print(`Penstock is already running: ${stack}`);
    if (json) printStatus();
    return 0;
  }
  print(`${pad("all")} up   ${seconds(began)}`);
  print(`Penstock is ready: ${stack.urls.web}`);
  if (json) printStatus();
  await signals.wait(() => {
    for (const name of PROCESS_NAMES) stack.kill(name, "SIGKILL");
  });
  print("Penstock is stopping.");
  await stack.stop();
  print("Penstock has stopped.");
  return 0;
}

class Signals {
  #first = new AbortController();
  #again: () => void = () => process.exit(130);

  constructor() {
    // Nobody may be reading any more (a closed terminal, a pipe to head): that is no reason to die.
    for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.on(signal, () => (this.first.aborted ? this.#again() : this.#first.abort()));
    }
  }

  /** Aborts at the first signal. */
  get first(): AbortSignal {
    return this.#first.signal;
  }

  /** Resolves at the first signal; `again` is called at every later one. */
  async wait(again: () => void): Promise<void> {
    this.#again = again;
    if (this.first.aborted) return;
    // A pending promise alone does not keep Node running.
    const alive = setInterval(() => undefined, 60_000);
    await new Promise((resolve) => this.first.addEventListener("abort", resolve, { once: true }));
    clearInterval(alive);
  }
}

/** The stack, or the address of one that runs already on this home. One that is stopping is waited for. */
async function startUnlessRunning(
  options: StackOptions & { env: PenstockEnv },
): Promise<Stack | string> {
  for (let tries = 0; ; tries++) {
    try {
      return await startStack(options);
    } catch (error) {
      if (!(error instanceof AlreadyRunningError)) throw error;
      // A supervisor writes its address down early, but it may be in the first moments of its start.
      const other = runningState(options.env.home);
      const url = other?.phase === "stopping" ? null : other?.urls.web;
      if (url) return url;
      if (tries > WAIT_FOR_OTHER_MS / 100) throw error;
      await sleep(100, undefined, { signal: options.signal });
    }
  }
}
