import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { LogFile } from "./log-file.ts";
import { identify, type ProcessIdentity } from "./process-identity.ts";
import type { ProcessInfo } from "./state.ts";

const FIRST_BACKOFF_MS = 200;
const LONGEST_BACKOFF_MS = 30_000;
/** A process that was ready for this long is healthy: its next restart is quick again. */
const HEALTHY_AFTER_MS = 5_000;
const TRIES_BEFORE_FIRST_READY = 3;

export interface ChildSpec {
  name: string;
  command: string;
  args: string[];
  cwd: string;
  env: Record<string, string | undefined>;
  /** The user to run as, where it isn't the supervisor's own. */
  user?: { uid: number; gid: number };
  /** Give it an IPC channel: it is told when the supervisor dies, and may say `{type: 'ready'}`. */
  ipc: boolean;
  stopSignal: "SIGTERM" | "SIGINT";
  stopWithinMs: number;
  /** Resolves when the process serves. The signal aborts when it has died. */
  ready: (child: ChildProcess, died: AbortSignal) => Promise<void>;
  readyWithinMs: number;
  /** The part of a log line that a person at the terminal should see, if any. */
  notable?: (line: string) => string | undefined;
}

export interface ChildHooks {
  logFile: string;
  /** Called on every change of the process's state, before anything else happens. */
  changed: () => void;
  /** One line for the person who started Penstock. */
  say: (line: string) => void;
}

/** A process that is started again whenever it dies, until `stop`. */
export class SupervisedChild {
  readonly name: string;
  #spec: ChildSpec;
  #hooks: ChildHooks;
  #log: LogFile;
  #process: ChildProcess | null = null;
  #identity: ProcessIdentity | null = null;
  #state: ProcessInfo["state"] = "stopped";
  #since = new Date();
  #restarts = 0;
  #stopping = new AbortController();
  #running: Promise<void> | null = null;
  #lastNotable = { text: "", at: 0 };

  constructor(spec: ChildSpec, hooks: ChildHooks) {
    this.name = spec.name;
    this.#spec = spec;
    this.#hooks = hooks;
    this.#log = new LogFile(hooks.logFile);
  }

  /**
   * Starts the process; resolves when it is ready for the first time.
   * @throws Error with the end of its log where it does not become ready in three tries.
   */
  async start(): Promise<void> {
    const { promise, resolve, reject } = withResolvers();
    this.#running = this.#run(resolve, reject);
    await promise;
  }

  info(): ProcessInfo {
    return {
      name: this.name,
      identity: this.#identity,
      state: this.#state,
      restarts: this.#restarts,
      since: this.#since.toISOString(),
      stopSignal: this.#spec.stopSignal,
    };
  }

  /** Sends a signal to the process as it is now; false where none runs. */
  kill(signal: NodeJS.Signals): boolean {
    return this.#process?.kill(signal) ?? false;
  }

