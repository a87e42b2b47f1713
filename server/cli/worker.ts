import { spawn } from "node:child_process";
import { isQueueName } from "../../workflows/core/queue-name.ts";
import { loadDotEnv, readRuntimeEnv } from "../env.ts";
import { repoRoot } from "../home.ts";
import { environmentToJoin } from "../start/join.ts";
import { UsageError } from "./output.ts";

const STDERR = 2;

/**
 * `penstock worker`: a worker of these queues as a child process, whose end is this one's. With `json` the worker's facts are
 * the one value on standard output, as soon as it polls, and its log goes to standard error.
 */
export async function runWorker(queues: string[], { json = false }: { json?: boolean }) {
  const wrong = queues.find((name) => !isQueueName(name));
  if (wrong !== undefined)
    throw new UsageError(
      `--queue must be the name of a queue in one word, such as gpu, not '${wrong}'.`,
    );
  loadDotEnv();
  const env = (await environmentToJoin()) ?? process.env;
  // The worker reads it again; what is missing is said here, in a sentence.
  readRuntimeEnv(env);
  const args = [
    "--import",
    "tsx",
    "workflows/worker.ts",
    ...queues.flatMap((name) => ["--queue", name]),
  ];
  const child = spawn(process.execPath, args, {
    cwd: repoRoot,
    stdio: json ? ["inherit", STDERR, "inherit", "ipc"] : "inherit",
    env,
  });
  // It goes on though nobody reads what it says.
  process.stdout.on("error", () => undefined);
  child.on("message", (message: { type?: unknown; facts?: unknown }) => {
    if (message.type === "ready") process.stdout.write(`${JSON.stringify(message.facts)}\n`);
  });
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  // Ctrl-C reaches the worker without us, and a second SIGINT would end it while it stops; one SIGTERM beside it does not.
  process.once("SIGINT", () => child.kill("SIGTERM"));
  process.on("SIGINT", () => undefined);
  child.once("exit", (code) => process.exit(code ?? 1));
}
