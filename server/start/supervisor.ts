import { join } from "node:path";
import { migrate } from "../../db/migrate.ts";
import { seed } from "../../db/seed.ts";
import { definedOnly } from "../../workflows/core/json.ts";
import { isLoopback, type PenstockEnv } from "../env.ts";
import { ensureSecrets, homePaths, type Secrets } from "../home.ts";
import { childVariables, stackUrls } from "./addresses.ts";
import { buildIfStale } from "./build.ts";
import { SupervisedChild, pad, seconds, type ChildSpec } from "./child.ts";
import { untilExternal } from "./external.ts";
import { StartLines } from "./lines.ts";
import { childEnv, startLogins } from "./logins.ts";
import { LogFile } from "./log-file.ts";
import { scriptSpec, webSpec } from "./node-processes.ts";
import { endOrphans } from "./orphans.ts";
import { choosePorts, type Ports } from "./ports.ts";
import { placePostgres, type PostgresFiles } from "./postgres-files.ts";
import { endStrayPostgres, initialisePostgres, postgresSpec, untilAnswers } from "./postgres.ts";
import { identify } from "./process-identity.ts";
import { startPythonTask, type PythonTask } from "./python-task.ts";
import type { Stack, StackOptions, StackUrls } from "./stack.ts";
import {
  readState,
  removeState,
  writeState,
  type ProcessInfo,
  type SupervisorState,
} from "./state.ts";
import { obtainTemporal } from "./temporal-binary.ts";
import { temporalSpec, untilTemporalAnswers } from "./temporal.ts";

/** How soon state.json is tried again where it could not be written. */
const WRITE_AGAIN_MS = 2_000;

/** In the order in which they come up; they stop in the reverse. */
export const PROCESS_NAMES = ["postgres", "temporal", "worker", "web", "serving"] as const;
export type ProcessName = (typeof PROCESS_NAMES)[number];

type Settings = StackOptions & { env: PenstockEnv; home: string };

/** Brings the parts up side by side, each as soon as what it needs is there, and holds them up until `stop`. */
export class Supervisor implements Stack {
  env: Record<string, string> = {};
  urls: StackUrls = { web: null, serving: null, temporal: null };
  #options: Settings;
  #release: () => void;
  #say: (line: string) => void;
  #lines: StartLines;
  #wanted: ReadonlySet<ProcessName>;
  #host: string;
  #cache: string;
  #secrets: Secrets;
  #children: SupervisedChild[] = [];
  #python: PythonTask | null = null;
  #state: SupervisorState;
  #abort = new AbortController();
  #parts: Promise<void>[] = [];
  #stopped: Promise<void> | null = null;
  #closed = false;
  /** Runs while state.json cannot be written. */
  #writesAgain: NodeJS.Timeout | undefined;

