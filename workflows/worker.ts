import { availableParallelism } from "node:os";
import { spawnSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { readRuntimeEnv } from "../server/env.ts";
import { log } from "../server/log.ts";
import { exitWithParent, sayReady } from "../server/start/exit-with-parent.ts";
import { isQueueName } from "./core/queue-name.ts";
import { loadImplementations } from "./load-implementations.ts";
import { installTemporalLogger, startWorker } from "./start-worker.ts";

/** How long a worker whose work has ended may take to put its things away; it is killed when this is over by far. */
const LAST_WORDS_MS = 3_000;

/** The names of this machine's GPUs, as its driver lists them; none without a driver. */
function devicesOfThisMachine(): string[] {
  const { status, stdout } = spawnSync("nvidia-smi", ["-L"], { encoding: "utf8" });
  if (status !== 0) return [];
  return [...stdout.matchAll(/^GPU \d+: (.+?)(?: \(UUID.*)?$/gm)].map((match) => match[1]!);
}

/** Queues by the command line (`--queue gpu`, several allowed); all that this machine can serve otherwise. */
function queuesOfThisMachine(): string[] {
  const named = process.argv.flatMap((word, index, all) =>
    all[index - 1] === "--queue" ? [word] : [],
  );
  const wrong = named.find((name) => !isQueueName(name));
  if (wrong !== undefined)
    throw new Error(
      `--queue must be the name of a queue in one word, such as gpu, not '${wrong}'.`,
    );
  return named.length > 0 ? named : ["control", "cpu", ...(devices.length > 0 ? ["gpu"] : [])];
}

const devices = devicesOfThisMachine();
const queues = queuesOfThisMachine();
const env = readRuntimeEnv();
installTemporalLogger();
const worker = await startWorker({
  ...env,
  queues,
  devices,
  implementations: await loadImplementations(),
  slots: Math.max(2, availableParallelism()),
  threads: availableParallelism(),
});
let stopped = null as Promise<void> | null;
const stop = () =>
  (stopped ??= worker.stop().catch((error: unknown) => {
    log.warn({ err: error }, "the worker did not put everything away");
  }));
process.once("SIGTERM", () => void stop());
process.once("SIGINT", () => void stop());
exitWithParent(stop);
log.info({ queues }, "worker ready");
sayReady(worker.facts);
await worker.ended.catch((error: unknown) => {
  if (stopped) return log.warn({ err: error }, "the next worker takes up what was under way");
  log.fatal({ err: error }, "the worker broke");
  process.exitCode = 1;
});
// What is done is written, if Postgres is there. A workflow that waited for it leaves a thread of the SDK behind, and a
// pool goes on to reconnect: either would keep a stopped worker half alive.
if (stopped) await Promise.race([stopped, sleep(LAST_WORDS_MS)]);
process.exit();
