import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import getPort from "get-port";
import { MEMORY_FLAGS } from "../../server/start/node-processes.ts";
import {
  deployVersion,
  inferenceKey,
  registeredVersion,
  temporaryArtifacts,
} from "../support/deployed-model.ts";
import { freshWorkspace } from "../support/factories.ts";
import { startTestDatabase } from "../support/postgres.ts";
import { hasWrk, load, type Load, type Target } from "./http-load.ts";
import { benchCase, machine, type BenchCase, type BenchResult } from "./result.ts";

const CONNECTIONS = [1, 8, 32];
const ROUNDS = 5;
const SECONDS = 3;
const FIXTURE = "binary-trees";

const BODY = JSON.stringify({
  inputs: [
    { name: "age", shape: [1, 1], datatype: "INT64", data: [41] },
    { name: "income", shape: [1, 1], datatype: "FP64", data: [38.5] },
    { name: "colour", shape: [1, 1], datatype: "BYTES", data: ["red"] },
    { name: "member", shape: [1, 1], datatype: "FP32", data: [1] },
  ],
});

/**
 * Single-row requests over HTTP with an API key, each checked, given an id and logged in Postgres, beside a bare Fastify and
 * onnxruntime-node route on the same model. Each server has its own process; runs are taken in turn.
 * @param only numbers of connections whose name has this in it, such as `8 connections`
 */
export async function run(only = "", rounds = ROUNDS): Promise<BenchResult> {
  const folder = await mkdtemp(path.join(tmpdir(), "penstock-bench-"));
  const wrk = await hasWrk();
  const servers: ChildProcess[] = [];
  try {
    const ours = await startOurs(servers);
    const baseline = await startBare(servers);
    const cases: BenchCase[] = [];
    for (const connections of CONNECTIONS) {
      const name = `${connections} ${connections === 1 ? "connection" : "connections"}`;
      if (!name.includes(only)) continue;
      const figures: { ours: Load[]; baseline: Load[] } = { ours: [], baseline: [] };
      // The first of each is not counted: the compilers are still at work.
      for (let round = 0; round <= rounds; round++) {
        const options = { connections, seconds: SECONDS, wrk, folder };
        const theirs = await load(baseline, options);
        const own = await load(ours, options);
        if (round === 0) continue;
        figures.ours.push(own);
        figures.baseline.push(theirs);
      }
      const add = (what: string, unit: string, of: (load: Load) => number) =>
        cases.push(
          benchCase(`${name}, ${what}`, unit, figures.ours.map(of), figures.baseline.map(of)),
        );
      add("throughput", "requests per second", (each) => each.requestsPerSecond);
      add("p50", "ms", (each) => each.p50Ms);
      add("p99", "ms", (each) => each.p99Ms);
    }
    return { name: "serving", cases, machine: machine() };
  } finally {
    for (const server of servers) server.kill("SIGTERM");
    await Promise.all(
      servers.filter(({ exitCode }) => exitCode === null).map((server) => once(server, "exit")),
    );
    await rm(folder, { recursive: true, force: true });
  }
}

async function startOurs(servers: ChildProcess[]): Promise<Target> {
  const { db, url } = await startTestDatabase();
  const { home, artifacts } = await temporaryArtifacts();
  const people = await freshWorkspace(db);
  const version = await registeredVersion(db, artifacts, people, {
    name: "bench",
    fixture: FIXTURE,
  });
  await deployVersion(db, people, "bench", version.id);
  const port = await getPort();
  await start(
    servers,
    "../../server/serving/main.ts",
    [],
    {
      DATABASE_URL: url,
      PENSTOCK_HOME: home,
      PENSTOCK_HOST: "127.0.0.1",
      PENSTOCK_SERVING_PORT: String(port),
      PENSTOCK_LOCAL_USERS: "off",
      PENSTOCK_LOG_LEVEL: "warn",
    },
    MEMORY_FLAGS,
  );
  const key = await inferenceKey(db, people);
  return {
    url: `http://127.0.0.1:${port}/v2/models/bench/infer`,
    headers: { "content-type": "application/json", authorization: `Bearer ${key}` },
    body: BODY,
  };
}

async function startBare(servers: ChildProcess[]): Promise<Target> {
  const port = await getPort();
  const model = fileURLToPath(
    new URL(`../support/fixtures/${FIXTURE}/model.onnx`, import.meta.url),
  );
  await start(servers, "./bare-serving.ts", [model, String(port)], {});
  return {
    url: `http://127.0.0.1:${port}/infer`,
    headers: { "content-type": "application/json" },
    body: BODY,
  };
}

async function start(
  servers: ChildProcess[],
  script: string,
  args: string[],
  env: Record<string, string>,
  flags: readonly string[] = [],
): Promise<void> {
  const file = fileURLToPath(new URL(script, import.meta.url));
  const child = fork(file, args, {
    execArgv: [...flags, "--import", "tsx"],
    env: { ...process.env, ...env },
  });
  servers.push(child);
  const [first] = (await Promise.race([once(child, "message"), once(child, "exit")])) as unknown[];
  if (typeof first !== "object" || first === null)
    throw new Error(`${script} ended before it was ready.`);
}
