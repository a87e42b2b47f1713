import { fileURLToPath } from "node:url";
import { NativeConnection, Worker } from "@temporalio/worker";
import { startTestEngine, type TestDocument, type TestEngine } from "../support/engine.ts";
import { testServers } from "../support/servers.ts";
import { benchCase, machine, type BenchResult } from "./result.ts";

const STEPS = 100;
const RUNS = 5;

/**
 * What `run-pipeline` costs per step, with all its recording in Postgres, beside a hand-written workflow of the same
 * shape with the same no-op activity on the same server: milliseconds per step, from the call that starts it to its end.
 */
export async function run(): Promise<BenchResult> {
  const engine = await startTestEngine();
  const byHand = await startByHand(engine);
  const shapes = { chain: chain(), fan: fan() };
  const cases = [];
  for (const [name, document] of Object.entries(shapes)) {
    const ours: number[] = [];
    const baseline: number[] = [];
    // The first of each is not counted: it fills caches and opens connections.
    for (let round = 0; round <= RUNS; round++) {
      const theirs = await byHand.time(name as "chain" | "fan");
      const own = await timeOurs(engine, document);
      if (round === 0) continue;
      ours.push(own / STEPS);
      baseline.push(theirs / STEPS);
    }
    cases.push(benchCase(`${name} of ${STEPS}`, "ms per step", ours, baseline));
  }
  await byHand.stop();
  return { name: "overhead", cases, machine: machine() };
}

function chain(): TestDocument {
  const ids = Array.from({ length: STEPS }, (_, index) => `s${index}`);
  return {
    nodes: ids.map((id) => ({ id, kind: "test.noop" })),
    wires: ids.slice(1).map((id, index) => [`${ids[index]}.out`, `${id}.in`]),
  };
}

function fan(): TestDocument {
  return {
    nodes: Array.from({ length: STEPS }, (_, index) => ({ id: `s${index}`, kind: "test.noop" })),
  };
}

async function timeOurs(engine: TestEngine, document: TestDocument): Promise<number> {
  const began = performance.now();
  const id = await engine.run(document);
  await engine.client.workflow.getHandle(`run-${id}`).result();
  return performance.now() - began;
}

async function startByHand({ client }: TestEngine) {
  const { temporalAddress } = await testServers();
  const connection = await NativeConnection.connect({ address: temporalAddress });
  const worker = await Worker.create({
    connection,
    namespace: client.options.namespace,
    taskQueue: "by-hand",
    workflowsPath: fileURLToPath(new URL("hand-written.ts", import.meta.url)),
    activities: { noop: (input: unknown) => Promise.resolve(input) },
    maxConcurrentActivityTaskExecutions: 100,
  });
  const ended = worker.run();
  let count = 0;
  return {
    time: async (shape: "chain" | "fan") => {
      const began = performance.now();
      await client.workflow.execute(`${shape}ByHand`, {
        workflowId: `by-hand-${process.pid}-${count++}`,
        taskQueue: "by-hand",
        args: [STEPS],
      });
      return performance.now() - began;
    },
    stop: async () => {
      worker.shutdown();
      await ended;
      await connection.close();
    },
  };
}