  /** Ends the process and doesn't start it again: its stop signal, then SIGKILL for it and what it left. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    if (this.#process?.pid === undefined) {
      await this.#running;
    } else {
      this.#process.kill(this.#spec.stopSignal);
      const overdue = setTimeout(() => this.#process?.kill("SIGKILL"), this.#spec.stopWithinMs);
      await this.#running;
      clearTimeout(overdue);
    }
    this.#enter("stopped");
    this.#log.close();
  }

  async #run(firstReady: () => void, firstFailed: (reason: Error) => void): Promise<void> {
    let failures = 0;
    let everReady = false;
    while (!this.#stopping.signal.aborted) {
      const launched = Date.now();
      const { child, exited } = this.#launch();
      const ready = await this.#becomesReady(child, exited);
      if (ready) {
        this.#enter("ready");
        if (everReady) this.#hooks.say(`${pad(this.name)} ready again   ${seconds(launched)}`);
        everReady = true;
        firstReady();
      }
      const healthyAt = ready ? Date.now() + HEALTHY_AFTER_MS : Infinity;
      const how = await exited;
      if (this.#stopping.signal.aborted) break;
      failures = Date.now() > healthyAt ? 1 : failures + 1;
      if (!everReady && failures >= TRIES_BEFORE_FIRST_READY) {
        this.#enter("failed");
        const tail = this.#log.tail().join("\n  ");
        firstFailed(
          new Error(
            `${this.name} does not start: it ${how}. Its log (${this.#log.file}) ends:\n  ${tail}`,
          ),
        );
        return;
      }
      await this.#backOff(how, failures);
    }
    firstFailed(new Error(`${this.name} was stopped before it was ready.`));
  }

  async #backOff(how: string, failures: number): Promise<void> {
    const delay = Math.min(FIRST_BACKOFF_MS * 2 ** (failures - 1), LONGEST_BACKOFF_MS);
    this.#restarts++;
    this.#enter("waiting");
    this.#hooks.say(
      `${pad(this.name)} ${how}; starting it again in ${(delay / 1000).toFixed(1)} s (log: ${this.#log.file})`,
    );
    await sleep(delay, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
  }

  #launch(): { child: ChildProcess; exited: Promise<string> } {
    const spec = this.#spec;
    // A group of its own, so that Ctrl-C reaches the supervisor only, which then stops all in order.
    const child = spawn(spec.command, spec.args, {
      cwd: spec.cwd,
      env: spec.env as NodeJS.ProcessEnv,
      detached: true,
      ...spec.user,
      stdio: ["ignore", "pipe", "pipe", ...(spec.ipc ? ["ipc" as const] : [])],
    });
    this.#process = child;
    this.#identity = child.pid === undefined ? null : identify(child.pid);
    this.#enter("starting");
    const output = [child.stdout, child.stderr].map((stream) => this.#collect(stream));
    const exited = new Promise<string>((resolve) => {
      child.once("error", (error) => {
        if (child.pid !== undefined) return; // a failed kill or send; 'exit' will tell
        this.#log.write(error.message);
        this.#gone();
        resolve(`could not be started (${error.message})`);
      });
      child.once("exit", (code, signal) => {
        endGroup(child.pid);
        this.#gone();
        const how = signal ? `died by ${signal}` : `ended with exit code ${code}`;
        // What it said last explains the end; a pipe that a stranger holds open must not keep us waiting.
        void Promise.race([Promise.all(output), sleep(500)]).then(() => resolve(how));
      });
    });
    return { child, exited };
  }

  #gone(): void {
    this.#process = null;
    this.#identity = null;
    this.#enter("waiting");
  }

  async #becomesReady(child: ChildProcess, exited: Promise<string>): Promise<boolean> {
    const over = new AbortController();
    void exited.then(() => over.abort());
    const timer = setTimeout(() => over.abort(), this.#spec.readyWithinMs);
    try {
      const aborted = once(over.signal, "abort").then(() => false);
      const ready = this.#spec.ready(child, over.signal).then(() => true);
      ready.catch(() => undefined);
      if (await Promise.race([ready, aborted])) return true;
      if (this.#process === child) {
        this.#log.write(`not ready within ${this.#spec.readyWithinMs / 1000} s: ended`);
        child.kill("SIGKILL");
      }
      return false;
    } catch (error) {
      this.#log.write(`not ready: ${error instanceof Error ? error.message : String(error)}`);
      child.kill("SIGKILL");
      return false;
    } finally {
      clearTimeout(timer);
    }
  }

  async #collect(stream: Readable | null): Promise<void> {
    if (!stream) return;
    try {
      for await (const line of createInterface({ input: stream })) {
        this.#log.write(line);
        this.#show(this.#spec.notable?.(line));
      }
    } catch {
      // the pipe broke: the process has ended
    }
  }

  #show(text: string | undefined): void {
    if (text === undefined || this.#stopping.signal.aborted) return;
    // A lost server makes its clients say the same thing many times a second.
    if (text === this.#lastNotable.text && Date.now() - this.#lastNotable.at < 10_000) return;
    this.#lastNotable = { text, at: Date.now() };
    this.#hooks.say(`${pad(this.name)} ${text}`);
  }

  #enter(state: ProcessInfo["state"]): void {
    if (state !== this.#state) this.#since = new Date();
    this.#state = state;
    this.#hooks.changed();
  }
}

/** The column of names in the supervisor's lines. */
export function pad(name: string): string {
  return name.padEnd(10);
}

/** Seconds since `from` (milliseconds since the epoch), as `1.3 s`. */
export function seconds(from: number): string {
  return `${((Date.now() - from) / 1000).toFixed(1)} s`;
}

/** Ends what a dead process left in its group, such as a worker's trainers. */
function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // none left
  }
}

function withResolvers() {
  let resolve: () => void = () => undefined;
  let reject: (reason: Error) => void = () => undefined;
  const promise = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
