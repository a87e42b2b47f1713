import { setTimeout as sleep } from "node:timers/promises";
import { loadDotEnv, readEnv } from "../env.ts";
import { pad } from "./child.ts";
import { AlreadyRunningError } from "./lock.ts";
import { startStack, type Stack } from "./stack.ts";
import { runningState } from "./status.ts";
import { PROCESS_NAMES } from "./supervisor.ts";

export interface StartOptions {
  /** Compile pages as they are asked for, instead of the production build. */
  dev?: boolean;
  /** Takes each line; standard output by default. */
  print?: (line: string) => void;
}

/**
 * `penstock start`: brings everything up as the environment says, prints the ready line, and keeps it running until
 * SIGINT, SIGTERM or SIGHUP. A second signal ends everything at once.
 * @returns the exit code
 * @throws EnvError, or Error that says which part does not start
 */
export async function start(options: StartOptions = {}): Promise<number> {
  loadDotEnv();
  const env = readEnv();
  const print = options.print ?? printLine;
  const signals = new Signals();
  const began = Date.now();
  let stack: Stack;
  try {
    stack = await startStack({ env, dev: options.dev, log: print, signal: signals.first });
  } catch (error) {
    if (signals.first.aborted) return 130;
    if (!(error instanceof AlreadyRunningError)) throw error;
    print(`Penstock is already running: ${await runningUrl(env.home, error.message)}`);
    return 0;
  }
  print(`${pad("all")} up   ${((Date.now() - began) / 1000).toFixed(1)} s`);
  print(`Penstock is ready: ${stack.urls.web}`);
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
    process.stdout.on("error", () => undefined);
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

/** The other supervisor writes its address down early; it may be in the first moments of its start. */
async function runningUrl(home: string, otherwise: string): Promise<string> {
  for (let tries = 0; tries < 50; tries++) {
    const url = runningState(home)?.urls.web;
    if (url) return url;
    await sleep(100);
  }
  return otherwise;
}

function printLine(line: string): void {
  process.stdout.write(`${line}\n`);
}
