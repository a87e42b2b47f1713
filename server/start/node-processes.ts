import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { get } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { repoRoot } from "../home.ts";
import type { ChildSpec } from "./child.ts";

/**
 * Next knows nothing of our supervisor: this makes it end when the channel to the supervisor breaks.
 * Quotes are escaped, as `next dev` hands its flags on through NODE_OPTIONS.
 */
const EXIT_WITH_PARENT =
  "data:text/javascript,process.once(%22disconnect%22,()=>process.kill(process.pid,%22SIGTERM%22))";

/**
 * Next leaves Node's own limit of five minutes for a whole request, which a large upload over a slow line exceeds: this gives
 * it two hours, in which 2 GB arrive at 2.3 Mbit/s. The limit for its headers, one minute, stays.
 */
const LONG_UPLOADS =
  "data:text/javascript,import%20d%20from%22node:diagnostics_channel%22;d.subscribe(%22http.server.request.start%22,({server})=>{server.requestTimeout=7200000})";

/** Requests and steps leave much short-lived memory: in a larger young generation it dies before it is ever moved. */
export const MEMORY_FLAGS = ["--max-semi-space-size=64"];

/** The worker, or the serving process: TypeScript run by tsx, ready when it says so. */
export function scriptSpec(name: string, script: string, env: NodeJS.ProcessEnv): ChildSpec {
  return {
    ...nodeSpec(name, [...MEMORY_FLAGS, "--import", "tsx", script], env),
    ready: (child, died) => saysReady(child, died),
    readyWithinMs: 120_000,
  };
}

/** The web application, from the production build or (`dev`) compiled as pages are asked for. */
export function webSpec(
  options: { host: string; port: number; dev: boolean },
  env: NodeJS.ProcessEnv,
): ChildSpec {
  const { host, port, dev } = options;
  const next = ["node_modules/next/dist/bin/next", dev ? "dev" : "start"];
  const flags = ["-H", host, "-p", String(port)];
  return {
    ...nodeSpec(
      "web",
      ["--import", EXIT_WITH_PARENT, "--import", LONG_UPLOADS, ...next, ...flags],
      env,
    ),
    ready: (_child, died) => answers(`http://${reachable(host)}:${port}/api/health`, died),
    readyWithinMs: 120_000,
    // Browsers hold connections open for live updates; they come back by themselves.
    stopWithinMs: 3000,
  };
}

function nodeSpec(name: string, args: string[], env: NodeJS.ProcessEnv) {
  return {
    name,
    command: process.execPath,
    args,
    cwd: repoRoot,
    env,
    ipc: true,
    stopSignal: "SIGTERM" as const,
    stopWithinMs: 15_000,
    notable: notableLine,
  };
}

/** Warnings and errors of a log in pino's JSON lines; from other lines, only what ends a process. */
export function notableLine(line: string): string | undefined {
  if (!line.startsWith("{")) return /^(?:\w*Error|fatal)\b/i.test(line) ? line : undefined;
  try {
    const entry = JSON.parse(line) as {
      level?: unknown;
      msg?: unknown;
      err?: { message?: unknown };
    };
    if (typeof entry.level !== "number" || entry.level < 40) return undefined;
    const parts = [entry.msg, entry.err?.message].filter((part) => typeof part === "string");
    return [...new Set(parts)].join(": ") || undefined;
  } catch {
    return undefined;
  }
}

/** The address by which this machine reaches a server that listens on `host`. */
export function reachable(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}

async function saysReady(child: ChildProcess, died: AbortSignal): Promise<void> {
  for (;;) {
    const [message] = (await once(child, "message", { signal: died })) as [unknown];
    if (typeof message === "object" && message !== null && "type" in message) {
      if (message.type === "ready") return;
    }
  }
}

/** Any answer will do: what is wrong with the other processes is not this one's fault. */
async function answers(url: string, died: AbortSignal): Promise<void> {
  while (!(await answersOnce(url, died))) await sleep(50, undefined, { signal: died });
}

function answersOnce(url: string, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    // Not fetch: it keeps its connection open, which holds up the server's orderly end.
    const request = get(url, { agent: false, signal, timeout: 20_000 }, (response) => {
      response.resume();
      resolve(true);
    });
    request.once("timeout", () => request.destroy());
    request.once("error", () => resolve(false));
  });
}
