import { availableParallelism } from "node:os";
import { spawnSync } from "node:child_process";
import { readRuntimeEnv } from "../server/env.ts";
import { log } from "../server/log.ts";
import { exitWithParent, sayReady } from "../server/start/exit-with-parent.ts";
import { loadImplementations } from "./load-implementations.ts";
import { installTemporalLogger, startWorker } from "./start-worker.ts";

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
  return named.length > 0 ? named : ["control", "cpu", ...(devices.length > 0 ? ["gpu"] : [])];
}

const devices = devicesOfThisMachine();
const env = readRuntimeEnv();
const queues = queuesOfThisMachine();
installTemporalLogger();
const worker = await startWorker({
  ...env,
  queues,
  devices,
  implementations: await loadImplementations(),
  slots: Math.max(2, availableParallelism()),
  threads: availableParallelism(),
});
const stop = () => void worker.stop();
process.once("SIGTERM", stop);
process.once("SIGINT", stop);
exitWithParent(worker.stop);
log.info({ queues }, "worker ready");
sayReady();
await worker.ended.catch((error: unknown) => {
  log.fatal({ err: error }, "the worker broke");
  process.exitCode = 1;
});
// Without this a pool that still reconnects would keep a broken worker half alive.
process.exit();
