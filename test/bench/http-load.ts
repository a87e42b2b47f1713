import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import autocannon from "autocannon";

export interface Target {
  url: string;
  headers: Record<string, string>;
  body: string;
}

export interface Load {
  requestsPerSecond: number;
  p50Ms: number;
  p99Ms: number;
}

const run = promisify(execFile);

/** Whether `wrk` is there: it costs the machine less than autocannon does. */
export async function hasWrk(): Promise<boolean> {
  // Without arguments it prints its usage and fails, which will do.
  return run("wrk", ["--version"]).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== "ENOENT",
  );
}

/**
 * Posts the same request over and over on that many connections.
 * @throws Error when any answer is not 200: figures of refusals would look splendid.
 */
export function load(
  target: Target,
  options: { connections: number; seconds: number; wrk: boolean; folder: string },
): Promise<Load> {
  return options.wrk ? byWrk(target, options) : byAutocannon(target, options);
}

async function byWrk(
  { url, headers, body }: Target,
  { connections, seconds, folder }: { connections: number; seconds: number; folder: string },
): Promise<Load> {
  const script = path.join(folder, "request.lua");
  const lines = Object.entries(headers).map(
    ([name, value]) => `wrk.headers[${JSON.stringify(name)}] = ${JSON.stringify(value)}`,
  );
  await writeFile(script, ['wrk.method = "POST"', `wrk.body = [[${body}]]`, ...lines].join("\n"));
  const { stdout } = await run("wrk", [
    "-t1",
    `-c${connections}`,
    `-d${seconds}s`,
    "--latency",
    "-s",
    script,
    url,
  ]);
  const bad = /Non-2xx or 3xx responses: (\d+)|Socket errors: (.*)/.exec(stdout);
  if (bad) throw new Error(`The load had failures at ${url}: ${bad[0]}`);
  return {
    requestsPerSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]),
    p50Ms: milliseconds(/^\s+50%\s+(\S+)/m.exec(stdout)?.[1]),
    p99Ms: milliseconds(/^\s+99%\s+(\S+)/m.exec(stdout)?.[1]),
  };
}

function milliseconds(text: string | undefined): number {
  const [, value, unit] = /^([\d.]+)(us|ms|s)$/.exec(text ?? "") ?? [];
  return Number(value) * { us: 0.001, ms: 1, s: 1000 }[unit as "us" | "ms" | "s"];
}

async function byAutocannon(
  { url, headers, body }: Target,
  { connections, seconds }: { connections: number; seconds: number },
): Promise<Load> {
  const result = await autocannon({
    url,
    method: "POST",
    headers,
    body,
    connections,
    duration: seconds,
  });
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`The load had failures at ${url}: ${result.non2xx} refusals.`);
  return {
    requestsPerSecond: result.requests.average,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
  };
}