  constructor(options: Settings, release: () => void) {
    const self = identify(process.pid);
    if (!self) throw new Error(`The start time of process ${process.pid} cannot be read.`);
    this.#options = options;
    this.#release = release;
    this.#say = options.log ?? (() => undefined);
    this.#wanted = new Set(options.processes ?? PROCESS_NAMES);
    this.#host = options.host ?? options.env.host;
    this.#cache = options.cache ?? options.env.cache;
    this.#secrets = ensureSecrets(options.home);
    this.#lines = new StartLines(this.#order(), this.#say);
    this.#state = {
      supervisor: self,
      startedAt: new Date().toISOString(),
      phase: "starting",
      localUsers: options.env.localUsers && isLoopback(this.#host),
      urls: this.urls,
      temporalAddress: null,
      processes: [],
    };
    if (options.signal?.aborted) this.#abort.abort();
    options.signal?.addEventListener("abort", () => this.#abort.abort(), { once: true });
  }

  async start(): Promise<void> {
    const files = this.#embedsPostgres()
      ? placePostgres(this.#paths.postgres, this.#secrets.postgresPassword)
      : null;
    await this.#endLeftovers(files);
    const ports = await this.#choosePorts();
    this.#describe(ports);
    const wants = (name: ProcessName) => this.#wanted.has(name);
    const nothing = Promise.resolve();
    const postgres = wants("postgres") ? this.#startPostgres(files, ports) : nothing;
    const temporal = wants("temporal") ? this.#startTemporal(ports) : nothing;
    const build = wants("web") && !this.#options.dev ? this.#build() : nothing;
    if (wants("worker")) this.#startPython();
    const parts = (this.#parts = [postgres, temporal, build]);
    if (wants("worker")) {
      const spec = () => scriptSpec("worker", "workflows/worker.ts", childEnv(this.env));
      parts.push(this.#after([postgres, temporal], spec, "ready"));
    }
    if (wants("web")) {
      const options = { host: this.#host, port: ports.web, dev: this.#options.dev === true };
      const spec = () => webSpec(options, childEnv(this.env, "web"));
      parts.push(this.#after([postgres, build], spec, `ready on ${this.#host}:${ports.web}`));
    }
    if (wants("serving")) {
      const script = "server/serving/main.ts";
      const spec = () => scriptSpec("serving", script, childEnv(this.env));
      parts.push(this.#after([postgres], spec, `ready on ${this.#host}:${ports.serving}`));
    }
    try {
      await Promise.all(parts);
      this.#abort.signal.throwIfAborted();
    } finally {
      this.#lines.flush();
    }
    this.#state.phase = "ready";
    this.#write();
    if (this.#python?.info()) {
      this.#say(`${pad("python")} environment still in the making; training waits for it`);
    }
  }

  kill(name: ProcessName, signal: NodeJS.Signals): boolean {
    return this.#children.find((child) => child.name === name)?.kill(signal) ?? false;
  }

  processes(): ProcessInfo[] {
    const rank = ({ name }: ProcessInfo) => PROCESS_NAMES.indexOf(name as ProcessName);
    return this.#children.map((child) => child.info()).sort((a, b) => rank(a) - rank(b));
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stopAll();
    return this.#stopped;
  }

  async #stopAll(): Promise<void> {
    this.#abort.abort();
    this.#state.phase = "stopping";
    this.#write();
    await this.#python?.stop();
    for (const name of PROCESS_NAMES.toReversed()) {
      await this.#children.find((child) => child.name === name)?.stop();
    }
    await Promise.allSettled(this.#parts);
    this.#closed = true;
    clearInterval(this.#writesAgain);
    removeState(this.#options.home);
    this.#release();
  }

  /** What a supervisor that was killed has left behind. */
  async #endLeftovers(files: PostgresFiles | null): Promise<void> {
    const before = readState(this.#options.home);
    const ended = before ? await endOrphans(before) : [];
    if (files && (await endStrayPostgres(files.data))) ended.push("postgres");
    if (ended.length > 0) {
      this.#say(`${pad("recovered")} ended what the last start left running: ${ended.join(", ")}`);
    }
  }

  async #choosePorts(): Promise<Ports> {
    const { home, env, ports } = this.#options;
    const any = { web: 0, serving: 0, postgres: 0, temporal: 0, temporalUi: 0 };
    const asked = ports === "any" ? any : { ...definedOnly(env.ports), ...ports };
    return await choosePorts(home, asked, this.#host);
  }

  /** Addresses, for people, for children and for `penstock status`. */
  #describe(ports: Ports): void {
    const { env, home } = this.#options;
    const placement = {
      env,
      home,
      ports,
      cache: this.#cache,
      host: this.#host,
      secrets: this.#secrets,
      localUsers: this.#state.localUsers,
    };
    this.env = childVariables(placement);
    const urls = stackUrls(placement);
    for (const name of ["web", "serving", "temporal"] as const) {
      if (this.#wanted.has(name)) this.urls[name] = urls[name];
    }
    this.#state.temporalAddress = this.env["TEMPORAL_ADDRESS"] ?? null;
    this.#write();
  }

  async #startPostgres(files: PostgresFiles | null, ports: Ports): Promise<void> {
    let began = Date.now();
    const url = this.env["DATABASE_URL"] ?? "";
    if (files) {
      for (const note of files.notes) this.#say(`${pad("postgres")} ${note}`);
      await initialisePostgres(files, this.#secrets.postgresPassword);
      await this.#startChild(postgresSpec(files, ports.postgres, url));
      this.#lines.done("postgres", `ready on 127.0.0.1:${ports.postgres}`, began);
    } else {
      const { host } = new URL(url);
      const named = { what: "Postgres", variable: "DATABASE_URL", where: host };
      await untilExternal(named, this.#abort.signal, (until) => untilAnswers(url, until));
      this.#lines.done("postgres", `found at ${host}, as DATABASE_URL says`, began);
    }
    began = Date.now();
    await migrate(url);
    this.#lines.done("migrations", "applied", began);
    began = Date.now();
    const secret = this.env["PENSTOCK_SECRET"]!;
    const logins = await startLogins(url, this.#options.env, secret, this.#say);
    Object.assign(this.env, logins.variables);
    this.#lines.done("roles", logins.text, began);
    began = Date.now();
    await seed(url, { localUsers: this.#state.localUsers });
    this.#lines.done("seed", "done", began);
  }

  async #startTemporal(ports: Ports): Promise<void> {
    const began = Date.now();
    const { env } = this.#options;
    const namespace = env.temporalNamespace;
    const signal = this.#abort.signal;
    if (env.temporalAddress !== undefined) {
      const address = env.temporalAddress;
      const named = { what: "Temporal", variable: "TEMPORAL_ADDRESS", where: address };
      await untilExternal(named, signal, (until) =>
        untilTemporalAnswers(address, namespace, until),
      );
      this.#lines.done("temporal", `found at ${address}, as TEMPORAL_ADDRESS says`, began);
      return;
    }
    const say = (line: string) => this.#say(`${pad("temporal")} ${line}`);
    const find = { configured: env.temporalCli, cache: this.#cache, say, signal };
    const binary = await obtainTemporal(find);
    const { temporal: port, temporalUi: uiPort } = ports;
    const database = this.#paths.temporalDb;
    await this.#startChild(temporalSpec({ binary, port, uiPort, database, namespace }));
    this.#lines.done("temporal", `ready on 127.0.0.1:${port}`, began);
  }

  async #build(): Promise<void> {
    const began = Date.now();
    const log = new LogFile(join(this.#paths.logs, "build.log"));
    try {
      const built = await buildIfStale((line) => log.write(line), this.#abort.signal);
      const text = built ? "web application built" : "web application is up to date";
      this.#lines.done("build", text, began);
    } finally {
      log.close();
    }
  }

  #startPython(): void {
    const began = Date.now();
    const logFile = join(this.#paths.logs, "python.log");
    this.#python = startPythonTask({ ...process.env, ...this.env }, logFile);
    void this.#python.finished.then((problem) => {
      this.#write();
      if (this.#abort.signal.aborted) return;
      this.#say(
        problem === null
          ? `${pad("python")} environment ready   ${seconds(began)}`
          : `${pad("python")} no environment, so nothing can be trained: ${problem} (log: ${logFile})`,
      );
    });
  }

  async #after(needs: Promise<void>[], specOf: () => ChildSpec, text: string): Promise<void> {
    await Promise.all(needs);
    const began = Date.now();
    const spec = specOf();
    await this.#startChild(spec);
    this.#lines.done(spec.name, text, began);
  }

  async #startChild(spec: ChildSpec): Promise<void> {
    this.#abort.signal.throwIfAborted();
    const child = new SupervisedChild(spec, {
      logFile: join(this.#paths.logs, `${spec.name}.log`),
      changed: () => this.#write(),
      say: this.#say,
    });
    this.#children.push(child);
    await child.start();
  }

  #write(): void {
    if (this.#closed) return;
    const python = this.#python?.info();
    this.#state.processes = [...this.processes(), ...(python ? [python] : [])];
    try {
      writeState(this.#options.home, this.#state);
      clearInterval(this.#writesAgain);
      this.#writesAgain = undefined;
    } catch (error) {
      // Of a full disk, say. The processes are still to be held up, and stopped.
      if (this.#writesAgain) return;
      this.#writesAgain = setInterval(() => this.#write(), WRITE_AGAIN_MS).unref();
      const why = error instanceof Error ? error.message : String(error);
      this.#say(
        `${pad("state")} ${this.#paths.state} cannot be written (${why}): free some space on its disk. Until then 'penstock status' tells what was before.`,
      );
    }
  }

  #embedsPostgres(): boolean {
    return this.#wanted.has("postgres") && this.#options.env.databaseUrl === undefined;
  }

  #order(): string[] {
    const has = (name: ProcessName) => this.#wanted.has(name);
    return [
      ...(has("postgres") ? ["postgres", "migrations", "roles", "seed"] : []),
      ...(has("temporal") ? ["temporal"] : []),
      ...(has("worker") ? ["worker"] : []),
      ...(has("web") && !this.#options.dev ? ["build"] : []),
      ...(has("web") ? ["web"] : []),
      ...(has("serving") ? ["serving"] : []),
    ];
  }

  get #paths() {
    return homePaths(this.#options.home);
  }
}
